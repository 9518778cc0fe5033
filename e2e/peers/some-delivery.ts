import type { Delivery } from '../../shared/models/delivery';

/** A whole delivery for tests that care for its identity alone. */
export const someDelivery = (connection: string, id: string, message: string | null = null): Delivery => ({
  connection,
  kind: 'delivery',
  id,
  uid: id,
  engine: 'deployment',
  namespace: 'n',
  name: id,
  state: 'stable',
  reason: 'all-ready',
  message,
  since: null,
  createdAt: null,
  images: [],
  revision: null,
  replicas: { desired: 1, updated: 1, ready: 1, available: 1, total: 1 },
});
