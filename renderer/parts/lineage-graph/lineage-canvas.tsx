import { type KeyboardEvent, type PointerEvent, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { LINEAGE_KINDS, type LineageNode } from '../../../shared/models/lineage';
import { useInterface } from '../../ui/ui-provider';
import { type Say, useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import { type Point, toDrawing } from './camera';
import type { Look } from './draw-scene';
import { GraphView } from './graph-view';
import type { Box, BoxGraph } from './group-fans';
import { hitAt, litBy, type Move, neighbourOf } from './hit';
import styles from './lineage-canvas.module.css';
import { paletteOf } from '../../ui/canvas-palette';
import type { Column, Scene } from './scene';
import { StateKey } from './state-key';
import { useScene } from './use-scene';

export type LineageCanvasHandle = { zoomBy(factor: number): void; fit(): void; bring(ref: string): void; picture(): Promise<Blob | null> };

export type LineageCanvasProps = {
  readonly graph: BoxGraph;
  /** The name of what is looked at: while it stays, things keep their places. */
  readonly stable: string;
  /** What comes into the middle first. */
  readonly focus: string | null;
  readonly selected: string | null;
  /** One sentence about what is chosen, for whoever does not see it. */
  readonly said: string;
  readonly onSelect: (ref: string | null) => void;
  /** Enter or a second press: the thing's own page, or what a group holds. */
  readonly onOpen: (box: Box) => void;
  /** The mark for neighbours that are left out. */
  readonly onMore: (box: Box, way: 'up' | 'down') => void;
  readonly handle: React.RefObject<LineageCanvasHandle | null>;
};

/** A column holds what is as far from its source: most often of one kind. More than a few are only counted. */
function columnTitle({ kinds, count }: Column, say: Say): string {
  if (kinds.size > TITLED_KINDS) return say('lineage.column.mixed', { count });
  return LINEAGE_KINDS.flatMap((kind) => (kinds.has(kind) ? [say(`lineage.column.${kind}`, { count: kinds.get(kind) ?? 0 })] : [])).join(' · ');
}
const TITLED_KINDS = 2;

const statesOf = ({ boxes }: Scene): ReadonlySet<LineageNode['state']> => new Set(boxes.flatMap(({ box }) => (box.node ? [box.node.state] : [])));

const MOVES: Readonly<Record<string, Move>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' };
const STEP = 1.25;
/** A press that moves less than this is no drag. View px. */
const DRAG_MIN = 4;

/** The graph of lineage, drawn by us: panned, zoomed and walked by keys. Everything it shows is in the table beside it too. */
export function LineageCanvas({ graph, stable, focus, selected, said, onSelect, onOpen, onMore, handle }: LineageCanvasProps) {
  const say = useWords();
  const { direction, theme, scheme } = useInterface();
  const mirrored = direction === 'rtl';
  const canvas = useRef<HTMLCanvasElement>(null);
  const map = useRef<HTMLCanvasElement>(null);
  const view = useRef<GraphView | null>(null);
  const scene = useScene(graph, mirrored, stable);
  const looked = useRef<string | null>(null);
  const drag = useRef<{ readonly at: Point; moved: boolean } | null>(null);
  const lit = useMemo(() => (scene && selected !== null && scene.byRef.has(selected) ? litBy(scene, selected) : null), [scene, selected]);

  useEffect(() => {
    if (!canvas.current || !map.current) return;
    const own = new GraphView(canvas.current, map.current);
    view.current = own;
    return () => own.close();
  }, []);

  useEffect(() => {
    if (!scene) return;
    view.current?.show(scene, looked.current === stable ? null : focus);
    looked.current = stable;
  }, [scene, stable, focus]);

  useEffect(() => {
    const look: Look = {
      palette: paletteOf({ theme, scheme }),
      selected,
      lit,
      groupTitle: ({ kind, members }) => say(`lineage.group.${kind}`, { count: members.length }),
      columnTitle: (column) => columnTitle(column, say),
      pixelRatio: window.devicePixelRatio,
    };
    view.current?.look(look);
  }, [selected, lit, say, theme, scheme]);

  useImperativeHandle(handle, () => ({
    zoomBy: (factor) => view.current?.zoomBy(factor),
    fit: () => view.current?.fit(),
    bring: (ref) => view.current?.bring(ref),
    picture: () => view.current?.picture() ?? Promise.resolve(null),
  }));

  // Not passive: a pinch must not zoom the whole page.
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) view.current?.zoomBy(Math.exp(-event.deltaY / 200), { x: event.clientX - left, y: event.clientY - top });
      else if (event.shiftKey && event.deltaX === 0) view.current?.panBy(-event.deltaY, 0);
      else view.current?.panBy(-event.deltaX, -event.deltaY);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, []);

  const hit = (event: PointerEvent<HTMLCanvasElement>) => {
    const own = view.current;
    if (!scene || !own) return null;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return hitAt(scene, toDrawing(own.camera, { x: event.clientX - left, y: event.clientY - top }), own.camera.scale);
  };
  const release = (event: PointerEvent<HTMLCanvasElement>) => {
    const moved = drag.current?.moved ?? true;
    drag.current = null;
    if (moved) return;
    const found = hit(event);
    if (!found) return onSelect(null);
    if (found.more) onMore(found.placed.box, found.more);
    else if (found.placed.box.ref === selected) onOpen(found.placed.box);
    else onSelect(found.placed.box.ref);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const held = drag.current;
    if (!held) {
      event.currentTarget.style.cursor = hit(event) ? 'pointer' : 'grab';
      return;
    }
    if (!held.moved && Math.hypot(event.clientX - held.at.x, event.clientY - held.at.y) < DRAG_MIN) return;
    held.moved = true;
    view.current?.panBy(event.movementX, event.movementY);
  };
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !scene) return;
    const towards = MOVES[event.key];
    const chosen = selected === null ? undefined : scene.byRef.get(selected);
    if (towards) {
      const next = chosen ? neighbourOf(scene, chosen.box.ref, towards) : (scene.byRef.get(focus ?? '') ?? scene.boxes[0]);
      if (next) {
        onSelect(next.box.ref);
        view.current?.bring(next.box.ref);
      }
    } else if (event.key === 'Enter' && chosen) onOpen(chosen.box);
    else if (event.key === 'Escape' && chosen) onSelect(null);
    else if (event.key === '+' || event.key === '=') view.current?.zoomBy(STEP);
    else if (event.key === '-') view.current?.zoomBy(1 / STEP);
    else if (event.key === '0') view.current?.fit();
    else if ((event.key === '[' || event.key === ']') && chosen) onMore(chosen.box, event.key === '[' ? 'up' : 'down');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles.frame}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- an application of its own: arrows walk the graph */}
      <div role="application" tabIndex={0} aria-label={say('lineage.canvas')} aria-describedby="lineage-said" className={styles.stage} onKeyDown={press}>
        <canvas
          ref={canvas}
          className={styles.canvas}
          data-boxes={scene?.boxes.length}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            drag.current = { at: { x: event.clientX, y: event.clientY }, moved: false };
          }}
          onPointerMove={move}
          onPointerUp={release}
          onPointerCancel={() => (drag.current = null)}
        />
      </div>
      <canvas
        ref={map}
        className={styles.map}
        aria-hidden
        onPointerDown={(event) => {
          const { left, top } = event.currentTarget.getBoundingClientRect();
          view.current?.goToMap({ x: event.clientX - left, y: event.clientY - top });
        }}
      />
      {scene && <StateKey states={statesOf(scene)} lit={lit !== null} />}
      <VisuallyHidden>
        <output id="lineage-said">{said}</output>
      </VisuallyHidden>
    </div>
  );
}
