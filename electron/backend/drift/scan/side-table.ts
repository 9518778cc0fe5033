// A side as a table of DuckDB. Its columns are `c0`, `c1` … in every statement, so that a name from a file never is a part of one.
import type { DuckDBConnection } from '@duckdb/node-api';
import { type ColumnKind, kindOf } from '../../tables/column-kind';
import { csvHead } from '../../tables/csv-head';
import { duckFailure, isGuessedWrong } from '../../tables/duck-failure';
import { identifier, listLiteral, literal, pathLiteral } from '../../tables/sql';
import type { Tables } from '../judge-drift';
import type { SideFiles } from './side-files';

export type SideColumn = {
  readonly name: string;
  /** As statements have it. */
  readonly id: string;
  /** DuckDB's name of its type. */
  readonly type: string;
  readonly kind: ColumnKind;
  /** Files of the side that do not agree on what it is, and of which kind each is. */
  readonly disagrees: readonly string[] | null;
};
/** Where its rows are, and how many. */
export type SideRows = { readonly from: string; readonly rows: number };
export type SideTable = {
  readonly columns: readonly SideColumn[];
  /** Made ready when first asked for: what is known of a reference needs no row of it. */
  rows(): Promise<SideRows>;
};

const CSV_BUFFER_BYTES = 8 * 2 ** 20;
const JSON_OBJECT_BYTES = 4 * 2 ** 20;
const SAMPLED_ROWS = 20_480;
/** Text is parsed once and kept as a table while that is no more; beyond it is parsed for each statement. */
const PARSED_BYTES_MAX = 2 ** 30;
/** Of more files than that, types are compared no more. */
const COMPARED_MAX = 256;

/** Throws AppError `invalid` where nothing of it can be read; so does its `rows`. */
export async function openSide(connection: DuckDBConnection, side: SideFiles, slice: Tables['slice'], asTable: string): Promise<SideTable> {
  const source = side.files[0]?.path ?? '';
  const said = (error: unknown) => duckFailure(error, { source });
  try {
    // Types of text are guessed from its first rows. What is parsed again and again is guessed from all at once.
    const table = await open(connection, side, slice, asTable, side.bytes > PARSED_BYTES_MAX);
    if (side.format === 'parquet') return { columns: table.columns, rows: () => table.rows().catch((error: unknown) => Promise.reject(said(error))) };
    try {
      await table.rows();
      return table;
    } catch (error) {
      if (!isGuessedWrong(error)) throw error;
    }
    const certain = await open(connection, side, slice, asTable, true);
    await certain.rows();
    return certain;
  } catch (error) {
    throw said(error);
  }
}

async function open(connection: DuckDBConnection, side: SideFiles, slice: Tables['slice'], asTable: string, everyRow: boolean): Promise<SideTable> {
  const paths = side.files.map(({ path }) => path);
  const delimiter = side.format === 'csv' ? (await csvHead(paths[0] ?? '')).delimiter : ',';
  const read = (which: readonly string[]) => readerOf(side.format, which, delimiter, everyRow);
  const described = await describe(connection, read(paths));
  const apart = await disagreements(connection, side, described, read);
  const columns = described.map(
    ({ name, type }, at): SideColumn => ({ name, id: `c${at}`, type, kind: kindOf(type), disagrees: apart.get(name.toLowerCase()) ?? null }),
  );
  const table = `(SELECT * FROM ${read(paths)}) t(${columns.map(({ id }) => id).join(', ')})`;
  const sliced = slice ? `(SELECT * FROM ${table} WHERE ${sliceOf(slice, columns)}) s` : table;
  const isKept = side.format !== 'parquet' && side.bytes <= PARSED_BYTES_MAX;
  const ready = async (): Promise<SideRows> => {
    if (isKept) await connection.run(`CREATE OR REPLACE TEMP TABLE ${asTable} AS SELECT * FROM ${sliced}`);
    const from = isKept ? asTable : sliced;
    const counted = await connection.runAndReadAll(`SELECT count(*) FROM ${from}`);
    return { from, rows: Number(counted.getRows()[0]?.[0] ?? 0) };
  };
  let made: Promise<SideRows> | undefined;
  return { columns, rows: () => (made ??= ready()) };
}

function readerOf(format: SideFiles['format'], paths: readonly string[], delimiter: string, everyRow: boolean): string {
  const files = listLiteral(paths.map(pathLiteral));
  const together = `union_by_name = ${paths.length > 1}, hive_partitioning = false`;
  const sample = `sample_size = ${everyRow ? -1 : SAMPLED_ROWS}`;
  if (format === 'parquet') return `read_parquet(${files}, ${together})`;
  if (format === 'jsonl') return `read_json(${files}, format = 'newline_delimited', maximum_object_size = ${JSON_OBJECT_BYTES}, ${together}, ${sample})`;
  const dialect = `delim = ${literal(delimiter)}, quote = '"', escape = '"', comment = ''`;
  return `read_csv(${files}, header = true, ${dialect}, buffer_size = ${CSV_BUFFER_BYTES}, ${together}, ${sample})`;
}

type Described = { readonly name: string; readonly type: string };
async function describe(connection: DuckDBConnection, reader: string): Promise<Described[]> {
  const answer = await connection.runAndReadAll(`DESCRIBE SELECT * FROM ${reader}`);
  return answer.getRowsJson().map(([name, type]) => ({ name: String(name), type: String(type) }));
}

const sliceOf = ({ column, values, since }: NonNullable<Tables['slice']>, columns: readonly SideColumn[]): string => {
  const idOf = (wanted: string) => columns.find(({ name }) => name === wanted)?.id;
  const id = idOf(column);
  const time = since && idOf(since.column);
  if (id === undefined || (since && time === undefined)) return 'false';
  const among = `${id}::VARCHAR IN (${['NULL', ...values.map(literal)].join(', ')})`;
  return since ? `${among} AND ${time} >= epoch_ms(${Math.floor(since.at)}::BIGINT)` : among;
};

/** Numbers of any width go together: writers make integers floats as soon as a value is missing. */
export const wordOf = (kind: ColumnKind): string => (kind === 'integer' || kind === 'float' || kind === 'decimal' ? 'number' : kind);

/** Names (in lower case, as DuckDB compares them) of columns that are of another kind in some file, with those kinds. */
async function disagreements(
  connection: DuckDBConnection,
  side: SideFiles,
  together: readonly Described[],
  read: (paths: readonly string[]) => string,
): Promise<Map<string, string[]>> {
  const apart = new Map<string, string[]>();
  if (side.files.length < 2 || side.files.length > COMPARED_MAX) return apart;
  const seen = new Map<string, { word: string; path: string }[]>();
  for (const { path } of side.files) {
    for (const { name, type } of await describe(connection, read([path]))) {
      const key = name.toLowerCase();
      seen.set(key, [...(seen.get(key) ?? []), { word: wordOf(kindOf(type)), path }]);
    }
  }
  for (const { name } of together) {
    const key = name.toLowerCase();
    const kinds = seen.get(key) ?? [];
    if (new Set(kinds.map(({ word }) => word)).size < 2) continue;
    const words = new Set<string>();
    for (const { word, path } of kinds) {
      // A file without a value of it has no say: text is what DuckDB takes nothing for.
      const isEmpty = side.format !== 'parquet' && (await isWithoutValues(connection, read([path]), name));
      if (!isEmpty) words.add(word);
    }
    if (words.size > 1) apart.set(key, [...words].toSorted());
  }
  return apart;
}

async function isWithoutValues(connection: DuckDBConnection, reader: string, name: string): Promise<boolean> {
  const answer = await connection.runAndReadAll(`SELECT count(${identifier(name)}) FROM ${reader}`);
  return Number(answer.getRows()[0]?.[0] ?? 0) === 0;
}
