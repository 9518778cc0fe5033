import Database from 'libsql';
import { closeSync, openSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { storeFailure } from '../../backend/lib/store-failure';
import { AppError, failure } from '../../../shared/models/failure';
import type { Migrations, Registry } from '../contract';
import { checkFile, faultsOf } from './check-file';

/** Others than us may look into it: a backup, a person with the sqlite3 tool. They are waited for. */
const BUSY_TIMEOUT_MS = 5_000;
/** Larger ones are not read whole at every opening; `check` does that. */
const QUICK_CHECK_BYTES = 16 * 2 ** 20;
/** The journal is cut back to this after it was larger once. */
const JOURNAL_BYTES = 64 * 2 ** 20;

export interface OpenRegistry extends Registry {
  /** Brings the tables of the rooms to what this version knows: all of them, or none. @throws AppError `local` `store-newer` with the room */
  migrate(rooms: readonly Migrations[]): void;
  /** Reads all of it, beside whoever writes. @returns what is wrong, in SQLite's words; empty where it is whole. */
  check(): Promise<string[]>;
  close(): void;
}

/**
 * Opens the registry file, or begins it. A registry that is damaged, newer or out of reach is left as it is.
 *
 * In WAL with `synchronous = NORMAL` a commit outlives the death of the process, and a power cut cannot tear the file; it can take
 * back the last moments. What must outlive that too is written with `durable`, which waits for the disk.
 * @throws AppError `local`
 */
export function openRegistry(path: string): OpenRegistry {
  const file = basename(path);
  const told = (error: unknown) => (error instanceof AppError ? error : new AppError(storeFailure(error, file), { cause: error }));
  let database: Database.Database;
  try {
    database = openFile(path, file);
  } catch (error) {
    throw told(error);
  }
  let depth = 0;
  let checking: Promise<string[]> | undefined;

  const outer = <T>(work: () => T, durable: boolean): T => {
    if (durable) database.pragma('synchronous = FULL');
    database.exec('BEGIN IMMEDIATE');
    depth = 1;
    try {
      const value = work();
      database.exec('COMMIT');
      return value;
    } catch (error) {
      if (database.inTransaction) database.exec('ROLLBACK'); // on a full disk SQLite has done so itself
      throw error;
    } finally {
      depth = 0;
      if (durable) database.pragma('synchronous = NORMAL');
    }
  };
  /** Its failure undoes its own part alone: whoever called it may go on. */
  const inner = <T>(work: () => T): T => {
    const point = `inner_${depth}`;
    database.exec(`SAVEPOINT ${point}`);
    depth += 1;
    try {
      return work();
    } catch (error) {
      if (database.inTransaction) database.exec(`ROLLBACK TO ${point}`);
      throw error;
    } finally {
      depth -= 1;
      if (database.inTransaction) database.exec(`RELEASE ${point}`);
    }
  };
  return {
    database,
    write(work, durable = false) {
      try {
        return depth === 0 ? outer(work, durable) : inner(work);
      } catch (error) {
        throw isOfStore(error) ? told(error) : error; // a room's own error stays what it is
      }
    },
    migrate(rooms) {
      this.write(() => {
        for (const room of rooms) migrateRoom(database, room, file);
      }, true);
    },
    async check() {
      checking ??= checkFile(path)
        .catch(() => checkHere(database)) // without a thread for it everybody waits, which is better than not to know
        .finally(() => (checking = undefined));
      return await checking;
    },
    close() {
      // libsql leaves the journal as it is while statements are not collected; whoever copies the folder gets one file.
      database.pragma('wal_checkpoint(TRUNCATE)');
      database.close();
    },
  };
}

function checkHere(database: Database.Database): string[] {
  try {
    return faultsOf(database.pragma('integrity_check(100)'));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]; // damaged beyond being checked
  }
}

const isOfStore = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^SQLITE_(?!CONSTRAINT)/.test(error.code);

function openFile(path: string, file: string): Database.Database {
  closeSync(openSync(path, 'a', 0o600)); // SQLite gives its journals the mode of the file
  const database = new Database(path);
  try {
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    if (statSync(path).size <= QUICK_CHECK_BYTES) {
      const [check] = z.array(z.object({ quick_check: z.string() })).parse(database.pragma('quick_check(1)'));
      if (check?.quick_check !== 'ok') throw new AppError(failure('local', { reason: 'store-corrupt', text: check?.quick_check ?? '', values: { file } }));
    }
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma(`journal_size_limit = ${JOURNAL_BYTES}`);
    database.pragma('foreign_keys = ON');
    database.exec('CREATE TABLE IF NOT EXISTS room_version (room TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const Version = z.object({ version: z.number() }).optional();

function migrateRoom(database: Database.Database, { room, steps }: Migrations, file: string): void {
  const version = Version.parse(database.prepare('SELECT version FROM room_version WHERE room = ?').get(room))?.version ?? 0;
  if (version > steps.length) {
    throw new AppError(
      failure('local', { reason: 'store-newer', text: `${room}: ${version}, known here: ${steps.length}`, values: { file, version: String(version) } }),
    );
  }
  if (version === steps.length) return;
  for (const step of steps.slice(version)) database.exec(step);
  database.prepare('INSERT OR REPLACE INTO room_version VALUES (?, ?)').run(room, steps.length);
}
