import { createContext, use, useSyncExternalStore } from 'react';

const TICK_MS = 1_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    now = Date.now();
    timer = window.setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, TICK_MS);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.clearInterval(timer);
  };
}

/** A time that stands still below it, epoch ms: for pictures that are compared. */
export const HeldClock = createContext<number | null>(null);

/**
 * What the one shared clock (a tick a second, however many readers) makes of the time. The reader is drawn again only when its value
 * changed, so give back a finished text or a rounded number. It must be a primitive.
 */
export function useClock<T extends string | number | boolean | null>(read: (now: number) => T): T {
  const held = use(HeldClock);
  return useSyncExternalStore(subscribe, () => read(held ?? now));
}
