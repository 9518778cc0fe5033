import { useEffect, useSyncExternalStore } from 'react';
import { createStore } from 'zustand/vanilla';
import type { MENU_COMMANDS } from '../../shared/api/shell';
import type { WordId } from '../../shared/words/words';
import type { Icon } from '../ui/icons';
import type { WordValues } from '../ui/use-words';

/** Something that the operator can have done. Menu, palette, keys and the sheet of shortcuts are drawn from it. */
export type Action = {
  readonly id: string;
  readonly word: WordId;
  readonly values?: WordValues;
  /** Other words by which the palette finds it. */
  readonly keywords?: WordId;
  readonly icon?: Icon;
  /** `mod+K`, `g d`, `/`. */
  readonly keys?: string;
  readonly group: 'screen' | 'go' | 'workspace' | 'window';
  /** The item of the native menu that does the same. */
  readonly menu?: (typeof MENU_COMMANDS)[number];
  /** Absent: always. */
  readonly when?: () => boolean;
  run(): void;
};

const registered = createStore<ReadonlyMap<symbol, readonly Action[]>>(() => new Map());

/** Adds a screen's own actions for as long as the screen is there. Pass the same array as long as they are the same. */
export function useScreenActions(actions: readonly Action[]): void {
  useEffect(() => {
    const key = Symbol('actions');
    registered.setState((before) => new Map(before).set(key, actions), true);
    return () => {
      registered.setState((before) => {
        const after = new Map(before);
        after.delete(key);
        return after;
      }, true);
    };
  }, [actions]);
}

const flat = new WeakMap<ReadonlyMap<symbol, readonly Action[]>, readonly Action[]>();
function listRegistered(): readonly Action[] {
  const state = registered.getState();
  let list = flat.get(state);
  if (!list) flat.set(state, (list = [...state.values()].flat()));
  return list;
}

/** The actions of the screen that is shown. */
export const useRegisteredActions = (): readonly Action[] => useSyncExternalStore(registered.subscribe, listRegistered);
