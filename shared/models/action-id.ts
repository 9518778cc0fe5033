import { z } from 'zod';

/** Changes of a delivery. */
export const DELIVERY_ACTION_IDS = [
  'start',
  'pause',
  'resume',
  'promote',
  'promote-full',
  'abort',
  'retry',
  'roll-back',
  'restore',
  'restart',
  'remove',
] as const;
export type DeliveryActionId = (typeof DELIVERY_ACTION_IDS)[number];

/** Changes that an operator can make. The words, keys and danger of each are drawn from its one entry (`shared/models/action.ts`, `shared/words`). */
export const ACTION_IDS = [...DELIVERY_ACTION_IDS, 'set-alias'] as const;
export const ActionId = z.enum(ACTION_IDS);
export type ActionId = z.infer<typeof ActionId>;
