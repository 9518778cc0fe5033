import { formatEntityLink } from '../../../shared/models/entity-link';
import type { Service } from '../../../shared/models/service';
import { deliveryAddress } from '../../data/entity-address';
import type { Here } from '../../data/workspace';
import { AddressLink } from '../../parts/address-link';
import { CopyButton } from '../../parts/copy-button';
import type { Page } from '../../parts/delivery/use-delivery-page';
import { DeliveryState } from '../../parts/delivery-state';
import { PlaceHeader } from '../../parts/place-header';
import { OnwardIcon } from '../../ui/icons';
import { ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './service.module.css';

/** What it is called, from which version to which it moves, its state and since when. */
export function Header({ here, service, page }: { readonly here: Here; readonly service: Service; readonly page: Page | null }) {
  const say = useWords();
  const { release, arms, model } = service;
  const versionOf = (revision: number | null) => arms.find((arm) => arm.revision === revision)?.version;
  const [stable, candidate] = [versionOf(release.stable), versionOf(release.candidate)];
  const state = page?.delivery.state ?? (release.returning ? 'rolling-back' : release.state);
  return (
    <PlaceHeader
      up={[{ id: 'services', name: say('services.title'), address: { to: '/services' } }]}
      kind="services.service"
      title={service.name}
      beside={
        <span className={styles.versions}>
          <bdi>{model}</bdi>
          {stable !== undefined && <bdi>{say('models.v', { number: stable })}</bdi>}
          {candidate !== undefined && (
            <>
              <OnwardIcon size={15} />
              <bdi className={styles.candidate}>{say('models.v', { number: candidate })}</bdi>
            </>
          )}
        </span>
      }
      marks={
        <>
          <DeliveryState state={state} old={here.lostAt !== null} />
          <span className={styles.quiet}>
            {say('delivery.since')} <ElapsedTime since={release.since} />
          </span>
        </>
      }
    >
      {page && (
        <>
          <AddressLink address={deliveryAddress(page.entity)}>{say('services.delivery')}</AddressLink>
          <CopyButton text={formatEntityLink(page.entity)} label={say('deliveries.detail.copy-link')} />
        </>
      )}
    </PlaceHeader>
  );
}
