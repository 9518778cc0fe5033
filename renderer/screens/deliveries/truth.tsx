import { memo } from 'react';
import { useIntl } from 'react-intl';
import { ConnectionLines } from '../../parts/connection-lines';
import { Banner } from '../../ui/banner';
import { useClock } from '../../ui/clock';
import { whenText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import styles from './truth.module.css';
import type { Deliveries } from './use-deliveries';

export type TruthProps = Pick<Deliveries, 'connections' | 'freshnessOf'> & { readonly lostAt: number | null; readonly chosen: readonly string[] };

/** Says of which connections the rows are not of now, and why. Nothing where all are. */
export const Truth = memo(function Truth({ lostAt, connections, freshnessOf, chosen }: TruthProps) {
  const say = useWords();
  if (lostAt !== null) return <Lost at={lostAt} />;
  const behind = connections.list.filter(({ id, enabled }) => {
    const looked = chosen.length === 0 || chosen.includes(id);
    const state = freshnessOf(id)?.state;
    return looked && enabled && state !== undefined && state !== 'live' && state !== 'idle';
  });
  if (behind.length === 0) return null;
  return (
    <div className={styles.truth}>
      <Banner tone="info" title={say('deliveries.truth.not-live', { count: behind.length })}>
        <ConnectionLines connections={behind} />
      </Banner>
    </div>
  );
});

function Lost({ at }: { readonly at: number }) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) => say('deliveries.truth.backend', { at: whenText(intl, at, now, true) }));
  return (
    <div className={styles.truth}>
      <Banner tone="info" title={text} />
    </div>
  );
}
