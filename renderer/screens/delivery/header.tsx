import { Link } from '@tanstack/react-router';
import { formatEntityLink } from '../../../shared/models/entity-link';
import { bridge } from '../../data/bridge';
import { ConnectionMark } from '../../parts/connection-mark';
import { CopyButton } from '../../parts/copy-button';
import { DeliveryState } from '../../parts/delivery-state';
import { FreshnessMark } from '../../ui/freshness-mark';
import { IconButton } from '../../ui/icon-button';
import { OnwardIcon, OwnWindowIcon } from '../../ui/icons';
import { ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './header.module.css';
import type { Page } from './use-delivery-page';

/** Where it is and what it is; from which revision to which; its state and since when. */
export function Header({ page: { entity, delivery, freshness, detail } }: { readonly page: Page }) {
  const say = useWords();
  const numberOf = (key: string | null) => detail?.revisions.find((revision) => revision.key !== null && revision.key === key)?.number ?? null;
  const [from, to] = [numberOf(delivery.stableKey), numberOf(delivery.candidateKey)];
  const moving = delivery.candidateKey !== null && delivery.candidateKey !== delivery.stableKey;
  return (
    <header className={styles.header}>
      <nav className={styles.place} aria-label={say('delivery.place')}>
        <Link to="/deliveries" className={styles.up ?? ''}>
          {say('deliveries.title')}
        </Link>
        <span aria-hidden>/</span>
        <ConnectionMark id={entity.connection} />
        <span aria-hidden>/</span>
        <bdi>{delivery.namespace}</bdi>
        <span aria-hidden>/</span>
        <span>{say(`deliveries.engine.${delivery.engine}`)}</span>
      </nav>
      <div className={styles.line}>
        <h1>
          <bdi>{delivery.name}</bdi>
        </h1>
        {from !== null && (
          <span className={styles.revisions}>
            <bdi>{say('actions.revision', { number: from })}</bdi>
            {moving && to !== null && (
              <>
                <OnwardIcon size={15} />
                <bdi className={styles.candidate}>{say('actions.revision', { number: to })}</bdi>
              </>
            )}
          </span>
        )}
        <DeliveryState state={delivery.state} old={freshness?.state !== 'live'} />
        {delivery.since !== null && (
          <span className={styles.since}>
            {say('delivery.since')} <ElapsedTime since={delivery.since} />
          </span>
        )}
        <span className={styles.end}>
          {freshness && <FreshnessMark freshness={freshness} />}
          <CopyButton text={formatEntityLink(entity)} label={say('deliveries.detail.copy-link')} />
          <IconButton icon={OwnWindowIcon} label={say('shell.action.own-window')} onClick={() => bridge.openWindow(location.hash)} />
        </span>
      </div>
    </header>
  );
}
