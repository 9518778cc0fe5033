import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useIntl } from 'react-intl';
import type { Connection } from '../../../shared/models/connection';
import { Banner } from '../../ui/banner';
import { useClock } from '../../ui/clock';
import { FreshnessMark } from '../../ui/freshness-mark';
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
        <ul className={styles.list}>
          {behind.map((connection) => (
            <Line key={connection.id} connection={connection} />
          ))}
        </ul>
      </Banner>
    </div>
  );
});

function Line({ connection: { id, name, freshness } }: { readonly connection: Connection }) {
  return (
    <li className={styles.line}>
      <Link to="/connections" search={{ open: id }} className={styles.name ?? ''}>
        <bdi>{name}</bdi>
      </Link>
      <FreshnessMark freshness={freshness} detail="full" />
    </li>
  );
}

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
