// DuckDB, as far as data needs it: one database in memory for each job, which can reach the workspace's folder and nothing else.
// A job of its own, because one malformed file can make DuckDB refuse its database for good; and its memory is given back.
import type { DuckDBConnection, DuckDBInstance, DuckDBType, DuckDBValue, JS } from '@duckdb/node-api';
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { AbortSignalLike } from '../../../shared/api/verb';
import { AppError, failure } from '../../../shared/models/failure';
import { Lane } from './lane';
import { listLiteral, literal } from './sql';

/** A profile reads it all; a page of rows must not wait for it. Together, with what the process itself holds, they stay below 1 GB. */
const LANES = { heavy: { memoryMb: 512, jobs: 1 }, light: { memoryMb: 192, jobs: 2 } } as const;
/** More bring little for scans of local files, and training wants some. */
const THREADS_MAX = 8;
const PROGRESS_EVERY_MS = 200;

/** The folder that may be read, and one for what does not fit into memory. */
type Places = { readonly root: string; readonly temporary: string };

export type Cell = JS | DuckDBValue;
export type Parameter = { readonly value: DuckDBValue; readonly type: DuckDBType };

export interface DuckJob {
  /** Rows with values as DuckDB has them. @throws whatever DuckDB says, to be read by `duckFailure` */
  rows(sql: string, parameters?: readonly Parameter[]): Promise<DuckDBValue[][]>;
  /** Rows with values of JSON: what is beyond a double comes as text. */
  json(sql: string, parameters?: readonly Parameter[]): Promise<unknown[][]>;
  readonly types: typeof import('@duckdb/node-api');
}

export class Duck {
  readonly #lanes = { heavy: new Lane(LANES.heavy.jobs), light: new Lane(LANES.light.jobs) };
  readonly #places: Places;

  constructor(places: Places) {
    this.#places = places;
  }

  /** Runs one job in its own database. `heard` is told what part of the query at hand is done. Throws AppError `cancelled` when the signal says so. */
  async job<T>(
    lane: keyof typeof LANES,
    work: (job: DuckJob) => Promise<T>,
    { signal, heard }: { signal?: AbortSignalLike | undefined; heard?: ((part: number) => void) | undefined } = {},
  ): Promise<T> {
    return this.#lanes[lane].run(async () => {
      const duckdb = await import('@duckdb/node-api'); // at first use: it costs 45 MB and 0.1 s
      const instance = await duckdb.DuckDBInstance.create(':memory:', {
        threads: String(Math.min(THREADS_MAX, availableParallelism())),
        memory_limit: `${LANES[lane].memoryMb}MB`,
        autoinstall_known_extensions: 'false',
        autoload_known_extensions: 'false',
        allow_community_extensions: 'false',
        allow_persistent_secrets: 'false',
      });
      let connection: DuckDBConnection | undefined;
      try {
        connection = await open(instance, this.#places);
        return await running(connection, duckdb, work, signal, heard);
      } finally {
        connection?.closeSync();
        instance.closeSync();
      }
    }, signal);
  }
}

/** Nothing is fetched, nothing outside of the workspace is read, and nothing of this can be changed by a later statement. */
async function open(instance: DuckDBInstance, { root, temporary }: Places): Promise<DuckDBConnection> {
  const spill = join(temporary, 'duckdb');
  mkdirSync(spill, { recursive: true, mode: 0o700 });
  const connection = await instance.connect();
  for (const setting of [
    `temp_directory = ${literal(spill)}`,
    `allowed_directories = ${listLiteral([literal(`${root}/`)])}`,
    'enable_external_access = false',
    "TimeZone = 'UTC'",
    'enable_progress_bar = true',
    'enable_progress_bar_print = false',
    'lock_configuration = true',
  ]) {
    await connection.run(`SET ${setting}`);
  }
  return connection;
}

async function running<T>(
  connection: DuckDBConnection,
  types: DuckJob['types'],
  work: (job: DuckJob) => Promise<T>,
  signal: AbortSignalLike | undefined,
  heard: ((part: number) => void) | undefined,
): Promise<T> {
  const interrupt = () => connection.interrupt();
  const listening = heard && setInterval(() => heard(Math.min(1, Math.max(0, connection.progress.percentage / 100))), PROGRESS_EVERY_MS);
  signal?.addEventListener('abort', interrupt, { once: true });
  const ask = async (sql: string, parameters: readonly Parameter[] = []) => {
    if (signal?.aborted) throw new AppError(failure('cancelled'));
    return connection.runAndReadAll(
      sql,
      parameters.map(({ value }) => value),
      parameters.map(({ type }) => type),
    );
  };
  try {
    return await work({
      types,
      rows: async (sql, parameters) => (await ask(sql, parameters)).getRows(),
      json: async (sql, parameters) => (await ask(sql, parameters)).getRowsJson(),
    });
  } finally {
    clearInterval(listening);
    signal?.removeEventListener('abort', interrupt);
  }
}
