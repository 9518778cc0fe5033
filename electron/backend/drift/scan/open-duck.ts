import type { DuckDBConnection } from '@duckdb/node-api';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { listLiteral, literal } from '../../tables/sql';

/** Grouping by a million texts, and the parts of files being read, stay below it; more is put on disk. */
const MEMORY_MB = 384;
/** More bring little for local files. */
const THREADS_MAX = 4;
/** Of less, reading waits for who measures: others bring no time and cost a twentieth of the work. */
const ALONE_BYTES = 64 * 2 ** 20;

export type DuckLimits = { readonly threads?: number | undefined; readonly memoryMb?: number | undefined };
type DuckNeeds = DuckLimits & {
  /** What may be read. */
  readonly files: readonly string[];
  /** Folders that may be read and written. */
  readonly folders?: readonly string[] | undefined;
  /** Of all that is read, where that is known. */
  readonly bytes?: number | undefined;
  readonly temporary?: string | undefined;
};

/**
 * A database in memory that reaches the named files and nothing else, for one piece of work. One of its own, since a malformed file can make
 * DuckDB refuse its database for good.
 */
export async function withDuck<T>(needs: DuckNeeds, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const { files, folders = [], memoryMb = MEMORY_MB, temporary = tmpdir() } = needs;
  const isSmall = needs.bytes !== undefined && needs.bytes < ALONE_BYTES;
  const threads = needs.threads ?? (isSmall ? 1 : Math.min(THREADS_MAX, availableParallelism()));
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  const spill = mkdtempSync(join(temporary, 'pilothouse-drift-'));
  try {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: String(threads),
      memory_limit: `${memoryMb}MB`,
      temp_directory: spill,
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_persistent_secrets: 'false',
    });
    try {
      const connection = await instance.connect();
      const settings = [
        `allowed_paths = ${listLiteral(files.map(literal))}`,
        `allowed_directories = ${listLiteral([spill, ...folders].map((folder) => literal(`${folder}/`)))}`,
        'enable_external_access = false',
        "TimeZone = 'UTC'",
        'lock_configuration = true',
      ];
      await connection.run(settings.map((setting) => `SET ${setting}`).join('; '));
      try {
        return await work(connection);
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  } finally {
    rmSync(spill, { recursive: true, force: true });
  }
}
