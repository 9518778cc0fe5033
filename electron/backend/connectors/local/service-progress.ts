import type { Delivery } from '../../../../shared/models/delivery';
import { failure } from '../../../../shared/models/failure';
import type { Goal, Progress } from '../contract';

const DONE: Progress = { state: 'done' };
const waiting = (awaited: Awaited): Progress => ({ state: 'waiting', awaited });
/** Somebody else, or a rule, went another way in the meantime. */
const overtaken = ({ connection, state, reason }: Delivery): Progress => ({
  state: 'failed',
  failure: failure('conflict', { reason: 'object-changed', values: { state, reason } }, connection),
});

type Awaited = Extract<Progress, { state: 'waiting' }>['awaited'];
const AWAITED_OF: Readonly<Record<string, Awaited>> = {
  started: 'revision',
  stepped: 'next-step',
  promoted: 'promotion',
  aborted: 'abort',
  retried: 'retry',
  held: 'pause',
  freed: 'resume',
  restored: 'stable',
  returned: 'stable',
  removed: 'removal',
};

/** The gateway, or a model that is being loaded, has yet to follow what is on record. */
const MOVING: readonly Delivery['state'][] = ['starting', 'progressing', 'promoting', 'rolling-back'];

/** How far a service shows what an action was for: it is done when the gateway answers by it, never when it was asked. */
export function serviceProgress(goal: Goal, seen: Delivery): Progress {
  if (seen.uid !== goal['uid']) return { state: 'failed', failure: failure('not-found', { reason: 'object-gone' }, seen.connection) };
  // What is seen is older than the act.
  if (typeof goal['generation'] === 'number' && (seen.generation ?? 0) <= goal['generation']) return waiting(AWAITED_OF[goal.type] ?? 'controller');
  const key = goal['key'] ?? null;
  // An act shows with its own move. Where another is shown and nothing is moving, somebody came before us or after.
  const unlessPassed = (awaited: Awaited) => (MOVING.includes(seen.state) || typeof goal['generation'] !== 'number' ? waiting(awaited) : overtaken(seen));
  const isStable = seen.stableKey === key;
  const isCandidate = seen.candidateKey === key;
  switch (goal.type) {
    case 'started':
      return isStable || isCandidate ? loaded(seen) : unlessPassed('revision');
    case 'stepped':
      if (isCandidate && seen.state !== 'aborted')
        return (seen.step ?? 0) > Number(goal['step']) && seen.state !== 'progressing' ? DONE : unlessPassed('next-step');
      return isStable ? settled(seen, 'promotion') : overtaken(seen);
    case 'promoted':
      if (isStable) return settled(seen, 'promotion');
      return isCandidate && seen.state !== 'aborted' ? unlessPassed('promotion') : overtaken(seen);
    case 'aborted':
      if (isStable) return overtaken(seen); // it was promoted before the abort came
      if (!isCandidate) return DONE;
      if (seen.state !== 'aborted') return unlessPassed('abort');
      return (seen.split?.reported ?? 0) === 0 ? DONE : waiting('abort');
    case 'retried':
      if (!isCandidate) return isStable ? DONE : overtaken(seen);
      return loaded(seen);
    case 'held':
      return seen.pause?.by === 'user' ? DONE : unlessPassed('pause');
    case 'freed':
      return seen.pause?.by === 'user' ? unlessPassed('resume') : DONE;
    case 'restored':
      return seen.state === 'aborted' ? unlessPassed('stable') : DONE;
    case 'returned':
      if (isStable) return seen.candidateKey === null ? settled(seen, 'stable') : unlessPassed('stable');
      return isCandidate && seen.state === 'aborted' ? overtaken(seen) : unlessPassed('stable');
    case 'removed':
      return unlessPassed('removal');
    default:
      return waiting('controller');
  }
}

function loaded(seen: Delivery): Progress {
  if (seen.state === 'aborted' || seen.state === 'degraded') return overtaken(seen);
  return seen.state === 'starting' || seen.state === 'progressing' ? waiting('revision') : DONE;
}

/** The gateway has taken its weights. */
const settled = ({ state }: Delivery, awaited: 'promotion' | 'stable'): Progress => (state === 'promoting' || state === 'starting' ? waiting(awaited) : DONE);
