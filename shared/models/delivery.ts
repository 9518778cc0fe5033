import { z } from 'zod';
import { EntityKey } from './entity';

/** States of a delivery, the same for every engine. A generation that the engine has not seen yet is `unknown`, never `stable`. */
export const DELIVERY_STATES = [
  'stable',
  'starting',
  'progressing',
  'paused',
  'promoting',
  'rolling-back',
  'aborted',
  'degraded',
  'pinned',
  'unknown',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** Why a delivery is in its state; each has words (`shared/words`). */
export const DELIVERY_REASONS = [
  'all-ready',
  'scaled-to-zero',
  'waiting-for-pods',
  'replacing-pods',
  'removing-old-pods',
  'paused-by-user',
  'deadline-exceeded',
  'replica-failure',
  'not-available',
  'not-observed',
  'fields-missing',
] as const;

const count = z.number().int().nonnegative();

/** One change of the version that a service runs, from start to promoted or rolled back, as an engine tells it. */
export const Delivery = EntityKey.extend({
  kind: z.literal('delivery'),
  uid: z.string(),
  engine: z.enum(['deployment']),
  namespace: z.string(),
  name: z.string(),
  state: z.enum(DELIVERY_STATES),
  reason: z.enum(DELIVERY_REASONS),
  /** What the engine itself said, where it said anything. */
  message: z.string().nullable(),
  /** When the state last changed as far as the engine tells, epoch ms. */
  since: z.number().int().nullable(),
  createdAt: z.number().int().nullable(),
  images: z.array(z.string()),
  /** The engine's own revision number. */
  revision: z.number().int().nullable(),
  replicas: z.object({ desired: count, updated: count, ready: count, available: count, total: count }),
});
export type Delivery = z.infer<typeof Delivery>;
