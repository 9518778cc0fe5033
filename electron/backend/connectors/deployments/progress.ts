import { type Delivery, isDelivery } from '../../../../shared/models/delivery';
import type { Entity } from '../../../../shared/models/entity';
import { failure } from '../../../../shared/models/failure';
import type { Goal, Progress } from '../contract';

const DONE: Progress = { state: 'done' };
const waiting = (awaited: Extract<Progress, { state: 'waiting' }>['awaited']): Progress => ({ state: 'waiting', awaited });

/** How far a Deployment shows what an action was for. Only what the controller has derived counts, never what was written. */
export function progress(goal: Goal, seen: Entity | null): Progress {
  if (!seen || !isDelivery(seen) || seen.uid !== goal['uid'])
    return { state: 'failed', failure: failure('not-found', { reason: 'object-gone' }, seen?.connection) };
  if (seen.state === 'unknown') return waiting('controller');
  switch (goal.type) {
    case 'held':
      return seen.state === 'paused' ? DONE : waiting('pause');
    case 'freed':
      return seen.state === 'paused' ? waiting('resume') : DONE;
    case 'version':
      return versioned(goal, seen);
    case 'restarted':
      if (seen.restartedAt === null || seen.restartedAt < Number(goal['at'])) return waiting('controller');
      return seen.state === 'stable' ? DONE : waiting('restart');
    default:
      return waiting('controller');
  }
}

/** A version that is stuck may still come up; one that another took the place of will not. */
function versioned(goal: Goal, seen: Delivery): Progress {
  // Scaling makes a new generation too, but no new revision.
  if ((seen.generation ?? 0) <= Number(goal['generation']) || (seen.revision ?? 0) <= Number(goal['revision'])) return waiting('controller');
  if (seen.images.join('\n') !== goal['images'] || seen.modelUri !== goal['modelUri']) {
    const values = { state: seen.state, reason: seen.reason };
    return { state: 'failed', failure: failure('conflict', { reason: 'object-changed', values }, seen.connection) };
  }
  return seen.state === 'stable' ? DONE : waiting('stable');
}
