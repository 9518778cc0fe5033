import type { Connection } from '../../../shared/models/connection';
import { Chip } from '../../ui/chip';
import { CodeText } from '../../ui/code-text';
import { ColourMark } from '../../ui/colour-mark';
import { FreshnessMark } from '../../ui/freshness-mark';
import type { TableColumn } from '../../ui/table-column';
import type { Say } from '../../ui/use-words';
import styles from './connections.module.css';
import { labelsOf, shortServer } from './rows';

/** What no connection has needs no column. */
export type Shown = { readonly marks: boolean; readonly labels: boolean };

export const shownOf = (connections: readonly Connection[]): Shown => ({
  marks: connections.some(({ production, readOnly, target }) => production || readOnly || target.insecure),
  labels: connections.some((connection) => labelsOf(connection).length > 0),
});

/** Beside an open panel, which says the rest, the later ones give way. */
export function connectionColumns(say: Say, { marks, labels }: Shown): readonly TableColumn<Connection>[] {
  const column = (id: 'name' | 'freshness' | 'marks' | 'server' | 'labels' | 'context', rest: Omit<TableColumn<Connection>, 'id' | 'header' | 'sortable'>) => [
    { id, header: say(`connections.column.${id}`), sortable: false, ...rest },
  ];
  return [
    ...column('name', { width: 190, minWidth: 150, grow: true, cell: (connection) => <Name connection={connection} /> }),
    ...column('freshness', { width: 360, minWidth: 160, grow: true, cell: ({ freshness }) => <FreshnessMark freshness={freshness} detail="full" /> }),
    ...(marks ? column('marks', { width: 200, yields: 0, cell: (connection) => <Marks connection={connection} say={say} /> }) : []),
    ...column('server', { width: 190, minWidth: 150, grow: true, yields: 1, cell: ({ target }) => <CodeText>{shortServer(target.server)}</CodeText> }),
    ...(labels
      ? column('labels', { width: 170, minWidth: 120, grow: true, yields: 2, cell: (connection) => <bdi>{labelsOf(connection).join(' · ')}</bdi> })
      : []),
    ...column('context', {
      width: 150,
      minWidth: 110,
      grow: true,
      yields: 3,
      cell: ({ system, target }) => {
        const text = { local: say('connections.local'), 'object-store': say('objects.kind'), kubernetes: target.context }[system];
        return <bdi title={text}>{text}</bdi>;
      },
    }),
  ];
}

function Name({ connection: { name, colour } }: { readonly connection: Connection }) {
  return (
    <span className={styles.name}>
      <ColourMark colour={colour} />
      <bdi title={name}>
        <strong>{name}</strong>
      </bdi>
    </span>
  );
}

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
