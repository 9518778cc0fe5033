import { type Failure, failure } from '../../../shared/models/failure';
import type { Log } from '../../backend/lib/log';
import type { Serving } from '../serving/contract';
import { type ReleaseState, shareOf, watchedBy } from './release';

const EVERY_MS = 2_000;
const BUCKET_MS = 1_000;
const LOOKED_AT_MS = 60_000;
/** Fewer answers say nothing of a share. */
const REQUESTS_MIN = 50;
const FULL = 100;

export type ErrorWatch = {
  readonly service: string;
  readonly state: ReleaseState;
  readonly serving: () => Pick<Serving, 'figures'> | null;
  readonly log: Log;
  readonly now: () => number;
  readonly failed: (revision: number, why: Failure) => void;
};

/** Looks at the answers of the last minute as long as a revision with traffic is on trial. @returns how to stop */
export function watchErrors(watch: ErrorWatch): () => void {
  const { state, now, log } = watch;
  const revision = watchedBy(state);
  const limit = state.plan.errorLimit;
  if (revision === null || limit === null || shareOf(state, revision) === 0) return () => undefined;
  // A retry begins with nothing against it.
  const from = state.step === 0 ? state.since : 0;
  const timer = setInterval(() => {
    look(watch, revision, limit, Math.max(from, now() - LOOKED_AT_MS)).catch((error: unknown) =>
      log.warn('figures of a service could not be read', { text: String(error) }),
    );
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function look({ service, serving, failed }: ErrorWatch, revision: number, limit: number, since: number): Promise<void> {
  const figures = (await serving()?.figures(service, since, BUCKET_MS)) ?? [];
  const buckets = figures.filter((bucket) => bucket.revision === revision && bucket.at + BUCKET_MS > since);
  const requests = buckets.reduce((sum, bucket) => sum + bucket.requests, 0);
  const errors = buckets.reduce((sum, bucket) => sum + bucket.errors, 0);
  const share = (errors / requests) * FULL;
  if (requests < REQUESTS_MIN || share <= limit) return;
  const values = { revision: String(revision), share: share.toFixed(1), requests: String(requests), limit: String(limit) };
  failed(revision, failure('limited', { reason: 'error-limit-passed', values }));
}
