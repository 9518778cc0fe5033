import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';
import type { ShellEvent } from '../../shared/api/shell';
import { onShellEvent } from './bridge';

export type BackendState = Omit<Extract<ShellEvent, { type: 'backend' }>, 'type'>;

const store = createStore<BackendState>(() => ({ state: 'starting', attempt: 0, retryAt: null }));
onShellEvent((event) => {
  if (event.type === 'backend') store.setState({ state: event.state, attempt: event.attempt, retryAt: event.retryAt }, true);
});

/** How the process behind the window is, as the shell tells it. */
export const useBackendState = (): BackendState => useSyncExternalStore(store.subscribe, store.getState);
