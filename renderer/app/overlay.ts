import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';

/** What lies over the whole frame: one at a time. */
export type Overlay = 'palette' | 'shortcuts' | null;

const store = createStore<{ readonly overlay: Overlay }>(() => ({ overlay: null }));
export const showOverlay = (overlay: Overlay): void => store.setState({ overlay });
export const useOverlay = (): Overlay => useSyncExternalStore(store.subscribe, () => store.getState().overlay);
