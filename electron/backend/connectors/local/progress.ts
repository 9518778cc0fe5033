import { isAddress } from '../../../../shared/models/gateway-address';
import { isDelivery } from '../../../../shared/models/delivery';
import type { Entity } from '../../../../shared/models/entity';
import { failure } from '../../../../shared/models/failure';
import { isModel } from '../../../../shared/models/model-entity';
import type { Goal, Progress } from '../contract';
import { addressProgress } from './address-progress';
import { serviceProgress } from './service-progress';

/** The alias stands where it should, or on no version at all (`version` null). */
export const aliasGoal = (alias: string, version: number | null) => ({ type: 'alias', alias, version }) as const satisfies Goal;

export function progress(goal: Goal, seen: Entity | null): Progress {
  if (goal.type === 'removed' && !seen) return { state: 'done' };
  if (seen && isAddress(seen)) return addressProgress(goal, seen);
  if (seen && isDelivery(seen)) return serviceProgress(goal, seen);
  if (!seen || !isModel(seen)) return { state: 'failed', failure: failure('not-found', { reason: 'object-gone' }) };
  const stands = seen.aliases.find(({ alias }) => alias === goal['alias'])?.version ?? null;
  return goal.type === 'alias' && stands === goal['version'] ? { state: 'done' } : { state: 'waiting', awaited: 'alias' };
}
