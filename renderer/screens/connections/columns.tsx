import type { Connection } from '../../../shared/models/connection';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { ColourMark } from '../../ui/colour-mark';
import { FreshnessMark } from '../../ui/freshness-mark';
import type { TableColumn } from '../../ui/table-column';
import type { Say } from '../../ui/use-words';
import styles from './connections.module.css';
import { labelsOf, shortServer } from './rows';

/** `brief` beside an open panel, which says the rest. */
export function connectionColumns(say: Say, brief: boolean): readonly TableColumn<Connection>[] {
  const all: readonly TableColumn<Connection>[] = [
    {
      id: 'name',
      header: say('connections.column.name'),
      width: 150,
      grow: true,
      sortable: false,
      cell: ({ name, colour }) => (
        <span className={styles.name}>
          <ColourMark colour={colour} />
          <strong>
            <bdi title={name}>{name}</bdi>
          </strong>
        </span>
      ),
    },
    {
      id: 'freshness',
      header: say('connections.column.freshness'),
      width: 170,
      grow: true,
      sortable: false,
      cell: ({ freshness }) => <FreshnessMark freshness={freshness} />,
    },
    { id: 'marks', header: say('connections.column.marks'), width: 190, sortable: false, cell: (connection) => <Marks connection={connection} say={say} /> },
    {
      id: 'server',
      header: say('connections.column.server'),
      width: 190,
      sortable: false,
      cell: ({ target }) => <CodeText>{shortServer(target.server)}</CodeText>,
    },
    {
      id: 'labels',
      header: say('connections.column.labels'),
      width: 170,
      sortable: false,
      cell: (connection) => <bdi>{labelsOf(connection).join(' · ')}</bdi>,
    },
    {
      id: 'context',
      header: say('connections.column.context'),
      width: 150,
      sortable: false,
      cell: ({ target }) => <bdi title={target.context}>{target.context}</bdi>,
    },
  ];
  return brief ? all.slice(0, BRIEF) : all;
}

const BRIEF = 4;

function Marks({ connection: { production, readOnly, target }, say }: { readonly connection: Connection; readonly say: Say }) {
  return (
    <span className={styles.marks}>
      {production && <Chip tone="production">{say('connections.production')}</Chip>}
      {readOnly && <Chip mark="denied">{say('connections.read-only')}</Chip>}
      {target.insecure && (
        <Chip tone="bad" mark="warn">
          {say('connections.insecure')}
        </Chip>
      )}
    </span>
  );
}
