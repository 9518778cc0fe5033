import { RUN_STATES, type RunState } from '../../../shared/models/run';
import type { RunRecords, StoredRun } from '../records/run-records';
import type { Piece } from '../records/search-runs';
import { list, numberAt } from '../records/sql';
import type { Clause, OrderBy } from './filter';
import { invalid } from './mlflow-error';

export const STATUS_OF: Readonly<Record<RunState, string>> = {
  queued: 'SCHEDULED',
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  killed: 'KILLED',
};
export const stateOf = (status: string): RunState | undefined => RUN_STATES.find((state) => STATUS_OF[state] === status);

export type RunSearch = {
  readonly experiments: readonly number[];
  /** Null: deleted or not. */
  readonly deleted: boolean | null;
  readonly clauses: readonly Clause[];
  readonly order: readonly OrderBy[];
  readonly offset: number;
  readonly limit: number;
};

const STATUS_CASE = `CASE r.state ${RUN_STATES.map((state) => `WHEN '${state}' THEN '${STATUS_OF[state]}'`).join(' ')} END`;
/** What clients may name, with MLflow's older names for the same. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  run_id: 'r.id',
  run_name: 'r.name',
  'run name': 'r.name',
  'Run name': 'r.name',
  'Run Name': 'r.name',
  status: STATUS_CASE,
  user_id: "coalesce(r.user, '')",
  start_time: 'r.started_at',
  created: 'r.started_at',
  Created: 'r.started_at',
  end_time: 'r.ended_at',
};
const DATASET: Readonly<Record<string, string>> = { name: 'name', digest: 'digest', context: 'context' };

function attribute(key: string): string {
  const column = ATTRIBUTES[key];
  if (column === undefined) throw invalid(`Invalid attribute key '${key}' specified. Valid keys are ${Object.keys(ATTRIBUTES).join(', ')}`);
  return column;
}

/** LIKE of MLflow minds case, SQLite's does not: GLOB does, with other letters. */
const toGlob = (like: string): string => like.replaceAll(/[*?[]/g, '[$&]').replaceAll('%', '*').replaceAll('_', '?');

function compare(column: string, { is, value, kind, key }: Clause): Piece {
  if (is === 'IN' || is === 'NOT IN') return { sql: `${column} ${is} (SELECT value FROM json_each(?))`, values: [list(Array.isArray(value) ? value : [])] };
  if (is === 'IS NULL' || is === 'IS NOT NULL') return { sql: `${column} ${is}`, values: [] };
  if (Array.isArray(value)) throw invalid(`A list is no value for ${kind} '${key}'.`);
  const plain = typeof value === 'number' ? value : String(value);
  if (is === 'LIKE') return { sql: `${column} GLOB ?`, values: [toGlob(String(plain))] };
  if (is === 'ILIKE') return { sql: `${column} LIKE ?`, values: [plain] };
  return { sql: `${column} ${is} ?`, values: [plain] };
}

function pieceOf(clause: Clause): Piece {
  const { kind, key, is, value } = clause;
  switch (kind) {
    case 'attribute':
      return compare(attribute(key), clause);
    case 'metric': {
      if (typeof value !== 'number') throw invalid(`Expected numeric value type for metric. Found ${String(value)}`);
      const { sql, values } = compare('last', clause);
      return { sql: `r.n IN (SELECT run FROM series WHERE key = ? AND ${sql})`, values: [key, ...values] };
    }
    case 'param':
    case 'tag': {
      const within = `SELECT run FROM ${kind} WHERE key = ?`;
      if (is === 'IS NULL') return { sql: `r.n NOT IN (${within})`, values: [key] };
      const { sql, values } = compare('value', clause);
      return { sql: `r.n IN (${within} AND ${sql})`, values: [key, ...values] };
    }
    case 'dataset': {
      const column = DATASET[key];
      if (column === undefined) throw invalid(`Invalid dataset attribute '${key}'.`);
      const { sql, values } = compare(column, clause);
      return { sql: `r.n IN (SELECT run FROM input WHERE ${sql})`, values };
    }
  }
}

/** Numbers first, then NaN, then runs without the metric, whichever way. */
function orderPiece({ kind, key, descending }: OrderBy): Piece {
  const way = descending ? 'DESC' : 'ASC';
  if (kind === 'metric') {
    const series = '(SELECT last FROM series s WHERE s.run = r.n AND s.key = ?)';
    const absent = 'NOT EXISTS (SELECT 1 FROM series s WHERE s.run = r.n AND s.key = ?)';
    return { sql: `${absent}, ${series} IS NULL, ${series} ${way}`, values: [key, key, key] };
  }
  if (kind === 'param' || kind === 'tag') {
    const value = `(SELECT value FROM ${kind} t WHERE t.run = r.n AND t.key = ?)`;
    return { sql: `${value} IS NULL, ${value} ${way}`, values: [key, key] };
  }
  if (kind === 'dataset') throw invalid('Runs cannot be ordered by a dataset.');
  const column = attribute(key);
  return { sql: `${column} IS NULL, ${column} ${way}`, values: [] };
}

/** One page, and whether there is more. */
export function findRuns(records: RunRecords, { experiments, deleted, clauses, order, offset, limit }: RunSearch): { runs: StoredRun[]; more: boolean } {
  records.metrics.fold();
  const pieces: Piece[] = [{ sql: 'r.experiment IN (SELECT value FROM json_each(?))', values: [list(experiments)] }, ...clauses.map(pieceOf)];
  if (deleted !== null) pieces.unshift({ sql: 'r.deleted = ?', values: [deleted ? 1 : 0] });
  const by = [...order.map(orderPiece), { sql: 'r.started_at DESC, r.id', values: [] }];
  const rows = records.sql.all(
    `SELECT r.n FROM run r WHERE ${pieces.map(({ sql }) => sql).join(' AND ')} ORDER BY ${by.map(({ sql }) => sql).join(', ')} LIMIT ? OFFSET ?`,
    ...pieces.flatMap(({ values }) => values),
    ...by.flatMap(({ values }) => values),
    limit + 1,
    offset,
  );
  return { runs: records.byNumber(rows.slice(0, limit).map((row) => numberAt(row, 0))), more: rows.length > limit };
}
