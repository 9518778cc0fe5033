import { useIntl } from 'react-intl';
import { DeliveryState } from '../../parts/delivery-state';
import { shareOf } from '../../parts/arm-figures';
import { OnwardIcon } from '../../ui/icons';
import { useWords } from '../../ui/use-words';
import type { Row } from './rows';
import styles from './services.module.css';

/** As its delivery stands; before that is told, as the service itself says. */
export function StateCell({ row: { service, delivery } }: { readonly row: Row }) {
  const say = useWords();
  const { release } = service;
  const state = delivery?.state ?? (release.returning ? 'rolling-back' : release.state);
  const reason = delivery ? say(`deliveries.reason.${delivery.reason}`) : '';
  const calm = delivery?.reason === 'all-ready';
  return (
    <span className={styles.state} title={[reason, delivery?.message].filter(Boolean).join('\n')}>
      <DeliveryState state={state} />
      {!calm && <span className={styles.reason}>{reason}</span>}
    </span>
  );
}

/** The model, the version that serves, and the one that may follow it. */
export function VersionsCell({ row: { service } }: { readonly row: Row }) {
  const say = useWords();
  const { model, arms, release } = service;
  const versionOf = (revision: number | null) => arms.find((arm) => arm.revision === revision)?.version;
  const [stable, candidate] = [versionOf(release.stable), versionOf(release.candidate)];
  return (
    <span className={styles.versions}>
      <bdi className={styles.quiet}>{model}</bdi>
      {stable !== undefined && <bdi>{say('models.v', { number: stable })}</bdi>}
      {candidate !== undefined && (
        <>
          <OnwardIcon size={14} />
          <bdi className={styles.candidate}>{say('models.v', { number: candidate })}</bdi>
        </>
      )}
    </span>
  );
}

const MINUTE_S = 60;

export function RateCell({ row: { counts } }: { readonly row: Row }) {
  const intl = useIntl();
  if (!counts) return '–';
  const rate = counts.requests / MINUTE_S;
  return <bdi>{intl.formatNumber(rate, { maximumFractionDigits: rate >= 100 ? 0 : rate >= 10 ? 1 : 2 })}</bdi>;
}

export function ErrorsCell({ row: { counts } }: { readonly row: Row }) {
  const say = useWords();
  const intl = useIntl();
  const errors = counts && shareOf(counts.errors, counts.requests);
  if (!counts || !errors) return '–';
  return (
    <bdi className={counts.errors > 0 ? styles.bad : undefined} title={say('services.errors.title', { ...counts })}>
      {intl.formatNumber(errors.share, { style: 'percent', maximumFractionDigits: 2 })}
    </bdi>
  );
}

export function LatencyCell({ row: { p95 } }: { readonly row: Row }) {
  const say = useWords();
  const intl = useIntl();
  if (p95 === null) return '–';
  return <bdi title={say('services.p95.title')}>{say('services.ms', { ms: intl.formatNumber(p95, { maximumSignificantDigits: 3 }) })}</bdi>;
}
