import type { RunCondition, RunOrder } from '../../../shared/api/runs';
import type { MetricValue, RunRow } from '../../../shared/models/run';
import { toMetricValue } from './points';
import type { RunRecords, StoredRun } from './run-records';
import { escapeLike, list, numberAt, numberOrNull, type Sql, textAt } from './sql';

export type RunQuery = {
  /** None: all of them. */
  readonly experiments: readonly number[] | null;
  readonly conditions: readonly RunCondition[];
  readonly order: RunOrder;
  readonly deleted: boolean;
  readonly offset: number;
  readonly limit: number;
};

type Value = string | number;
/** A piece of SQL with the values that it names. */
export type Piece = { readonly sql: string; readonly values: readonly Value[] };

/** What SQLite is asked: which runs (`where`, over `run r`), in which order; `join` is what the order needs. */
export type Asked = { readonly where: Piece; readonly join: Piece; readonly order: string };

const NO_PIECE: Piece = { sql: '', values: [] };
const TABLES = { param: 'param', tag: 'tag' } as const;

/** Numbers of runs of one page, and how many there are in all. */
export function findRuns(records: RunRecords, query: RunQuery): { runs: StoredRun[]; total: number } {
  records.metrics.fold();
  const { where, join, order } = asked(query);
  const found = records.sql.all(
    `SELECT r.n FROM run r ${join.sql} WHERE ${where.sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
    ...join.values,
    ...where.values,
    query.limit,
    query.offset,
  );
  const total = numberAt(records.sql.get(`SELECT count(*) FROM run r WHERE ${where.sql}`, ...where.values) ?? [0], 0);
  return { runs: records.byNumber(found.map((row) => numberAt(row, 0))), total };
}

function asked({ experiments, conditions, order, deleted }: RunQuery): Asked {
  const pieces: Piece[] = [{ sql: 'r.deleted = ?', values: [deleted ? 1 : 0] }];
  if (experiments) pieces.push({ sql: 'r.experiment IN (SELECT value FROM json_each(?))', values: [list(experiments)] });
  for (const condition of conditions) pieces.push(pieceOf(condition));
  const where = { sql: pieces.map(({ sql }) => sql).join(' AND '), values: pieces.flatMap(({ values }) => values) };
  return { where, ...orderOf(order) };
}

function pieceOf(condition: RunCondition): Piece {
  switch (condition.on) {
    case 'text': {
      const like = `%${escapeLike(condition.text)}%`;
      const inside = (column: string) => `${column} LIKE ? ESCAPE '\\'`;
      return {
        sql: `(${inside('r.name')} OR ${inside('r.id')} OR r.n IN (SELECT run FROM param WHERE ${inside('value')} UNION ALL SELECT run FROM tag WHERE ${inside('value')}))`,
        values: [like, like, like, like],
      };
    }
    case 'state':
      return { sql: 'r.state IN (SELECT value FROM json_each(?))', values: [list(condition.states)] };
    case 'metric':
      return { sql: `r.n IN (SELECT run FROM series WHERE key = ? AND last ${condition.is} ?)`, values: [condition.key, condition.value] };
    case 'param':
    case 'tag': {
      const { key, is, value } = condition;
      const like = is === 'like';
      const compared = like ? `value LIKE ? ESCAPE '\\'` : `value ${is} ?`;
      return { sql: `r.n IN (SELECT run FROM ${TABLES[condition.on]} WHERE key = ? AND ${compared})`, values: [key, like ? `%${escapeLike(value)}%` : value] };
    }
  }
}

/** A run without what it is sorted by comes last either way, and one whose metric is no number before those. */
export function orderOf({ by, key, descending }: RunOrder): Pick<Asked, 'join' | 'order'> {
  const way = descending ? 'DESC' : 'ASC';
  const newest = 'r.started_at DESC, r.n DESC';
  const plain = (column: string) => ({ join: NO_PIECE, order: `${column} IS NULL, ${column} ${way}, ${newest}` });
  switch (by) {
    case 'started':
      return plain('r.started_at');
    case 'ended':
      return plain('r.ended_at');
    case 'duration':
      return plain('(r.ended_at - r.started_at)');
    case 'name':
      return plain('r.name COLLATE NOCASE');
    case 'state':
      return plain('r.state');
    case 'metric':
      return {
        join: { sql: 'LEFT JOIN series s ON s.run = r.n AND s.key = ?', values: [key ?? ''] },
        order: `s.id IS NULL, s.last IS NULL, s.last ${way}, ${newest}`,
      };
    case 'param':
      return { join: { sql: 'LEFT JOIN param p ON p.run = r.n AND p.key = ?', values: [key ?? ''] }, order: `p.value IS NULL, p.value ${way}, ${newest}` };
  }
}

/** In this order: left to itself, SQLite reads a metric of every run there is to find those of a hundred. */
const EACH_OF_EACH = 'json_each(?) r CROSS JOIN json_each(?) k CROSS';

/** Lines of the table, with the columns that were asked for. */
export function rowsOf(records: RunRecords, runs: readonly StoredRun[], metrics: readonly string[], params: readonly string[]): RunRow[] {
  const { sql, experiments } = records;
  const numbers = list(runs.map(({ n }) => n));
  const names = new Map(experiments.all().map(({ id, name }) => [id, name]));
  const values = pairs<MetricValue>(
    sql,
    `SELECT t.run, t.key, t.last FROM ${EACH_OF_EACH} JOIN series t ON t.run = r.value AND t.key = k.value`,
    numbers,
    metrics,
    (row) => toMetricValue(numberOrNull(row, 2) ?? Number.NaN),
  );
  const texts = pairs<string>(
    sql,
    `SELECT t.run, t.key, t.value FROM ${EACH_OF_EACH} JOIN param t ON t.run = r.value AND t.key = k.value`,
    numbers,
    params,
    (row) => textAt(row, 2),
  );
  return runs.map(({ n, experiment, ...run }) => ({
    ...run,
    experiment: names.get(experiment) ?? String(experiment),
    metrics: values.get(n) ?? {},
    params: texts.get(n) ?? {},
  }));
}

function pairs<T>(sql: Sql, query: string, runs: string, keys: readonly string[], read: (row: readonly unknown[]) => T): Map<number, Record<string, T>> {
  const found = new Map<number, Record<string, T>>();
  if (keys.length === 0) return found;
  for (const row of sql.all(query, runs, list(keys))) {
    const run = numberAt(row, 0);
    const record = found.get(run) ?? {};
    record[textAt(row, 1)] = read(row);
    found.set(run, record);
  }
  return found;
}
