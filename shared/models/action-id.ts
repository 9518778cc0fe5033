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

/** Changes of the address of a workspace's gateway. */
export const ADDRESS_ACTION_IDS = ['open-address', 'close-address', 'replace-token'] as const;
export type AddressActionId = (typeof ADDRESS_ACTION_IDS)[number];

/** Changes that an operator can make. The words, keys and danger of each are drawn from its one entry (`shared/models/action.ts`, `shared/words`). */
export const ACTION_IDS = [...DELIVERY_ACTION_IDS, 'set-alias', ...ADDRESS_ACTION_IDS] as const;
export const ActionId = z.enum(ACTION_IDS);
export type ActionId = z.infer<typeof ActionId>;
