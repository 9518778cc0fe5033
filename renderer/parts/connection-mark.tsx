import type { Connection } from '../../shared/models/connection';
import { useConnections } from '../data/connections';
import { Chip } from '../ui/chip';
import { ColourMark } from '../ui/colour-mark';
import { FreshnessMark } from '../ui/freshness-mark';
import { useWords } from '../ui/use-words';
import styles from './connection-mark.module.css';

/** Where something is: the connection's name in its colour, how fresh it is, and whether it is production. `brief` in narrow places. */
export function ConnectionMark({ id, brief = false }: { readonly id: string; readonly brief?: boolean }) {
  const connection = useConnections().byId.get(id);
  return connection ? <Mark connection={connection} brief={brief} /> : <bdi>{id}</bdi>;
}

function Mark({ connection: { name, colour, production, freshness }, brief }: { readonly connection: Connection; readonly brief: boolean }) {
  const say = useWords();
  return (
    <span className={styles.mark}>
      <span className={styles.connection}>
        <ColourMark colour={colour} />
        <FreshnessMark freshness={freshness} detail="dot" />
        <bdi className={styles.name} title={name}>
          {name}
        </bdi>
      </span>
      {production && (
        <span className={styles.production} title={say('connections.production')}>
          <Chip tone="production">{say(brief ? 'connections.production.short' : 'connections.production')}</Chip>
        </span>
      )}
    </span>
  );
}
