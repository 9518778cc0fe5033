import { Link } from '@tanstack/react-router';
import { useConnections } from '../../data/connections';
import { ColourMark } from '../../ui/colour-mark';
import { FreshnessMark } from '../../ui/freshness-mark';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import styles from './side-panels.module.css';

const SHOWN_MAX = 8;

/** How far what is seen here can be believed: those that are not live first. */
export function ConnectionsPanel({ on }: { readonly on: readonly string[] }) {
  const say = useWords();
  const looked = useConnections().list.filter(({ id }) => on.length === 0 || on.includes(id));
  const live = looked.filter(({ freshness }) => freshness.state === 'live').length;
  const shown = looked.toSorted((a, b) => Number(a.freshness.state === 'live') - Number(b.freshness.state === 'live')).slice(0, SHOWN_MAX);
  return (
    <Panel title={say('attention.connections')} aside={say('attention.connections.live', { live, count: looked.length })}>
      <ul className={styles.lines}>
        {shown.map(({ id, name, colour, freshness }) => (
          <li key={id} className={styles.run}>
            <ColourMark colour={colour} />
            <Link to="/connections" search={{ open: id }} className={styles.motionName ?? ''} title={name}>
              <bdi>{name}</bdi>
            </Link>
            <span className={styles.connectionState}>
              <FreshnessMark freshness={freshness} />
            </span>
          </li>
        ))}
      </ul>
      {looked.length > shown.length && (
        <Link to="/connections" className={styles.all ?? ''}>
          {say('attention.connections.more', { count: looked.length - shown.length })}
        </Link>
      )}
    </Panel>
  );
}
