import { type Delivery, isDelivery } from '../../../../shared/models/delivery';
import type { Entity } from '../../../../shared/models/entity';
import { failure } from '../../../../shared/models/failure';
import type { Goal, Progress } from '../contract';

const DONE: Progress = { state: 'done' };
const waiting = (awaited: Extract<Progress, { state: 'waiting' }>['awaited']): Progress => ({ state: 'waiting', awaited });
/** Somebody else went another way in the meantime. */
const overtaken = ({ connection, state, reason }: Delivery): Progress => ({
  state: 'failed',
  failure: failure('conflict', { reason: 'object-changed', values: { state, reason } }, connection),
});

/** How far a delivery shows what an action was for. Only what the controller has derived counts, never what was written. */
export function progress(goal: Goal, seen: Entity | null): Progress {
  if (!seen || !isDelivery(seen)) return { state: 'failed', failure: failure('not-found', { reason: 'object-gone' }) };
  if (seen.uid !== goal['uid']) return { state: 'failed', failure: failure('not-found', { reason: 'object-gone' }, seen.connection) };
  if (seen.state === 'unknown') return waiting('controller');
  const key = goal['key'] ?? null;
  const current = seen.candidateKey ?? seen.stableKey;
  switch (goal.type) {
    case 'stepped':
      return stepped(goal, seen);
    case 'promoted':
      return seen.stableKey === key ? DONE : (ended(seen, current === key) ?? waiting('promotion'));
    case 'aborted':
      if (seen.stableKey === key) return overtaken(seen); // it was promoted before the abort came
      if (current !== key) return DONE; // another template took its place
      return seen.state === 'aborted' ? DONE : waiting('abort');
    case 'retried':
      if (current !== key) return overtaken(seen);
      return seen.state === 'aborted' || seen.state === 'rolling-back' ? waiting('retry') : DONE;
    case 'held':
      return seen.pause?.by === 'user' ? DONE : waiting('pause');
    case 'freed':
      return seen.pause?.by === 'user' ? waiting('resume') : DONE;
    case 'left':
      return current !== key ? DONE : waiting('revision');
    case 'taken':
      return current === key ? DONE : waiting('revision');
    case 'stable':
      return current === key && seen.stableKey === key && seen.state === 'stable' ? DONE : waiting(current === key ? 'stable' : 'revision');
    case 'restarted':
      return seen.restartedAt !== null && seen.restartedAt >= Number(goal['at']) ? DONE : waiting('restart');
    default:
      return waiting('controller');
  }
}

/** Why it will not come true, where that is so: aborted, or another template in its place. */
function ended(seen: Delivery, isCurrent: boolean): Progress | null {
  return !isCurrent || seen.state === 'aborted' || seen.state === 'rolling-back' ? overtaken(seen) : null;
}

function stepped(goal: Goal, seen: Delivery): Progress {
  const key = goal['key'] ?? null;
  if (seen.stableKey === key) return DONE;
  const over = ended(seen, (seen.candidateKey ?? seen.stableKey) === key);
  if (over) return over;
  const step = goal['step'];
  if (seen.reason === 'unpausing') return waiting('controller');
  if (typeof step === 'number') {
    if (seen.step !== null && seen.step > step) return DONE;
    // The pause of an inconclusive background analysis is over, wherever the steps are.
    return goal['reason'] === 'paused-inconclusive' && seen.reason !== 'paused-inconclusive' ? DONE : waiting('next-step');
  }
  return seen.split?.reported === 100 ? DONE : waiting('promotion');
}
