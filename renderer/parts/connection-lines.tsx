import { Link } from '@tanstack/react-router';
import type { Connection } from '../../shared/models/connection';
import { FreshnessMark } from '../ui/freshness-mark';
import styles from './connection-lines.module.css';

/** Connections by name, each with how far it can be believed, and why no further. */
export function ConnectionLines({ connections }: { readonly connections: readonly Pick<Connection, 'id' | 'name' | 'freshness'>[] }) {
  return (
    <ul className={styles.lines}>
      {connections.map(({ id, name, freshness }) => (
        <li key={id} className={styles.line}>
          <Link to="/connections" search={{ open: id }} className={styles.name ?? ''} title={name}>
            <bdi>{name}</bdi>
          </Link>
          <FreshnessMark freshness={freshness} detail="full" />
        </li>
      ))}
    </ul>
  );
}
