import { useElementSize } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import type { Connection } from '../../shared/models/connection';
import { useConnections } from '../data/connections';
import { useSettings } from '../data/watch';
import { useClock } from '../ui/clock';
import { FreshnessDot, type FreshnessLook, freshnessLook } from '../ui/freshness-mark';
import { freshnessText } from '../ui/freshness-text';
import { LockIcon } from '../ui/icons';
import { useWords } from '../ui/use-words';
import { PassingNotice } from './passing-notice';
import { RunsUnderWay } from './runs-under-way';
import styles from './status-bar.module.css';

/** What the words of one connection take, about. */
const PLACE_PX = 190;
/** Where there is no room for all, those that are not as they should be come first. */
const CALM: Readonly<Record<FreshnessLook, number>> = { unread: 0, stale: 1, reconnecting: 2, connecting: 3, live: 4, idle: 5, off: 6 };

/** How far each connection can be believed, always in sight. */
export function StatusBar() {
  const say = useWords();
  const { ref, width } = useElementSize<HTMLUListElement>();
  const { list, known, failure } = useConnections();
  const { value } = useSettings();
  const room = Math.max(1, Math.floor(width / PLACE_PX));
  const shown = list.length <= room ? list : list.toSorted((a, b) => CALM[freshnessLook(a.freshness)] - CALM[freshnessLook(b.freshness)]).slice(0, room);
  return (
    <footer className={styles.bar} aria-label={say('shell.status')}>
      <ul ref={ref} className={styles.connections}>
        {shown.map((connection) => (
          <Item key={connection.id} connection={connection} />
        ))}
        {failure && <li>{say('shell.connections.failed')}</li>}
        {known && list.length === 0 && <li>{say('shell.status.none')}</li>}
      </ul>
      {shown.length < list.length && (
        <Link to="/connections" className={styles.more ?? ''}>
          {say('shell.status.more', { count: list.length - shown.length })}
        </Link>
      )}
      <RunsUnderWay />
      <PassingNotice />
      {value?.settings.readOnly && (
        <span className={styles.lock}>
          <LockIcon size={13} />
          {say('shell.read-only')}
        </span>
      )}
    </footer>
  );
}

function Item({ connection: { id, name, freshness } }: { readonly connection: Connection }) {
  const say = useWords();
  const intl = useIntl();
  const text = useClock((now) => freshnessText(say, intl, freshness, now, 'short'));
  const whole = useClock((now) => freshnessText(say, intl, freshness, now, 'full'));
  const look = freshnessLook(freshness);
  return (
    <li>
      <Link to="/connections" search={{ open: id }} className={styles.connection ?? ''} data-state={look} title={whole}>
        <FreshnessDot look={look} />
        <bdi className={styles.name}>{name}</bdi>
        <span>{text}</span>
      </Link>
    </li>
  );
}
