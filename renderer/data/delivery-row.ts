import { type FieldOf, type Live, prepareLive } from './live';

/** What lists show of a delivery. One set of fields for all of them, so that they share one watch. */
export const DELIVERY_FIELDS = [
  'uid',
  'engine',
  'strategy',
  'namespace',
  'name',
  'state',
  'reason',
  'message',
  'since',
  'createdAt',
  'images',
  'revision',
  'replicas',
  'candidateKey',
  'split',
  'steps',
  'step',
  'pause',
  'owner',
  'offers',
] as const satisfies readonly FieldOf<'delivery'>[];

export type DeliveryRow = Live<'delivery', (typeof DELIVERY_FIELDS)[number]>;

export const prepareDeliveries = (): void => prepareLive('delivery', DELIVERY_FIELDS);
