import type { AddressEntity } from '../../../../shared/models/gateway-address';
import { failure } from '../../../../shared/models/failure';
import type { Goal, Progress } from '../contract';

/** It was moved once more than when it was planned; `state`: what it has to be then, where that matters. */
export const addressGoal = (state: 'open' | 'closed' | null, generation: number) => ({ type: 'address', state, generation }) as const satisfies Goal;

export function addressProgress(goal: Goal, { state, generation }: AddressEntity): Progress {
  const asked = goal['state'];
  if (goal.type !== 'address' || generation <= Number(goal['generation'])) return { state: 'waiting', awaited: 'address' };
  if (asked === null || asked === state) return { state: 'done' };
  // It shall be open, and is tried again; or somebody did the opposite since.
  return asked === 'open' && state === 'failed'
    ? { state: 'waiting', awaited: 'address' }
    : { state: 'failed', failure: failure('conflict', { reason: 'object-changed' }) };
}
