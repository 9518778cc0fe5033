import type { RunPhase } from '../../../shared/models/action';
import { type Failure, failure, type FailureReason } from '../../../shared/models/failure';
import type { Progress } from '../connectors/contract';

// Pure: when an action that is on record has ended, and how.

/** What the server said of the writes: it took them, a part of them, or nobody heard. */
export type Taken = 'all' | 'part' | 'unknown';

/**
 * A write that was sent may still arrive for this long: an API server ends a request after 60 s by itself, so that one which
 * shows nothing by then never will.
 */
export const LANDING_MS = 65_000;

export type Evidence = {
  readonly taken: Taken;
  readonly progress: Progress;
  /** Whether the object is as it was before the write; null where that was not looked at: the entity came by a watch. */
  readonly unchanged: boolean | null;
  /** Since nobody waits for an answer any more, and so nothing new is sent. */
  readonly sinceGivenUpMs: number;
  /** Since somebody of us waits for it. */
  readonly waitedMs: number;
  readonly withinMs: number;
  readonly landingMs: number;
};

export type Ending = { readonly phase: RunPhase; readonly failure: Failure | null };

/** Null: wait on. */
export function endingOf(seen: Evidence): Ending | null {
  if (seen.progress.state === 'done') return { phase: 'done', failure: null };
  return seen.taken === 'unknown' ? unanswered(seen) : answered(seen);
}

function answered({ taken, progress, waitedMs, withinMs }: Evidence): Ending | null {
  if (progress.state === 'failed') return { phase: 'failed', failure: progress.failure };
  if (waitedMs < withinMs) return null;
  return { phase: 'timed-out', failure: failure('uncertain', { reason: taken === 'part' ? 'partly-written' : 'goal-not-seen' }) };
}

/** What a watch tells proves only that the goal is reached: it may be older than the write. */
function unanswered({ progress, unchanged, sinceGivenUpMs, waitedMs, withinMs, landingMs }: Evidence): Ending | null {
  if (unchanged === null) return null;
  if (unchanged) return sinceGivenUpMs < landingMs ? null : { phase: 'not-done', failure: failure('uncertain', { reason: 'never-arrived' }) };
  if (progress.state === 'failed') return { phase: 'uncertain', failure: progress.failure };
  return waitedMs < Math.max(withinMs, landingMs) ? null : unknown('no-answer-kept');
}

/** Nobody can tell any more. */
export const unknown = (reason: FailureReason): Ending => ({ phase: 'uncertain', failure: failure('uncertain', { reason }) });

/** The way to the server was not there: nothing of it can have arrived. */
const NEVER_SENT: readonly (FailureReason | undefined)[] = [
  'connection-refused',
  'name-unresolved',
  'certificate-untrusted',
  'certificate-expired',
  'certificate-host',
  'proxy-refused',
];
const REFUSALS: readonly Failure['code'][] = [
  'conflict',
  'invalid',
  'forbidden',
  'denied',
  'not-found',
  'unauthenticated',
  'limited',
  'unsupported',
  'stale',
  'local',
];

/** What an error of sending says of the writes. `none`: nothing was changed. */
export function takenOf(why: Failure): Taken | 'none' {
  const written = Number(why.detail.values?.['written'] ?? 0);
  const definite = REFUSALS.includes(why.code) || (why.code === 'unreachable' && NEVER_SENT.includes(why.detail.reason));
  if (!definite) return 'unknown';
  return written > 0 ? 'part' : 'none';
}
