import { useCallback, useEffect, useState } from 'react';
import { type Failure, failureOf } from '../../shared/models/failure';
import { backend } from './connect';
import { NO_RUNS, RUN_PAGE, type RunList, type RunQuery, withPage } from './run-list';
import type { Here } from './workspace';
import { useChangeRound } from './workspace-changes';

export type RunPages = RunList & {
  /** What is shown answers an earlier query; the newer one is being read. */
  readonly pending: boolean;
  readonly failure: Failure | null;
  /** Says which lines are in sight, so that they are read. */
  readonly look: (first: number, last: number) => void;
  readonly again: () => void;
};

type Held = { readonly of: string; readonly list: RunList; readonly failure: Failure | null };

/** Runs, read a page at a time where they are looked at; read again where something changed. */
export function useRunPages(here: Here, query: RunQuery): RunPages {
  const key = JSON.stringify({ connection: here.connection, ...query });
  const [held, setHeld] = useState<Held>({ of: '', list: NO_RUNS, failure: null });
  const [sight, setSight] = useState({ of: key, first: 0, last: 0 });
  const [asked, setAsked] = useState(0);
  const round = useChangeRound(here, 'runs');
  // Another query begins at its first page.
  const { first, last } = sight.of === key ? sight : { first: 0, last: 0 };

  useEffect(() => {
    const abort = new AbortController();
    const input = JSON.parse(key) as RunQuery & { readonly connection: string }; // made above
    for (let page = first; page <= last; page += 1) {
      const offset = page * RUN_PAGE;
      backend.request('runs.search', { ...input, offset, limit: RUN_PAGE }, abort.signal).then(
        (answer) => {
          if (abort.signal.aborted) return;
          setHeld((before) => ({ of: key, list: withPage(before.of === key ? before.list : NO_RUNS, offset, answer), failure: null }));
        },
        (error: unknown) => {
          if (!abort.signal.aborted) setHeld((before) => ({ ...before, failure: failureOf(error) }));
        },
      );
    }
    return () => abort.abort();
    // What changed, an engine that came back, and the wish of the user: each reads the same pages again.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [key, first, last, round, here.epoch, asked]);

  const look = useCallback(
    (from: number, to: number) => {
      const next = { of: key, first: Math.floor(Math.max(0, from) / RUN_PAGE), last: Math.floor(Math.max(0, to) / RUN_PAGE) };
      setSight((before) => (before.of === key && before.first === next.first && before.last === next.last ? before : next));
    },
    [key],
  );
  const again = useCallback(() => setAsked((count) => count + 1), []);
  return { ...held.list, pending: held.of !== key && held.of !== '', failure: held.failure, look, again };
}
