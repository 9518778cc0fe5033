import { useIntl } from 'react-intl';
import { useFigures } from '../../data/service-figures';
import { StateMark } from '../../ui/state-mark';
import { useWords } from '../../ui/use-words';
import { countsOf, JUDGED_MS, shareOf } from '../arm-figures';
import type { Page } from './use-delivery-page';
import styles from './split-panel.module.css';

const SECOND_MS = 1_000;

/** What the gateway counted: the part of the requests of the last minutes that the candidate answered. */
export function MeasuredShare({ page: { entity, delivery } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  // Another split stood before: what was counted then says nothing of this one. Requests are counted by the second.
  const from = delivery.since === null ? null : Math.ceil(delivery.since / SECOND_MS) * SECOND_MS;
  const { data } = useFigures({ connection: entity.connection, service: delivery.name, spanMs: JUDGED_MS, from, bucketMs: null });
  const { requests } = countsOf(data?.buckets ?? []);
  const own = data?.buckets.find(({ revision }) => `r${revision}` === delivery.candidateKey)?.requests ?? 0;
  const measured = shareOf(own, requests);
  const percent = (value: number) => intl.formatNumber(value, { style: 'percent', maximumFractionDigits: 1 });
  return (
    <div>
      <dt>
        {say('delivery.split.measured')} {measured && <bdi>({say('delivery.split.of-requests', { count: requests })})</bdi>}
      </dt>
      <dd>
        {measured ? (
          <bdi data-figures>{percent(measured.share)}</bdi>
        ) : (
          <span className={styles.unknown}>
            <StateMark shape="unknown" size={12} />
            {say('delivery.split.no-requests')}
          </span>
        )}
      </dd>
    </div>
  );
}
