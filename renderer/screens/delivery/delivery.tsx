import { useEffect } from 'react';
import { markInteractive } from '../../data/marks';
import { MissingDelivery } from '../../parts/missing-delivery';
import { EmptyState } from '../../ui/empty-state';
import { LoadingState } from '../../ui/loading-state';
import { useWords } from '../../ui/use-words';
import type { EntityKey } from '../../../shared/models/entity';
import { useConnections } from '../../data/connections';
import { Cockpit } from './cockpit';
import { useDeliveryKey, useDeliveryPage } from '../../parts/delivery/use-delivery-page';

/** The page of one delivery, by its address. */
export function DeliveryPage() {
  const say = useWords();
  const key = useDeliveryKey();
  useEffect(markInteractive, []);
  if (!key) return <EmptyState title={say('shell.not-found.title')} text={say('shell.not-found.text')} />;
  return <Known key={`${key.connection} ${key.id}`} entity={key} />;
}

function Known({ entity }: { readonly entity: EntityKey }) {
  const say = useWords();
  const { known } = useConnections();
  const state = useDeliveryPage(entity);
  if (state.is === 'known') return <Cockpit page={state.page} />;
  if (state.is === 'loading' || !known) return <LoadingState what={say('delivery.loading')} />;
  return <MissingDelivery connection={entity.connection} live={state.freshness?.state === 'live'} />;
}
