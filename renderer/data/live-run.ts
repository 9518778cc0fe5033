import type { EventOf } from '../../shared/api/api';
import type { Failure } from '../../shared/models/failure';
import type { MetricValue, RunResources } from '../../shared/models/run';

type Event = EventOf<'runs.live'>;
export type LiveRun = {
  readonly now: Pick<Event, 'state' | 'progress' | 'exit'> | null;
  /** Of the last minutes, the newest last. */
  readonly resources: readonly RunResources[];
  /** Newest values since the watch began, by metric. */
  readonly metrics: ReadonlyMap<string, { readonly value: MetricValue; readonly step: number; readonly at: number }>;
  readonly lostAt: number | null;
  readonly failure: Failure | null;
};

export const NOTHING_LIVE: LiveRun = { now: null, resources: [], metrics: new Map(), lostAt: null, failure: null };
/** So many measurements of resources are kept to be drawn. */
const RESOURCES_MAX = 240;

/** What an event adds to what is known. */
export function withEvent(before: LiveRun, { state, progress, exit, resources, metrics }: Event): LiveRun {
  const seen = before.resources.at(-1)?.at;
  return {
    now: { state, progress, exit },
    resources: resources === null || resources.at === seen ? before.resources : [...before.resources, resources].slice(-RESOURCES_MAX),
    metrics: metrics.length === 0 ? before.metrics : new Map([...before.metrics, ...metrics.map(({ key, ...rest }) => [key, rest] as const)]),
    lostAt: null,
    failure: null,
  };
}
