import type { DuckDBConnection } from '@duckdb/node-api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import { stopIf } from '../../tables/source-files';
import { halvesOf, hasValue, nullsOf, wholeOf } from './chunk-numbers';
import { HashCounts } from './hash-counts';

export type CategoryColumn = {
  readonly rows: number;
  readonly nulls: number;
  readonly hashes: HashCounts;
  /** The most frequent ones, in that order, alike ones by their text. */
  readonly top: readonly { readonly value: string; readonly low: number; readonly high: number; readonly rows: number }[];
};

/** More are not drawn and not measured one by one. */
export const NAMED_MAX = 1_000;
/** Values that are told apart; more of a column are no categories. */
export const DISTINCT_MAX = 5_000_000;
/** What GROUPING can number. */
const AT_ONCE = 30;

/** Columns of a side as categories by how often they occur, all in one scan. Null where one has more than can be told apart. */
export async function countCategories(
  connection: DuckDBConnection,
  from: string,
  expressions: readonly string[],
  { signal, heard }: { signal?: AbortSignalLike | undefined; heard?: (columns: number) => void },
): Promise<(CategoryColumn | null)[]> {
  const columns: (CategoryColumn | null)[] = [];
  for (let first = 0; first < expressions.length; first += AT_ONCE) {
    columns.push(...(await countSome(connection, from, expressions.slice(first, first + AT_ONCE), signal)));
    heard?.(columns.length);
  }
  return columns;
}

type Counting = { rows: number; nulls: number; hashes: HashCounts; top: { value: string; low: number; high: number; rows: number }[] };

async function countSome(
  connection: DuckDBConnection,
  from: string,
  expressions: readonly string[],
  signal?: AbortSignalLike,
): Promise<(CategoryColumn | null)[]> {
  const names = expressions.map((_, at) => `v${at}`);
  const inner = `SELECT ${expressions.map((sql, at) => `${sql} AS v${at}`).join(', ')} FROM ${from}`;
  const grouped = `SELECT grouping_id(${names.join(', ')}) AS g, coalesce(${[...names, 'NULL'].join(', ')}) AS v, count(*) AS n FROM (${inner}) GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')})`;
  const result = await connection.stream(`SELECT g::BIGINT, hash(v), n::BIGINT, v FROM (${grouped}) ORDER BY g, n DESC, v`);
  const all = names.map((): Counting => ({ rows: 0, nulls: 0, hashes: new HashCounts(), top: [] }));
  // The bit of a column is 0 in the set that groups by it.
  const columnOf = new Map(names.map((_, at) => [2 ** names.length - 1 - 2 ** (names.length - 1 - at), at]));
  for (;;) {
    stopIf(signal);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const [sets, hashes, counts] = [halvesOf(chunk, 0).items, halvesOf(chunk, 1).items, halvesOf(chunk, 2).items];
    const texts = chunk.getColumnVector(3);
    const words = nullsOf(texts);
    for (let row = 0; row < chunk.rowCount; row++) {
      const counting = all[columnOf.get(wholeOf(sets, row)) ?? -1];
      if (!counting) throw new RangeError('a set of no column');
      const rows = wholeOf(counts, row);
      counting.rows += rows;
      if (words && !hasValue(words, row)) {
        counting.nulls += rows;
        continue;
      }
      const [low, high] = [hashes[2 * row] ?? 0, hashes[2 * row + 1] ?? 0];
      if (counting.hashes.size <= DISTINCT_MAX) counting.hashes.add(low, high, rows);
      if (counting.top.length < NAMED_MAX) counting.top.push({ value: String(texts.getItem(row)), low, high, rows });
    }
  }
  return all.map((counting) => (counting.hashes.size > DISTINCT_MAX ? null : counting));
}
