import { useCallback, useEffect, useState } from 'react';
import { type Failure, failureOf } from '../../shared/models/failure';
import type { RunLogLine } from '../../shared/models/run';
import { backend } from './connect';
import { type RunLine, withLines } from './run-lines';
import type { Here } from './workspace';

export type RunLog = {
  readonly lines: readonly RunLine[];
  /** Lines that were written in all. */
  readonly total: number;
  readonly state: 'opening' | 'following' | 'ended' | 'lost';
  readonly failure: Failure | null;
};

const OPENING: RunLog = { lines: [], total: 0, state: 'opening', failure: null };
const TAIL = 1_000;
/** A busy process writes faster than a page can be drawn: lines are taken in at this pace. */
const PACE_MS = 100;

/** Follows the output of a run. The newest lines are kept. */
export function useRunLog({ connection, epoch }: Here, run: string): RunLog {
  const source = `${connection} ${run}`;
  const [held, setHeld] = useState<{ readonly source: string; readonly log: RunLog }>({ source, log: OPENING });
  useEffect(() => {
    let log = OPENING;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = (next: RunLog) => {
      log = next;
      timer ??= setTimeout(() => {
        timer = undefined;
        setHeld({ source, log });
      }, PACE_MS);
    };
    const stop = backend.watch(
      'runs.log',
      { connection, run, tail: TAIL },
      {
        event: ({ lines, gap, ended, total }) =>
          tell({ lines: withLines(log.lines, lines, gap && log.lines.length > 0), total, state: ended ? 'ended' : 'following', failure: null }),
        lost: () => tell({ ...log, state: 'lost' }),
        failed: (failure) => tell({ ...log, state: 'lost', failure }),
      },
    );
    return () => {
      clearTimeout(timer);
      stop();
    };
    // An engine that came back is watched anew.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [connection, run, epoch, source]);
  return held.source === source ? held.log : OPENING;
}

export type LogSearch = {
  /** From the newest back. */
  readonly lines: readonly RunLogLine[];
  readonly searching: boolean;
  /** There are older lines that were not looked through. */
  readonly more: boolean;
  readonly failure: Failure | null;
  readonly older: () => void;
};

const FOUND_MAX = 200;
const LETTERS_REST_MS = 200;
const NOTHING_FOUND = { asked: '', lines: [], more: false, failure: null } as const;
type Found = { readonly asked: string; readonly lines: readonly RunLogLine[]; readonly more: boolean; readonly failure: Failure | null };

/** Looks for a text through all that a run wrote, also what is not shown any more. */
export function useLogSearch({ connection }: Here, run: string, text: string): LogSearch {
  const [found, setFound] = useState<Found>(NOTHING_FOUND);
  const [before, setBefore] = useState<{ readonly asked: string; readonly line: number } | null>(null);
  const asked = text.trim();
  const from = before?.asked === asked ? before.line : null;
  useEffect(() => {
    if (asked === '') return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      backend.request('runs.searchLog', { connection, run, text: asked, before: from, limit: FOUND_MAX }, abort.signal).then(
        ({ lines, more }) =>
          setFound((held) => ({ asked, lines: from === null || held.asked !== asked ? lines : [...held.lines, ...lines], more, failure: null })),
        (error: unknown) => {
          if (!abort.signal.aborted) setFound({ ...NOTHING_FOUND, asked, failure: failureOf(error) });
        },
      );
    }, LETTERS_REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [connection, run, asked, from]);
  const { lines, more, failure } = found.asked === asked ? found : NOTHING_FOUND;
  const oldest = lines.at(-1)?.n;
  const older = useCallback(() => setBefore(oldest === undefined ? null : { asked, line: oldest }), [asked, oldest]);
  return { lines, more, failure, searching: asked !== '' && found.asked !== asked, older };
}
