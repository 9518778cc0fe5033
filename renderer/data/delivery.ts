import { createStore } from 'zustand/vanilla';
import type { EventOf } from '../../shared/api/api';
import type { Delivery } from '../../shared/models/delivery';
import type { DeliveryDetail } from '../../shared/models/delivery-detail';
import type { EntityKey } from '../../shared/models/entity';
import type { Failure } from '../../shared/models/failure';
import { isWorkspaceConnection } from '../../shared/models/workspace';
import { backend } from './connect';
import { DELIVERY_FIELDS } from './delivery-row';
import { type FieldOf, type LiveOne, useLiveOne } from './live';
import { nextFrame } from './next-frame';
import { createSharedStores } from './shared-store';
import { NOT_WATCHED, stateWatch, type Watched } from './watch';

/** All there are: what a delivery's own page shows beyond what lists do. */
const FIELDS = [
  ...DELIVERY_FIELDS,
  'modelUri',
  'stableKey',
  'templateFrom',
  'generation',
  'observedGeneration',
  'restartedAt',
] as const satisfies readonly FieldOf<'delivery'>[];

const keyText = ({ connection, kind, id }: EntityKey) => JSON.stringify({ connection, kind, id });

/** One delivery with all its fields, live. */
export const useDelivery = (key: EntityKey): LiveOne<Delivery> => useLiveOne('delivery', FIELDS, key);

const details = stateWatch('deliveries.detail');
/**
 * Pods, events, analyses and history of one delivery, live; undefined until they first come. A service is watched once it is `known`: asked
 * before it is there, it would be told to be gone, for good.
 */
export const useDeliveryDetail = (key: EntityKey, known: boolean): Watched<DeliveryDetail> =>
  details.useShared(known || !isWorkspaceConnection(key.connection) ? keyText(key) : NOT_WATCHED);

export type HistoryPoint = EventOf<'deliveries.history'>['points'][number];
export type DeliveryHistory = { readonly points: readonly HistoryPoint[]; readonly known: boolean; readonly failure: Failure | null };

/** As much as a chart can show of a long watch; older points go first. */
const POINTS_MAX = 20_000;

const histories = createSharedStores<DeliveryHistory>((key) => {
  const store = createStore<DeliveryHistory>(() => ({ points: [], known: false, failure: null }));
  let next = store.getState();
  const tell = () => store.setState(next);
  const stop = backend.watch('deliveries.history', JSON.parse(key) as EntityKey, {
    event({ reset, points }) {
      next = { points: (reset ? points : [...next.points, ...points]).slice(-POINTS_MAX), known: true, failure: null };
      nextFrame(tell);
    },
    lost: () => undefined, // it begins anew by itself, and what was drawn stays true
    failed(failure) {
      next = { ...next, failure };
      nextFrame(tell);
    },
  });
  return { store, stop };
});
/** Split and replicas of one delivery over the time that Pilothouse has watched. */
export const useDeliveryHistory = (key: EntityKey): DeliveryHistory => histories.useShared(keyText(key));
