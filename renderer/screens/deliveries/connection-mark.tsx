import type { Connection } from '../../../shared/models/connection';
import { useConnections } from '../../data/connections';
import { Chip } from '../../ui/chip';
import { ColourMark } from '../../ui/colour-mark';
import { FreshnessMark } from '../../ui/freshness-mark';
import { useWords } from '../../ui/use-words';
import styles from './connection-mark.module.css';

/** Where something is: the connection's name in its colour, how fresh it is, and whether it is production. */
export function ConnectionMark({ id }: { readonly id: string }) {
  const connection = useConnections().byId.get(id);
  return connection ? <Mark connection={connection} /> : <bdi>{id}</bdi>;
}

function Mark({ connection: { name, colour, production, freshness } }: { readonly connection: Connection }) {
  const say = useWords();
  return (
    <span className={styles.mark}>
      <span className={styles.connection}>
        <ColourMark colour={colour} />
        <FreshnessMark freshness={freshness} detail="dot" />
        <bdi className={styles.name}>{name}</bdi>
      </span>
      {production && <Chip tone="production">{say('connections.production')}</Chip>}
    </span>
  );
}
