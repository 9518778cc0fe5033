import { formatEntityLink } from '../../../shared/models/entity-link';
import { serviceAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { ConnectionMark } from '../../parts/connection-mark';
import { CopyButton } from '../../parts/copy-button';
import { DeliveryState } from '../../parts/delivery-state';
import { PlaceHeader } from '../../parts/place-header';
import { FreshnessMark } from '../../ui/freshness-mark';
import { OnwardIcon } from '../../ui/icons';
import { ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './header.module.css';
import type { Page } from '../../parts/delivery/use-delivery-page';

/** Where it is and what it is; from which revision to which; its state and since when. */
export function Header({ page }: { readonly page: Page }) {
  const say = useWords();
  const { entity, delivery, freshness } = page;
  return (
    <PlaceHeader
      up={[
        { id: 'deliveries', name: say('deliveries.title'), address: { to: '/deliveries' } },
        { id: 'connection', name: <ConnectionMark id={entity.connection} /> },
        ...(delivery.namespace === '' ? [] : [{ id: 'namespace', name: delivery.namespace }]),
      ]}
      kind={`deliveries.engine.${delivery.engine}`}
      title={delivery.name}
      beside={<Revisions page={page} />}
      marks={
        <>
          <DeliveryState state={delivery.state} old={freshness?.state !== 'live'} />
          {delivery.since !== null && (
            <span className={styles.since}>
              {say('delivery.since')} <ElapsedTime since={delivery.since} />
            </span>
          )}
        </>
      }
    >
      {delivery.engine === 'local' && <AddressLink address={serviceAddress(entity.connection, delivery.name)}>{say('services.service')}</AddressLink>}
      {freshness && <FreshnessMark freshness={freshness} />}
      <CopyButton text={formatEntityLink(entity)} label={say('deliveries.detail.copy-link')} />
    </PlaceHeader>
  );
}

function Revisions({ page: { delivery, detail } }: { readonly page: Page }) {
  const say = useWords();
  const numberOf = (key: string | null) => detail?.revisions.find((revision) => revision.key !== null && revision.key === key)?.number ?? null;
  const [from, to] = [numberOf(delivery.stableKey), numberOf(delivery.candidateKey)];
  const moving = delivery.candidateKey !== null && delivery.candidateKey !== delivery.stableKey;
  if (from === null) return null;
  return (
    <span className={styles.revisions}>
      <bdi>{say('actions.revision', { number: from })}</bdi>
      {moving && to !== null && (
        <>
          <OnwardIcon size={15} />
          <bdi className={styles.candidate}>{say('actions.revision', { number: to })}</bdi>
        </>
      )}
    </span>
  );
}
