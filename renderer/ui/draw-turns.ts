import { useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';

/** What a frame may spend on drawing charts; what does not fit waits for the next one. */
const FRAME_MS = 12;
const waiting = new Map<symbol, () => void>();
let frame: number | undefined;

function drawSome(): void {
  frame = undefined;
  const began = performance.now();
  for (const [key, draw] of waiting) {
    waiting.delete(key);
    flushSync(draw); // drawn now, so that its cost is known
    if (performance.now() - began > FRAME_MS) break;
  }
  if (waiting.size > 0) frame = requestAnimationFrame(drawSome);
}

/**
 * A value that is costly to draw, handed out when it is its turn: a dozen charts whose data comes at once are drawn over a few frames, and the
 * page stays smooth. Undefined until the first turn.
 */
export function useDrawTurn<T>(value: T): T | undefined {
  const [drawn, setDrawn] = useState<{ readonly value: T } | undefined>(undefined);
  const key = useRef<symbol>(undefined);
  useEffect(() => {
    const own = (key.current ??= Symbol('turn'));
    waiting.set(own, () => setDrawn({ value }));
    frame ??= requestAnimationFrame(drawSome);
    return () => void waiting.delete(own);
  }, [value]);
  return drawn?.value;
}
