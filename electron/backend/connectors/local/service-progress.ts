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
};

/** How far a service shows what an action was for: it is done when the gateway answers by it, never when it was asked. */
export function serviceProgress(goal: Goal, seen: Delivery): Progress {
  if (seen.uid !== goal['uid']) return { state: 'failed', failure: failure('not-found', { reason: 'object-gone' }, seen.connection) };
  // What is seen is older than the act.
  if (typeof goal['generation'] === 'number' && (seen.generation ?? 0) <= goal['generation']) return waiting(AWAITED_OF[goal.type] ?? 'controller');
  const key = goal['key'] ?? null;
  const isStable = seen.stableKey === key;
  const isCandidate = seen.candidateKey === key;
  switch (goal.type) {
    case 'started':
      return isStable || isCandidate ? loaded(seen) : waiting('revision');
    case 'stepped':
      if (isCandidate && seen.state !== 'aborted') return (seen.step ?? 0) > Number(goal['step']) && seen.state !== 'progressing' ? DONE : waiting('next-step');
      return isStable ? settled(seen, 'promotion') : overtaken(seen);
    case 'promoted':
      if (isStable) return settled(seen, 'promotion');
      return isCandidate && seen.state !== 'aborted' ? waiting('promotion') : overtaken(seen);
    case 'aborted':
      if (isStable) return overtaken(seen); // it was promoted before the abort came
      if (!isCandidate) return DONE;
      return seen.state === 'aborted' && (seen.split?.reported ?? 0) === 0 ? DONE : waiting('abort');
    case 'retried':
      if (!isCandidate) return isStable ? DONE : overtaken(seen);
      return loaded(seen);
    case 'held':
      return seen.pause?.by === 'user' ? DONE : waiting('pause');
    case 'freed':
      return seen.pause?.by === 'user' ? waiting('resume') : DONE;
    case 'restored':
      return seen.state === 'aborted' ? waiting('stable') : DONE;
    case 'returned':
      if (isStable) return seen.candidateKey === null ? settled(seen, 'stable') : waiting('stable');
      return isCandidate && seen.state === 'aborted' ? overtaken(seen) : waiting('stable');
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
