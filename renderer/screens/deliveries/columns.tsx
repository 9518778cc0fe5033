import type { Connection } from '../../../shared/models/connection';
import type { Freshness } from '../../../shared/models/freshness';
import { ConnectionMark } from '../../parts/connection-mark';
import { SplitCell } from '../../parts/split-cell';
import type { TableColumn } from '../../ui/table-column';
import { ElapsedTime, RelativeTime } from '../../ui/time-texts';
import type { Say } from '../../ui/use-words';
import { EngineCell, FreshnessCell, ImageCell, NameCell, ReplicasCell, StateCell } from './cells';
import type { DeliveryRow } from '../../data/delivery-row';
import type { ColumnId } from './order';
import { RowActions } from './row-actions';

type Column = Omit<TableColumn<DeliveryRow>, 'id' | 'header'>;

/** The outer one is cut, and by its own direction: at its end also where reading goes the other way. */
const identifier = (text: string) => <bdi title={text}>{text}</bdi>;

type Drawing = {
  readonly say: Say;
  /** Where it changes, rows are drawn again. */
  readonly freshnessOf: (connection: string) => Freshness | undefined;
  readonly number: (value: number) => string;
  /** Pixels that the widest of the connections' marks takes. */
  readonly connectionWidth: number;
};

/** How each column looks. */
function drawn({ freshnessOf, number, connectionWidth: place }: Drawing): Record<ColumnId, Column> {
  return {
    name: { width: 190, minWidth: 162, grow: true, cell: (row) => <NameCell row={row} /> },
    namespace: { width: 108, minWidth: 104, grow: true, cell: ({ namespace }) => identifier(namespace) },
    connection: { width: place, cell: ({ connection }) => <ConnectionMark id={connection} brief /> },
    engine: { width: 106, cell: (row) => <EngineCell row={row} /> },
    state: { width: 300, minWidth: 164, grow: true, cell: (row) => <StateCell row={row} freshness={freshnessOf(row.connection)} /> },
    split: { width: 134, cell: (row) => row.split && <SplitCell row={row} /> },
    image: { width: 230, minWidth: 146, grow: true, cell: ({ images }) => <ImageCell images={images} /> },
    revision: { width: 80, align: 'end', cell: ({ revision }) => (revision === null ? '–' : number(revision)) },
    replicas: { width: 114, align: 'end', cell: ({ replicas, reason }) => <ReplicasCell replicas={replicas} reason={reason} /> },
    since: { width: 94, align: 'end', cell: ({ since }) => (since === null ? '–' : <ElapsedTime since={since} />) },
    age: { width: 104, align: 'end', cell: ({ createdAt }) => (createdAt === null ? '–' : <RelativeTime at={createdAt} />) },
    freshness: { width: 210, cell: ({ connection }) => <FreshnessCell freshness={freshnessOf(connection)} /> },
  };
}

/** Which of the columns that nobody chose give way in a narrow place: the panel of a delivery says all of them. */
const YIELDING: readonly ColumnId[] = ['connection', 'image', 'split', 'replicas', 'namespace', 'since', 'engine', 'revision'];

/** `chosen`: the user said which columns there are, and so all of them stay. */
export function tableColumns(shown: readonly ColumnId[], chosen: boolean, drawing: Drawing): readonly TableColumn<DeliveryRow>[] {
  const columns = drawn(drawing);
  const own = shown.map((id) => ({
    id,
    header: drawing.say(`deliveries.column.${id}`),
    ...columns[id],
    ...(!chosen && YIELDING.includes(id) && { yields: YIELDING.indexOf(id) }),
  }));
  return [
    ...own,
    { id: 'actions', header: drawing.say('deliveries.column.actions'), width: 74, align: 'end', sortable: false, cell: (row) => <RowActions row={row} /> },
  ];
}

const MARK_PX = 58;
const LETTER_PX = 6.6;
const PRODUCTION_PX = 50;

/** About what the widest mark takes with the space around it, so that the column is no wider than it must be. */
export function connectionWidth(connections: readonly Pick<Connection, 'name' | 'production'>[]): number {
  const widths = connections.map(({ name, production }) => MARK_PX + name.length * LETTER_PX + (production ? PRODUCTION_PX : 0));
  return Math.round(Math.min(250, Math.max(116, ...widths)));
}
