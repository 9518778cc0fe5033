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

/** Good news goes by in the status bar; what needs a person stands above it. */
export const isPassing = ({ tone, failure }: Notice): boolean => failure === undefined && (tone === 'ok' || tone === 'info');

/** Tells the operator something that happened apart from what is on the screen. It stays until seen; newer good news takes the place of older. */
export function notify(notice: Omit<Notice, 'id'>): void {
  const next = { ...notice, id: nextId++ };
  store.setState((before) => [...before.filter((each) => !isPassing(next) || !isPassing(each)), next].slice(-NOTICES_MAX), true);
}

export const dismissNotice = (id: number): void => store.setState((before) => before.filter((notice) => notice.id !== id), true);
export const useNotices = (): readonly Notice[] => useSyncExternalStore(store.subscribe, store.getState);
