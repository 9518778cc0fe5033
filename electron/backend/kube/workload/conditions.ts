import { z } from 'zod';
import type { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { timeOf } from './time-of';

const MESSAGE_MAX = 2_000;
const text = z.string().catch('');
const Conditions = z.object({
  status: z.object({
    conditions: z.array(
      z.object({ type: text, status: text, reason: text, message: text, lastTransitionTime: z.unknown().optional(), lastUpdateTime: z.unknown().optional() }),
    ),
  }),
});

/** The conditions of any object, for people to read; none where it has none. */
export function conditionsOf(object: unknown): DeliveryDetail['conditions'] {
  const parsed = Conditions.safeParse(object);
  if (!parsed.success) return [];
  return parsed.data.status.conditions.slice(0, 50).map(({ type, status, reason, message, lastTransitionTime, lastUpdateTime }) => ({
    type,
    status,
    reason,
    message: message.slice(0, MESSAGE_MAX),
    at: timeOf(lastUpdateTime) ?? timeOf(lastTransitionTime),
  }));
}
