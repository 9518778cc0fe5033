import type { Connection } from '../../../shared/models/connection';
import type { Freshness } from '../../../shared/models/freshness';
import type { Say } from '../../ui/use-words';
import { type Cell, formatCsv } from '../../parts/csv';
import type { DeliveryRow } from '../../data/delivery-row';
import { isCounted } from './delivery-row';
import type { ColumnId } from './order';
import type { Rows } from './rows';

const moment = (at: number | null): Cell => (at === null ? null : new Date(at).toISOString());
/** Of what time the values are: now where they are live. */
const asOf = (freshness: Freshness | undefined, now: number): Cell => moment(freshness?.state === 'live' ? now : (freshness?.asOf ?? null));

export type ExportContext = {
  readonly say: Say;
  readonly columns: readonly ColumnId[];
  readonly byId: ReadonlyMap<string, Connection>;
  readonly freshnessOf: (connection: string) => Freshness | undefined;
  readonly now: number;
};

/** Values for machines where they are values (times, numbers, states), the reader's words in the headings. */
const CELLS: Record<ColumnId, (row: DeliveryRow, context: ExportContext) => readonly Cell[]> = {
  connection: ({ connection }, { byId }) => [byId.get(connection)?.name ?? connection],
  namespace: ({ namespace }) => [namespace],
  name: ({ name }) => [name],
  engine: ({ engine, strategy }) => [engine, strategy],
  split: ({ split }) => [split?.desired ?? null, split?.reported ?? null, split?.pods ?? null],
  state: ({ state, reason, message }, { say }) => [state, say(`deliveries.reason.${reason}`), message],
  image: ({ images }) => [images.join(' ')],
  revision: ({ revision }) => [revision],
  replicas: (row) => (isCounted(row) ? [row.replicas.ready, row.replicas.updated, row.replicas.desired] : [null, null, null]),
  since: ({ since }) => [moment(since)],
  age: ({ createdAt }) => [moment(createdAt)],
  freshness: () => [],
};

function heading(column: ColumnId, say: Say): readonly Cell[] {
  if (column === 'state') return [say('deliveries.column.state'), say('deliveries.column.reason'), say('deliveries.column.message')];
  if (column === 'engine') return [say('deliveries.column.engine'), say('deliveries.column.strategy')];
  if (column === 'split') return [say('deliveries.split.desired'), say('deliveries.split.reported'), say('deliveries.split.pods')];
  if (column === 'replicas') return [say('deliveries.detail.ready'), say('deliveries.detail.updated'), say('deliveries.detail.desired')];
  if (column === 'age') return [say('deliveries.detail.created')];
  return column === 'freshness' ? [] : [say(`deliveries.column.${column}`)];
}

/** The rows as they are shown: filtered, in their order, with the columns that are shown, and always with how fresh they are. */
export function exportRows({ groups }: Pick<Rows, 'groups'>, context: ExportContext): string {
  const { say, columns, freshnessOf, now } = context;
  function* lines(): Generator<readonly Cell[]> {
    yield [...columns.flatMap((column) => heading(column, say)), say('deliveries.column.freshness'), say('deliveries.column.as-of')];
    for (const { rows } of groups) {
      for (const row of rows) {
        const freshness = freshnessOf(row.connection);
        yield [...columns.flatMap((column) => CELLS[column](row, context)), freshness?.state ?? null, asOf(freshness, now)];
      }
    }
  }
  return formatCsv(lines());
}
