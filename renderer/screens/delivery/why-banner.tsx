import { ConnectionLines } from '../../parts/connection-lines';
import { useConnections } from '../../data/connections';
import { Banner } from '../../ui/banner';
import { useWords } from '../../ui/use-words';
import type { Page } from '../../parts/delivery/use-delivery-page';
import { whyOf } from './why';
import styles from './why-banner.module.css';

/** The one sentence that says why it is as it is; what the system said word for word; and who may undo what is changed here. */
export function WhyBanner({ page: { entity, delivery, freshness, detail } }: { readonly page: Page }) {
  const say = useWords();
  const connection = useConnections().byId.get(entity.connection);
  const why = whyOf(say, delivery, detail?.trouble ?? null);
  const { owner } = delivery;
  return (
    <div className={styles.why}>
      {freshness?.state !== 'live' && connection && (
        <Banner tone="info" title={say('delivery.not-live')}>
          <ConnectionLines connections={[freshness ? { ...connection, freshness } : connection]} />
        </Banner>
      )}
      {(why.tone !== 'ok' || why.said !== null) && (
        <Banner tone={why.tone} title={why.text}>
          {why.said !== null && (
            <details className={styles.said} open={why.tone === 'bad'}>
              <summary>{say('deliveries.detail.said')}</summary>
              <pre dir="auto">{why.said}</pre>
            </details>
          )}
        </Banner>
      )}
      {owner?.reverts && <Banner tone="warn" title={say(`actions.card.owner.${owner.tool}`, { name: owner.name })} />}
    </div>
  );
}
