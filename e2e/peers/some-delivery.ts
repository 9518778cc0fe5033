import type { Delivery } from '../../shared/models/delivery';

/** A whole delivery for tests that care for its identity alone. */
export const someDelivery = (connection: string, id: string, message: string | null = null): Delivery => ({
  connection,
  kind: 'delivery',
  id,
  uid: id,
  engine: 'deployments',
  strategy: 'rolling',
  namespace: 'n',
  name: id,
  state: 'stable',
  reason: 'all-ready',
  message,
  since: null,
  createdAt: null,
  images: [],
  modelUri: null,
  revision: null,
  replicas: { desired: 1, updated: 1, ready: 1, available: 1, total: 1 },
  stableKey: null,
  candidateKey: null,
  split: null,
  steps: [],
  step: null,
  pause: null,
  owner: null,
  templateFrom: null,
  generation: 1,
  observedGeneration: 1,
  restartedAt: null,
  offers: [],
});

/** A delivery as a row of a list, named by its id `NAMESPACE/NAME`. */
export function someDeliveryRow(connection: string, id: string, more: Partial<Delivery> = {}): Delivery {
  const [namespace = '', name = ''] = id.split('/');
  return { ...someDelivery(connection, id), namespace, name, images: [`registry.example/${name}:1`], revision: 1, ...more };
}
