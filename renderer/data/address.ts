import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

/** The part of the address after `?`: plain texts, so that an address can be read, kept and sent. */
export type Search = Readonly<Record<string, string>>;

/** Where a link leads inside the page: a route, what fills its places, and the search. */
export type Address = { readonly to: string; readonly params?: Readonly<Record<string, string>>; readonly search?: Search };

/** How a screen's state is written in the address. What is at its default is left out; what makes no sense reads as its default. */
export interface AddressCodec<T> {
  read(search: Search): T;
  write(value: T): Search;
}

/** For the router: `a=1&b=x`, nothing quoted, nothing parsed as anything but text. */
export const parseSearch = (search: string): Search => Object.fromEntries(new URLSearchParams(search));
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) if (typeof value === 'string' && value !== '') params.set(name, value);
  const text = params.toString();
  return text && `?${text}`;
}

/** A new step in the history (`push`), or the same step told anew: typing into a filter is no journey. */
export type SetAddress<T> = (patch: Partial<T>, how?: 'push' | 'replace') => void;

/** The screen's state, kept in the address alone: it survives a reload, a restart and a copied link. */
export function useAddress<T extends object>(codec: AddressCodec<T>): readonly [T, SetAddress<T>] {
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const navigate = useNavigate();
  const value = useMemo(() => codec.read(parseSearch(search)), [codec, search]);
  const set = useCallback<SetAddress<T>>(
    (patch, how = 'replace') => {
      void navigate({
        to: '.',
        // From what the address holds now, not from what was drawn: two changes in one moment both stay.
        search: (current: Record<string, unknown>) => codec.write({ ...codec.read(texts(current)), ...patch }),
        replace: how === 'replace',
        resetScroll: false,
      });
    },
    [codec, navigate],
  );
  return [value, set];
}

function texts(search: Record<string, unknown>): Search {
  return Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
