// A dataset as a table of DuckDB: its columns are `c0`, `c1` … in every statement, so that a name from a file never is a part of one.
import { join } from 'node:path';
import { AppError, failure } from '../../../shared/models/failure';
import { type ColumnKind, kindOf } from './column-kind';
import { csvHead } from './csv-head';
import { duckFailure, isSniffingError } from './duck-failure';
import type { DuckJob } from './duck';
import type { DataFormat } from './source-files';
import { guardParquet } from './guard-parquet';
import { identifier, listLiteral, literal, pathLiteral } from './sql';

export type Column = { readonly name: string; readonly type: string; readonly kind: ColumnKind; readonly nullable: boolean };
export type Table = {
  readonly columns: readonly Column[];
  /** To stand behind FROM; `extra` columns come before `c0` with the names given. */
  from(extra?: Readonly<Record<string, string>>): string;
};
export type TableSource = {
  readonly root: string;
  readonly format: DataFormat;
  /** Relative to root, in order. */
  readonly paths: readonly string[];
  /** Types are found from every row, not from the first ones: slower, never wrong. */
  readonly everyRow: boolean;
};

const ALL_ROWS = -1;
/** A quarter of DuckDB's own: every file and thread holds one, and a row is not that long. */
const CSV_BUFFER_BYTES = 8 * 2 ** 20;
const JSON_OBJECT_BYTES = 4 * 2 ** 20;
/** DuckDB's own; it opens this many rows of each file before it guesses. */
const SAMPLED_ROWS = 20_480;

/** Columns of files that belong together. Throws AppError `invalid` where they do not, or where one cannot be read. */
export async function openTable(job: DuckJob, source: TableSource): Promise<Table> {
  const reader = await readerOf(job, source);
  let described: unknown[][];
  try {
    described = await job.json(`DESCRIBE SELECT * FROM ${reader.sql}`);
  } catch (error) {
    throw await located(job, source, reader.delimiter, error);
  }
  const columns = described.map(([name, type]): Column => ({ name: String(name), type: String(type), kind: kindOf(String(type)), nullable: true }));
  return {
    columns,
    from: (extra = {}) => {
      const names = [...Object.keys(extra), ...columns.map((_, at) => `c${at}`)];
      const own = Object.values(extra).map((expression) => `${expression}, `);
      return `(SELECT ${own.join('')}* FROM ${reader.sql}) t(${names.join(', ')})`;
    },
  };
}

/** What went wrong, with its line where DuckDB did not say it: read again without guessing, it does. */
export async function located(job: DuckJob, source: TableSource, delimiter: string | null, error: unknown): Promise<AppError> {
  const context = { root: source.root, source: source.paths[0] ?? '' };
  const first = duckFailure(error, context);
  if (delimiter === null || !isSniffingError(error)) return first;
  try {
    const { file = context.source } = first.failure.detail.values ?? {};
    const { names } = await csvHead(join(source.root, file));
    const columns = names.map((_, at) => `${literal(`c${at}`)}: 'VARCHAR'`).join(', ');
    const from = `read_csv(${pathLiteral(join(source.root, file))}, auto_detect = false, header = true, ${dialect(delimiter)}, columns = {${columns}})`;
    await job.rows(`SELECT ${names.map((_, at) => `count(${identifier(`c${at}`)})`).join(', ')} FROM ${from}`);
    return first;
  } catch (second) {
    return duckFailure(second, context);
  }
}

async function readerOf(job: DuckJob, source: TableSource): Promise<{ sql: string; delimiter: string | null }> {
  const { root, format, paths, everyRow } = source;
  const files = listLiteral(paths.map((path) => pathLiteral(join(root, path))));
  const together = `union_by_name = ${paths.length > 1}, hive_partitioning = false`;
  const sample = `sample_size = ${everyRow ? ALL_ROWS : SAMPLED_ROWS}`;
  if (format === 'parquet') {
    for (const path of paths) await guardParquet(root, path);
    if (paths.length > 1) await sameParquet(job, source, files);
    return { sql: `read_parquet(${files}, ${together})`, delimiter: null };
  }
  if (format === 'jsonl')
    return { sql: `read_json(${files}, format = 'newline_delimited', maximum_object_size = ${JSON_OBJECT_BYTES}, ${together}, ${sample})`, delimiter: null };
  const delimiter = await sameCsv(source);
  return { sql: `read_csv(${files}, header = true, ${dialect(delimiter)}, buffer_size = ${CSV_BUFFER_BYTES}, ${together}, ${sample})`, delimiter };
}

const dialect = (delimiter: string) => `delim = ${literal(delimiter)}, quote = '"', escape = '"', comment = ''`;

const NUMBERS = /^(INT|U?(TINYINT|SMALLINT|INTEGER|BIGINT)|FLOAT|DOUBLE)/;
/** Writers make integers floats as soon as a value is missing, so numbers of any width go together. */
const typeWord = (type: string): string => (NUMBERS.test(type) ? 'number' : type);

async function sameParquet(job: DuckJob, { root, paths }: TableSource, files: string): Promise<void> {
  let rows: unknown[][];
  try {
    rows = await job.json(`SELECT file_name, name, coalesce(duckdb_type, 'nested') FROM parquet_schema(${files}) WHERE coalesce(column_id, 0) >= 0`);
  } catch (error) {
    throw duckFailure(error, { root, source: paths[0] ?? '' });
  }
  const columnsOf = new Map<string, string[]>();
  for (const [file, name, type] of rows) {
    const path = String(file).slice(root.length + 1);
    const columns = columnsOf.get(path) ?? [];
    if (!columnsOf.has(path))
      columnsOf.set(path, columns); // the first row of a file is its root, whose name means nothing
    else columns.push(`${String(name)} ${typeWord(String(type))}`);
  }
  compareColumns([...columnsOf]);
}

async function sameCsv({ root, paths }: TableSource): Promise<string> {
  const heads = [];
  for (const path of paths) heads.push([path, await csvHead(join(root, path))] as const);
  compareColumns(heads.map(([path, { names, delimiter }]) => [path, names.map((name) => `${name}${delimiter}`)]));
  return heads[0]?.[1].delimiter ?? ',';
}

function compareColumns(files: readonly (readonly [string, readonly string[]])[]): void {
  const wordOf = (columns: readonly string[]) => JSON.stringify(columns.toSorted());
  const [first] = files;
  const other = first && files.find(([, columns]) => wordOf(columns) !== wordOf(first[1]));
  if (!first || !other) return;
  const [path, columns] = other;
  const missing = first[1].filter((column) => !columns.includes(column));
  const added = columns.filter((column) => !first[1].includes(column));
  const text = [...missing.map((column) => `- ${column}`), ...added.map((column) => `+ ${column}`)].slice(0, 40).join('\n');
  throw new AppError(failure('invalid', { reason: 'data-schemas-differ', text, values: { file: path, where: path, other: first[0] } }));
}
