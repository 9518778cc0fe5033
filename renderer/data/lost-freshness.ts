import { failure } from '../../shared/models/failure';
import type { Freshness } from '../../shared/models/freshness';

/** What a freshness becomes while the backend is away: nobody watches, so nothing is live. */
export function lostFreshness(freshness: Freshness, lostAt: number): Freshness {
  if (freshness.state === 'off' || freshness.state === 'idle') return freshness;
  const asOf = freshness.state === 'live' ? lostAt : freshness.asOf;
  return { state: 'reconnecting', asOf, tries: 0, nextTryAt: null, failure: failure('unreachable', { reason: 'backend-restarted' }) };
}
