import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';

const KEY = 'navigation';
/** Below this width the names of the screens give way, unless they were asked for. */
const NARROW = window.matchMedia('(max-width: 1120px)');

const readChoice = () => localStorage.getItem(KEY);
const isNarrow = () => (readChoice() ?? (NARROW.matches ? 'narrow' : 'wide')) === 'narrow';
const store = createStore<{ readonly narrow: boolean }>(() => ({ narrow: isNarrow() }));
NARROW.addEventListener('change', () => {
  localStorage.removeItem(KEY); // what was chosen for another width
  store.setState({ narrow: isNarrow() });
});

/** Whether the navigation shows signs alone. */
export const useNarrowNavigation = (): boolean => useSyncExternalStore(store.subscribe, () => store.getState().narrow);

export function toggleNavigation(): void {
  localStorage.setItem(KEY, isNarrow() ? 'wide' : 'narrow');
  store.setState({ narrow: isNarrow() });
}
