import { useEffect, useRef, useState } from 'react';
import type { BoxGraph } from './group-fans';
import type { LayoutAnswer, LayoutAsk } from './layout-worker';
import { layoutInput, type Scene, sceneOf } from './scene';

type Drawn = { readonly scene: Scene; readonly graph: BoxGraph; readonly mirrored: boolean };

/**
 * The drawing of a graph, worked out by a worker. Until a new one is there the last one stays; what stood somewhere keeps its place
 * as long as `stable` (the name of what is looked at) is the same.
 */
export function useScene(graph: BoxGraph, mirrored: boolean, stable: string): Scene | null {
  const [drawn, setDrawn] = useState<(Drawn & { readonly stable: string }) | null>(null);
  const worker = useRef<Worker | null>(null);
  const last = useRef(drawn);
  const asked = useRef(0);

  useEffect(() => {
    const own = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module', name: 'lineage-layout' });
    worker.current = own;
    return () => own.terminate();
  }, []);

  useEffect(() => {
    const own = worker.current;
    if (!own) return;
    asked.current += 1;
    const id = asked.current;
    const previous = last.current?.stable === stable && last.current.mirrored === mirrored ? last.current.scene : null;
    const take = ({ data }: MessageEvent<LayoutAnswer>) => {
      if (data.id !== id) return; // a newer one is on its way
      const next = { scene: sceneOf(graph, data.layout, mirrored), graph, mirrored, stable };
      last.current = next;
      setDrawn(next);
    };
    own.addEventListener('message', take);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker's takes none
    own.postMessage({ id, input: layoutInput(graph, previous) } satisfies LayoutAsk);
    return () => own.removeEventListener('message', take);
  }, [graph, mirrored, stable]);

  return drawn?.scene ?? null;
}
