import type { FieldOf, Live } from '../../data/live';

/** What the table and the panel show of a delivery. */
export const DELIVERY_FIELDS = [
  'uid',
  'engine',
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
] as const satisfies readonly FieldOf<'delivery'>[];

export type DeliveryRow = Live<'delivery', (typeof DELIVERY_FIELDS)[number]>;

/** Where the system says too little, its replicas are not known; zero would read as scaled to zero. */
export const isCounted = ({ reason }: Pick<DeliveryRow, 'reason'>): boolean => reason !== 'fields-missing';
