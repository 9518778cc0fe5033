import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { Input } from '../../../shared/api/api';
import { type Run, RunId, type RunExit, type RunProgress, type RunState } from '../../../shared/models/run';
import { useAddress, type SetAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import type { LiveRun } from '../../data/live-run';
import { useRunLive } from '../../data/run-live';
import type { Here } from '../../data/workspace';
import { type ViewState, viewState } from './view-state';

/** The run that the address names; null where it names none. */
export function useRunId(): string | null {
  const { id }: { readonly id?: string } = useParams({ strict: false });
  return RunId.safeParse(id).data ?? null;
}

/** What every part of the page needs. */
export type Page = {
  readonly here: Here;
  readonly run: Run;
  readonly live: LiveRun;
  /** As it is told last: by the live watch where that is open. */
  readonly state: RunState;
  readonly progress: RunProgress | null;
  readonly exit: RunExit | null;
  readonly view: ViewState;
  readonly set: SetAddress<ViewState>;
  /** The run that it is held against, with what differs. */
  readonly against: Against | null;
};

export type Against = {
  readonly id: string;
  readonly name: string;
  readonly startedAt: number | null;
  /** By name: the value that the other run had, where it is another. */
  readonly params: ReadonlyMap<string, string | null>;
  readonly inputs: ReadonlyMap<string, { readonly differ: boolean; readonly digest: string | null }>;
  readonly metrics: ReadonlyMap<string, Run['summaries'][number]['last'] | null>;
};

export function useRunPage(here: Here, id: string) {
  const { connection } = here;
  const [view, set] = useAddress(viewState);
  const asked = useRequest('runs.get', { connection, run: id });
  const live = useRunLive(here, id);
  const against = useAgainst({ connection, runs: [id, view.against ?? id] }, view.against !== null && view.against !== id);
  const run = asked.data;
  const page = useMemo((): Page | null => {
    if (!run) return null;
    // What ended has ended, whichever of the two says so.
    const ended = run.endedAt !== null && run.state !== 'running' && run.state !== 'queued';
    const state = ended ? run.state : (live.now?.state ?? run.state);
    return { here, run, live, state, progress: live.now?.progress ?? null, exit: run.exit ?? live.now?.exit ?? null, view, set, against };
  }, [here, run, live, view, set, against]);
  return { page, asked };
}

function useAgainst(input: Input<'runs.compare'>, enabled: boolean): Against | null {
  const { data } = useRequest('runs.compare', input, { enabled });
  return useMemo(() => {
    const other = data?.runs[1];
    if (!enabled || !data || !other) return null;
    return {
      id: other.id,
      name: other.name,
      startedAt: other.startedAt,
      params: new Map(data.params.filter(({ differ }) => differ).map(({ key, values }) => [key, values[1] ?? null])),
      inputs: new Map(data.inputs.map(({ name, digests, differ }) => [name, { differ, digest: digests[1] ?? null }])),
      metrics: new Map(data.metrics.map(({ key, values }) => [key, values[1] ?? null])),
    };
  }, [data, enabled]);
}
