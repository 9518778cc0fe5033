import { useQueries } from '@tanstack/react-query';
import type { Input } from '../../shared/api/api';
import type { Failure } from '../../shared/models/failure';
import type { Series } from '../../shared/models/run';
import { asked } from './request';

export type RunsSeriesInput = Omit<Input<'runs.series'>, 'run' | 'keys'> & { readonly runs: readonly string[]; readonly metric: string };
export type RunsSeries = { readonly byRun: readonly (Series | undefined)[]; readonly pending: boolean; readonly failure: Failure | null };

type Answer = { readonly data: { readonly series: readonly Series[] } | undefined; readonly isPending: boolean; readonly error: Failure | null };
const combine = (answers: readonly Answer[]): RunsSeries => ({
  byRun: answers.map(({ data }) => data?.series[0]),
  pending: answers.some(({ isPending }) => isPending),
  failure: answers.find(({ error }) => error !== null)?.error ?? null,
});

/** One metric of several runs, in the order of the runs. The same questions as those of a run's own page, so that answers are shared. */
export function useRunsSeries({ runs, metric, ...rest }: RunsSeriesInput): RunsSeries {
  return useQueries({
    queries: runs.map((run) => {
      const input = { ...rest, run, keys: [metric] };
      return { queryKey: ['runs.series', input], queryFn: ({ signal }: { readonly signal: AbortSignal }) => asked('runs.series', input, signal) };
    }),
    combine: combine as (answers: readonly unknown[]) => RunsSeries, // what queryFn gives and throws
  });
}
