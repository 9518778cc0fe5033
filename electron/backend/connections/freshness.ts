import type { Connection } from '../../../shared/models/connection';
import type { Failure } from '../../../shared/models/failure';
import type { Freshness } from '../../../shared/models/freshness';

/** How one watch (of a kind, in a namespace or the whole system) stands. */
export type ScopeState =
  | { readonly state: 'waiting'; readonly scope: string }
  | { readonly state: 'live'; readonly scope: string; readonly since: number }
  /** The product is not there: nothing to know, so it decides nothing. */
  | { readonly state: 'absent'; readonly scope: string; readonly since: number }
  | {
      readonly state: 'broken';
      readonly scope: string;
      readonly since: number;
      readonly tries: number;
      readonly failure: Failure;
      readonly nextTryAt: number | null;
    };

type Broken = Extract<ScopeState, { state: 'broken' }>;

/** A loss that is mended within this time is called reconnecting; a longer one, stale. */
export const RECONNECTING_MS = 15_000;

type Known = {
  readonly enabled: boolean;
  readonly now: number;
  /** When the connection's values were last known to be true, before what the scopes say. */
  readonly asOf: number | null;
  readonly openedAt: number;
  readonly scopes: readonly ScopeState[];
};

/**
 * One word for a connection out of the states of its watches. The worst decides, but for a namespace that may not be read
 * while others can: that is a trouble of its own (`troublesOf`) and does not make the rest untrue.
 */
export function freshnessOf({ enabled, now, asOf, openedAt, scopes }: Known): Freshness {
  if (!enabled) return { state: 'off', asOf };
  if (scopes.length === 0) return { state: 'idle', asOf };
  const there = scopes.filter(({ state }) => state !== 'absent');
  const readable = there.filter((scope) => !isForbidden(scope));
  const judged = readable.length > 0 ? readable : there.length > 0 ? there : scopes;
  const broken = judged.filter((scope): scope is Broken => scope.state === 'broken').toSorted((a, b) => a.since - b.since)[0];
  if (broken) {
    const { failure, nextTryAt, tries } = broken;
    // Before `since`: the clock was set back, and how long it has been is not known.
    const mending = failure.retry === 'self' && asOf !== null && now >= broken.since && now - broken.since < RECONNECTING_MS;
    return { state: mending ? 'reconnecting' : 'stale', asOf, tries, nextTryAt, failure };
  }
  const live = judged.flatMap((scope) => (scope.state === 'live' || scope.state === 'absent' ? [scope.since] : []));
  return live.length === judged.length ? { state: 'live', since: Math.max(...live) } : { state: 'connecting', since: openedAt, asOf };
}

/** When the answer of `freshnessOf` changes by the clock alone, epoch ms. */
export function nextChangeAt({ scopes, now }: Known): number | null {
  const ends = scopes.flatMap((scope) => (scope.state === 'broken' && scope.since <= now ? [scope.since + RECONNECTING_MS] : [])).filter((at) => at > now);
  return ends.length > 0 ? Math.min(...ends) : null;
}

/** Parts that do not work while the rest does. */
export function troublesOf(scopes: readonly ScopeState[]): Connection['troubles'] {
  const forbidden = scopes.filter((scope): scope is Broken => isForbidden(scope));
  return forbidden.map(({ scope, failure }) => ({ scope, failure }));
}

function isForbidden(scope: ScopeState): boolean {
  return scope.state === 'broken' && scope.failure.code === 'forbidden';
}
