import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { EntityKey } from '../../shared/models/entity';
import { parseSearch, type Search } from '../data/address';
import { SCREENS } from './screens';

export type Go = {
  /** With the connections that are looked at now. */
  toScreen(id: string, search?: Search): void;
  /** To the screen that shows entities of this kind. @returns false where there is none. */
  toEntity(key: EntityKey): boolean;
  back(): void;
  forward(): void;
};

/** What stays in the address from one screen to the next: the connections looked at. */
const CARRIED = ['on'];

/** The part of an address's search that goes along to another screen. */
export function carriedSearch(searchText: string): Search {
  const now = parseSearch(searchText);
  return Object.fromEntries(CARRIED.flatMap((name) => (now[name] ? [[name, now[name]]] : [])));
}

export function useGo(): Go {
  const router = useRouter();
  return useMemo(
    () => ({
      toScreen(id, search = {}) {
        void router.navigate({ to: `/${id}`, search: { ...carriedSearch(router.state.location.searchStr), ...search } });
      },
      toEntity(key) {
        const screen = SCREENS.find(({ shows }) => shows?.kind === key.kind);
        if (!screen?.shows) return false;
        const { to, params = {}, search = {} } = screen.shows.address(key);
        void router.navigate({ to, params: { ...params }, search: { ...carriedSearch(router.state.location.searchStr), ...search } });
        return true;
      },
      back: () => router.history.back(),
      forward: () => router.history.forward(),
    }),
    [router],
  );
}
