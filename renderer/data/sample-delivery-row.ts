import type { DeliveryRow } from './delivery-row';

/** A delivery for tests: stable, and nothing special about it. */
export function sampleDeliveryRow(connection: string, id: string, more: Partial<DeliveryRow> = {}): DeliveryRow {
  const [namespace = '', name = ''] = id.split('/');
  return {
    connection,
    kind: 'delivery',
    id,
    uid: id,
    engine: 'deployments',
    strategy: 'rolling',
    candidateKey: null,
    split: null,
    steps: [],
    step: null,
    pause: null,
    owner: null,
    offers: [],
    namespace,
    name,
    state: 'stable',
    reason: 'all-ready',
    message: null,
    since: null,
    createdAt: null,
    images: [`registry.example/${name}:1`],
    revision: 1,
    replicas: { desired: 1, updated: 1, ready: 1, available: 1, total: 1 },
    ...more,
  };
}
