import { useCallback, useEffect, useRef, useState } from 'react';
import type { EventOf } from '../../shared/api/api';
import type { LedgerFilter } from '../../shared/api/ledger';
import { failureOf } from '../../shared/models/failure';
import { backend } from './connect';
import { appended, type LedgerHeld, type LedgerPages, NO_PAGES, withNewest } from './ledger-pages';
import { stateWatch, type Watched } from './watch';

const states = stateWatch('ledger.watch');
const NOTHING = '{}';

/** What is known of the whole ledger; told again with every new entry. */
export const useLedgerState = (): Watched<EventOf<'ledger.watch'>> => states.useShared(NOTHING);
export const prepareLedger = (): void => void states.prepare(NOTHING);

/** Rows that are read at a time. */
const PAGE = 200;
/** The newest that are read at once when entries came. Where more came, the list begins anew. */
const NEWEST_MAX = 500;

export type LedgerReader = LedgerPages & {
  /** Entries that came since, and are not among the rows yet. */
  readonly fresh: number;
  /** Reads a page of older ones. */
  more(): void;
  /** Takes the new ones among the rows. */
  takeFresh(): void;
  again(): void;
};

type Held = LedgerHeld & { readonly key: string };

/**
 * The entries that fit a filter, read page by page as far as they are looked at, never all of them.
 * @param size entries of the whole ledger, null before it is told: with each new one the newest are read
 * @param live whether new ones come among the rows at once; else they are counted until somebody takes them
 */
export function useLedgerPages(filter: Partial<LedgerFilter>, size: number | null, live: boolean): LedgerReader {
  const [round, setRound] = useState(0);
  const key = `${round} ${JSON.stringify(filter)}`;
  const [held, setHeld] = useState<Held>({ key, pages: NO_PAGES, fresh: [] });
  const { pages, fresh } = held.key === key ? held : { pages: NO_PAGES, fresh: [] };
  const newest = useRef({ key, pages, live });
  /** The size of the ledger when its newest were last read. */
  const readAt = useRef(0);
  useEffect(() => {
    newest.current = { key, pages, live };
  });

  const change = useCallback((own: string, to: (before: Held) => Partial<Held>) => {
    setHeld((before) => {
      if (newest.current.key !== own) return before; // another filter by now
      const base = before.key === own ? before : { key: own, pages: NO_PAGES, fresh: [] };
      return { ...base, ...to(base) };
    });
  }, []);
  const read = useCallback(
    (own: string, before: number | null, signal?: AbortSignal) => {
      backend.request('ledger.list', { filter: filterIn(own), before, limit: PAGE }, signal).then(
        (page) => change(own, (now) => ({ pages: appended(now.pages, page, PAGE) })),
        (error: unknown) => {
          if (!signal?.aborted) change(own, (now) => ({ pages: { ...now.pages, reading: false, failure: failureOf(error) } }));
        },
      );
    },
    [change],
  );

  const told = size !== null;
  const sizeNow = useRef(size);
  useEffect(() => {
    sizeNow.current = size;
  });
  useEffect(() => {
    if (!told) return;
    const abort = new AbortController();
    readAt.current = sizeNow.current ?? 0;
    read(key, null, abort.signal);
    return () => abort.abort();
  }, [key, told, read]);

  const known = pages.total !== null;
  useEffect(() => {
    const came = (size ?? 0) - readAt.current;
    if (!known || came <= 0) return;
    const abort = new AbortController();
    const limit = Math.min(came, NEWEST_MAX);
    backend.request('ledger.list', { filter: filterIn(key), before: null, limit }, abort.signal).then(
      (page) => {
        readAt.current = size ?? 0;
        change(key, (now) => withNewest(now, page, { live: newest.current.live, gap: came > NEWEST_MAX }));
      },
      () => undefined, // the next entry asks again, and the whole list says what is wrong
    );
    return () => abort.abort();
  }, [key, known, size, change]);

  const more = useCallback(() => {
    const now = newest.current;
    const last = now.pages.rows.at(-1);
    if (now.pages.reading || now.pages.whole || now.pages.failure || !last) return;
    change(now.key, (before) => ({ pages: { ...before.pages, reading: true } }));
    read(now.key, last.seq);
  }, [change, read]);
  const takeFresh = useCallback(() => {
    change(newest.current.key, (before) => ({ pages: { ...before.pages, rows: [...before.fresh, ...before.pages.rows] }, fresh: [] }));
  }, [change]);
  const again = useCallback(() => setRound((count) => count + 1), []);
  return { ...pages, fresh: fresh.length, more, takeFresh, again };
}

/** The filter by value, out of the key that is made of it above. */
const filterIn = (key: string) => JSON.parse(key.slice(key.indexOf(' ') + 1)) as Partial<LedgerFilter>;
