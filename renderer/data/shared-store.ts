import { useEffect, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { Stop } from '../../shared/api/verb';

/** How long a watch stays open after its last reader left, so that going to and fro between screens costs nothing. */
const LINGER_MS = 5_000;

type Open<S> = { readonly store: StoreApi<S>; readonly stop: Stop };
type Entry<S> = Open<S> & { readers: number; timer: ReturnType<typeof setTimeout> | undefined };

/** One open watch per key, shared by all of its readers, closed a while after the last has left. */
export function createSharedStores<S>(open: (key: string) => Open<S>) {
  const entries = new Map<string, Entry<S>>();

  function obtain(key: string): Entry<S> {
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry<S> = { ...open(key), readers: 0, timer: undefined };
    entries.set(key, entry);
    scheduleEnd(key, entry); // a render that is thrown away never comes back to close it
    return entry;
  }

  function scheduleEnd(key: string, entry: Entry<S>): void {
    clearTimeout(entry.timer);
    entry.timer = setTimeout(() => {
      entries.delete(key);
      entry.stop();
    }, LINGER_MS);
  }

  function hold(key: string): Stop {
    const entry = obtain(key);
    clearTimeout(entry.timer);
    entry.readers += 1;
    return () => {
      entry.readers -= 1;
      if (entry.readers === 0) scheduleEnd(key, entry);
    };
  }

  function useShared(key: string): S {
    const { store } = obtain(key);
    useEffect(() => hold(key), [key]);
    return useSyncExternalStore(store.subscribe, store.getState);
  }
  /** Reads a part of it: renders again only when that part is another value. */
  function useSelected<T>(key: string, select: (state: S) => T): T {
    const { store } = obtain(key);
    useEffect(() => hold(key), [key]);
    return useSyncExternalStore(store.subscribe, () => select(store.getState()));
  }
  return {
    useShared,
    useSelected,
    /** Opens it before there is a reader, who has to come before it would be closed. */
    prepare: (key: string): StoreApi<S> => obtain(key).store,
  };
}
