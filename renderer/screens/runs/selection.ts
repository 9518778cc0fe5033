import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';

/** As many as can be compared (shared/api/runs.ts). */
export const SELECTED_MAX = 100;
const NONE: ReadonlySet<string> = new Set();

/** Runs that are chosen, by connection: they stay chosen while one looks elsewhere. */
const store = createStore<Readonly<Record<string, ReadonlySet<string>>>>(() => ({}));

export const useSelection = (connection: string): ReadonlySet<string> => useSyncExternalStore(store.subscribe, () => store.getState()[connection] ?? NONE);
export const useIsSelected = (connection: string, run: string): boolean =>
  useSyncExternalStore(store.subscribe, () => store.getState()[connection]?.has(run) ?? false);
/** Gaps in the list are no runs yet, and cannot be chosen. */
export const select = (connection: string, runs: ReadonlySet<string>): void =>
  store.setState({ [connection]: new Set([...runs].filter((id) => !id.startsWith('gap-')).slice(0, SELECTED_MAX)) });
export function toggle(connection: string, run: string): void {
  const before = store.getState()[connection] ?? NONE;
  select(connection, before.has(run) ? new Set([...before].filter((id) => id !== run)) : new Set([...before, run]));
}
