// A counts table as a file: pilothouse.drift-counts/1, described in docs/drift-counts.md.
import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { AppError, failure } from '../../../../shared/models/failure';
import { listLiteral, literal, pathLiteral } from '../../tables/sql';
import type { CountRow, RollUp } from './count-row';
import { WindowSums } from './window-sums';

export const COUNTS_FORMAT = 'pilothouse.drift-counts/1';

export const COUNTS_COLUMNS = {
  monitor: 'VARCHAR',
  column: 'VARCHAR',
  window: 'TIMESTAMP',
  bin: 'INTEGER',
  n: 'BIGINT',
  nulls: 'BIGINT',
  sum: 'DECIMAL(38, 0)',
  sum_of_squares: 'DECIMAL(38, 0)',
  min: 'DOUBLE',
  max: 'DOUBLE',
} as const;

/** The counts of one column in one window, in the bins of its reference. */
export type WindowCounts = {
  readonly column: string;
  readonly window: number;
  readonly nulls: number;
  readonly notFinite: number;
  /** As long as the highest bin that holds anything. */
  readonly counts: readonly number[];
  readonly min: number | null;
  readonly max: number | null;
};

export type CountsAsked = {
  /** All of them when none are named. */
  readonly columns?: readonly string[] | undefined;
  /** From a moment to before another, by the beginnings of what was counted. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly by: RollUp;
};

const EPOCH = "TIMESTAMP '1970-01-01'";
const windowOf = (by: RollUp): string => (by === 'all' ? EPOCH : `date_trunc(${literal(by)}, "window")`);

/** Windows of several counts tables together, in the order of column and window. Throws AppError `invalid` for a file that is none. */
export async function readWindows(connection: DuckDBConnection, files: readonly string[], { columns, from, to, by }: CountsAsked): Promise<WindowCounts[]> {
  if (files.length === 0) return [];
  await guardFormat(connection, files);
  const table = `read_parquet(${listLiteral(files.map(pathLiteral))})`;
  const wanted = [...(from === undefined ? [] : [`"window" >= ${moment(from)}`]), ...(to === undefined ? [] : [`"window" < ${moment(to)}`])];
  const named = columns ? [`"column" IN (${['NULL', ...columns.map(literal)].join(', ')})`] : [];
  const answer = await connection.runAndReadAll(`SELECT DISTINCT "column" FROM ${table} ${whereOf([...named, ...wanted])} ORDER BY 1`);
  const names = answer.getRowsJson().map(([name]) => String(name));
  if (names.length === 0) return [];
  // Names are as dear as all the rest of a row, so each is told by its place.
  const places = `(SELECT unnest(${listLiteral(names.map(literal))}) AS name, generate_subscripts(${listLiteral(names.map(literal))}, 1) - 1 AS place)`;
  const values = ['place', `epoch_ms(${windowOf(by)})`, '"bin"', '"n"', '"nulls"', '"min"', '"max"'].map((sql) => `(${sql})::DOUBLE`);
  const summed = new WindowSums();
  const result = await connection.stream(`SELECT ${values.join(', ')} FROM ${table} JOIN ${places} ON name = "column" ${whereOf(wanted)}`);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    summed.add(chunk);
  }
  return summed.windows(names);
}

const whereOf = (conditions: readonly string[]): string => (conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '');
const number = z.number();

/** All rows, added up over the files: exactly as they were counted. */
export async function readCounts(connection: DuckDBConnection, files: readonly string[], by: RollUp | null = null): Promise<CountRow[]> {
  if (files.length === 0) return [];
  await guardFormat(connection, files);
  const exact = (name: string) => `CASE WHEN count("${name}") = count(*) THEN sum("${name}") END::VARCHAR`;
  const answer = await connection.runAndReadAll(
    `SELECT "column", epoch_ms(${by ? windowOf(by) : '"window"'})::DOUBLE AS w, "bin", sum("n")::DOUBLE, sum("nulls")::DOUBLE, ${exact('sum')}, ${exact('sum_of_squares')}, min("min"), max("max")
    FROM read_parquet(${listLiteral(files.map(pathLiteral))}) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
  );
  return answer.getRowsJson().map((row) => {
    const [column, window, bin, n, nulls, sum, squares, min, max] = Whole.parse(row);
    return { column, window, bin, n, nulls, sum: sum === null ? null : BigInt(sum), squares: squares === null ? null : BigInt(squares), min, max };
  });
}
const Whole = z.tuple([z.string(), number, number, number, number, z.string().nullable(), z.string().nullable(), number.nullable(), number.nullable()]);

const moment = (ms: number): string => `epoch_ms(${Math.round(ms)}::BIGINT)`;

/** Made by others too, so it is looked at: its columns, and the format that it says to have. */
async function guardFormat(connection: DuckDBConnection, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const path = pathLiteral(file);
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${path})`);
    const types = new Map(described.getRowsJson().map(([name, type]) => [String(name), String(type).replaceAll(' ', '')]));
    const wrong = Object.entries(COUNTS_COLUMNS).find(([name, type]) => types.get(name) !== type.replaceAll(' ', ''));
    if (wrong)
      throw new AppError(
        failure('invalid', { reason: 'data-schemas-differ', text: `${wrong[0]} ${wrong[1]}`, values: { file, where: file, other: COUNTS_FORMAT } }),
      );
  }
}
