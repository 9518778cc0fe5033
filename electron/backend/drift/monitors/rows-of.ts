import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import { AppError, failure } from '../../../../shared/models/failure';
import { duckFailure } from '../../tables/duck-failure';
import type { DataFormat } from '../../tables/source-files';
import { identifier, literal } from '../../tables/sql';
import { withDuck } from '../scan/open-duck';
import { sideFiles } from '../scan/side-files';
import { openSide, type SideColumn } from '../scan/side-table';

export type Rows = { readonly files: readonly string[]; readonly format: DataFormat };
/** Which of them: by time, and by what a column says, as text. */
export type Wanted = {
  readonly time: { readonly column: string; readonly from: number; readonly to: number } | null;
  readonly equal: readonly { readonly column: string; readonly value: string }[];
  /** And what of them; absent: all columns. */
  readonly columns?: readonly string[] | undefined;
};
type Options = { readonly temporary: string; readonly signal: AbortSignalLike };

/** Throws AppError. */
export async function columnsOf(rows: Rows, { temporary, signal }: Options): Promise<readonly SideColumn[]> {
  const side = await sideFiles(rows, signal);
  return withDuck(
    { files: side.files.map(({ path }) => path), temporary },
    async (connection) => (await openSide(connection, side, undefined, 'peeked')).columns,
  );
}

/** Writes the rows that are wanted, with all their columns, as one Parquet file. @returns how many; null: none, and no file. Throws AppError */
export async function writeRows(rows: Rows, wanted: Wanted, path: string, { temporary, signal }: Options): Promise<number | null> {
  const side = await sideFiles(rows, signal);
  const part = `${path}.part`;
  try {
    return await withDuck({ files: side.files.map((file) => file.path), folders: [dirname(path)], temporary }, async (connection) => {
      const interrupt = () => connection.interrupt();
      signal.addEventListener('abort', interrupt, { once: true });
      try {
        const table = await openSide(connection, side, undefined, 'chosen');
        const { from } = await table.rows();
        const where = conditions(wanted, table.columns);
        const kept = table.columns.filter(({ name }) => wanted.columns?.includes(name) ?? true);
        const names = kept.length === 0 ? ['NULL AS none'] : kept.map(({ id, name }) => `${id} AS ${identifier(name)}`);
        await connection.run(`COPY (SELECT ${names.join(', ')} FROM ${from} WHERE ${where}) TO ${literal(part)} (FORMAT parquet, COMPRESSION zstd)`);
        const counted = await connection.runAndReadAll(`SELECT count(*) FROM read_parquet(${literal(part)})`);
        const count = Number(counted.getRows()[0]?.[0] ?? 0);
        if (count === 0) return null;
        await rename(part, path);
        return count;
      } finally {
        signal.removeEventListener('abort', interrupt);
      }
    });
  } catch (error) {
    throw signal.aborted ? new AppError(failure('cancelled'), { cause: error }) : duckFailure(error, { source: side.files[0]?.path ?? '' });
  } finally {
    await rm(part, { force: true });
  }
}

function conditions({ time, equal }: Wanted, columns: readonly SideColumn[]): string {
  const find = (name: string) => columns.find((column) => column.name === name);
  const all = equal.map(({ column, value }) => {
    const found = find(column);
    return found ? `${found.id}::VARCHAR = ${literal(value)}` : 'false';
  });
  if (time) {
    const found = find(time.column);
    all.push(found ? `${msOf(found)} >= ${time.from} AND ${msOf(found)} < ${time.to}` : 'false');
  }
  return all.length === 0 ? 'true' : all.join(' AND ');
}

/** A moment as milliseconds since 1970: times as they are, texts as they are written, numbers as seconds or milliseconds of that. */
export function msOf({ id, kind }: Pick<SideColumn, 'id' | 'kind'>): string {
  if (kind === 'time') return `CASE WHEN isfinite(${id}) THEN epoch_ms(${id}) END`;
  if (kind === 'text') return `epoch_ms(TRY_CAST(${id} AS TIMESTAMP))`;
  if (kind === 'other' || kind === 'boolean') return 'NULL::BIGINT';
  return `TRY_CAST(CASE WHEN abs(${id}::DOUBLE) < ${SECONDS_MAX} THEN ${id}::DOUBLE * 1000 ELSE ${id}::DOUBLE END AS BIGINT)`;
}

/** Of seconds that is the year 5138, of milliseconds 1973. */
const SECONDS_MAX = 1e11;
