import type { RunRow } from '../../../shared/models/run';
import { askOnce } from '../../data/request';
import { RUN_PAGE, type RunQuery } from '../../data/run-list';
import type { Cell } from '../../parts/csv';
import type { Exported } from '../../parts/export-menu';
import type { Say } from '../../ui/use-words';
import { columnWord } from './columns';
import { type ColumnId, keyOf } from './view-state';

/** More rows than this make a file that no spreadsheet opens. */
const EXPORT_MAX = 100_000;
const LARGE_PAGE = RUN_PAGE * 5;

/** All runs that match, also those that were not looked at, in their order. */
export async function readAll(connection: string, query: RunQuery): Promise<readonly RunRow[]> {
  const rows: RunRow[] = [];
  for (let offset = 0; offset < EXPORT_MAX; offset += LARGE_PAGE) {
    const page = await askOnce('runs.search', { connection, ...query, offset, limit: LARGE_PAGE });
    rows.push(...page.rows);
    if (rows.length >= page.total || page.rows.length === 0) break;
  }
  return rows;
}

const moment = (at: number | null): Cell => (at === null ? null : new Date(at).toISOString());

function cells(id: ColumnId, { name, state, startedAt, endedAt, entryPoint, experiment, user, origin, metrics, params }: RunRow): Cell {
  if (id.startsWith('metric:')) return metrics[keyOf(id)] ?? null;
  if (id.startsWith('param:')) return params[keyOf(id)] ?? null;
  const own: Readonly<Record<string, Cell>> = {
    name,
    state,
    started: moment(startedAt),
    duration: startedAt !== null && endedAt !== null ? (endedAt - startedAt) / 1_000 : null,
    entry: entryPoint,
    experiment,
    user,
    origin,
  };
  return own[id] ?? null;
}

/** The runs with the columns that are shown, and always with their ids. Lengths are in seconds. */
export const runsTable = (rows: readonly RunRow[], columns: readonly ColumnId[], say: Say): Exported => ({
  headings: ['id', ...columns.map((id) => columnWord(say, id))],
  rows: rows.map((row) => [row.id, ...columns.map((id) => cells(id, row))]),
});
