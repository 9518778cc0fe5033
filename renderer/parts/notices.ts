import { useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';
import type { WordId } from '../../shared/words/words';
import type { Failure } from '../../shared/models/failure';
import type { WordValues } from '../ui/use-words';

export type Notice = {
  readonly id: number;
  readonly tone: 'ok' | 'info' | 'warn' | 'bad';
  readonly word: WordId;
  readonly values?: WordValues;
  /** What went wrong, drawn with its own words. */
  readonly failure?: Failure;
};

const NOTICES_MAX = 5;
const store = createStore<readonly Notice[]>(() => []);
let nextId = 0;

/** Tells the operator something that happened apart from what is on the screen. It stays until seen; the oldest give way. */
export function notify(notice: Omit<Notice, 'id'>): void {
  store.setState((before) => [...before, { ...notice, id: nextId++ }].slice(-NOTICES_MAX), true);
}

export const dismissNotice = (id: number): void => store.setState((before) => before.filter((notice) => notice.id !== id), true);
export const useNotices = (): readonly Notice[] => useSyncExternalStore(store.subscribe, store.getState);
