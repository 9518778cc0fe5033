import type { Freshness } from '../../../shared/models/freshness';
import { ConnectionMark } from './connection-mark';
import type { TableColumn } from '../../ui/table-column';
import { ElapsedTime, RelativeTime } from '../../ui/time-texts';
import type { Say } from '../../ui/use-words';
import { FreshnessCell, ImageCell, ReplicasCell, StateCell } from './cells';
import type { DeliveryRow } from './delivery-row';
import type { ColumnId } from './order';

type Column = Omit<TableColumn<DeliveryRow>, 'id' | 'header'>;

const identifier = (text: string) => <bdi title={text}>{text}</bdi>;

/** How each column looks. `freshnessOf` is part of it: where it changes, rows are drawn again. */
function drawn(say: Say, freshnessOf: (connection: string) => Freshness | undefined, number: (value: number) => string): Record<ColumnId, Column> {
  return {
    name: { width: 180, minWidth: 120, grow: true, cell: ({ name }) => <strong>{identifier(name)}</strong> },
    namespace: { width: 110, cell: ({ namespace }) => identifier(namespace) },
    connection: { width: 205, cell: ({ connection }) => <ConnectionMark id={connection} /> },
    engine: { width: 110, cell: ({ engine }) => say(`deliveries.engine.${engine}`) },
    state: { width: 205, cell: (row) => <StateCell row={row} freshness={freshnessOf(row.connection)} /> },
    image: { width: 150, grow: true, cell: ({ images }) => <ImageCell images={images} /> },
    revision: { width: 84, align: 'end', cell: ({ revision }) => (revision === null ? '–' : number(revision)) },
    replicas: { width: 130, align: 'end', cell: ({ replicas }) => <ReplicasCell replicas={replicas} /> },
    since: { width: 104, align: 'end', cell: ({ since }) => (since === null ? '–' : <ElapsedTime since={since} />) },
    age: { width: 104, align: 'end', cell: ({ createdAt }) => (createdAt === null ? '–' : <RelativeTime at={createdAt} />) },
    freshness: { width: 210, cell: ({ connection }) => <FreshnessCell freshness={freshnessOf(connection)} /> },
  };
}

export function tableColumns(
  shown: readonly ColumnId[],
  say: Say,
  freshnessOf: (connection: string) => Freshness | undefined,
  number: (value: number) => string,
): readonly TableColumn<DeliveryRow>[] {
  const columns = drawn(say, freshnessOf, number);
  return shown.map((id) => ({ id, header: say(`deliveries.column.${id}`), ...columns[id] }));
}
