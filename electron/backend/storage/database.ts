import Database from 'libsql';
import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, failure, type Failure } from '../../../shared/models/failure';
import type { Log } from '../lib/log';
import { storeFailure } from '../lib/store-failure';

const FILE = 'pilothouse.db';
/** Raised with every change of the tables; a store of a higher number was written by a newer Pilothouse. */
const SCHEMA_VERSION = 1;
const BUSY_TIMEOUT_MS = 1_000;
const BUSY_PAUSE_MS = 10;

const TABLES = `
  CREATE TABLE document (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE entity (kind TEXT, connection TEXT, id TEXT, json TEXT NOT NULL, PRIMARY KEY (kind, connection, id)) WITHOUT ROWID;
  CREATE TABLE seen (connection TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Came later. An older Pilothouse does without them and harms nothing, so the number stays. */
const LATER_TABLES = `
  CREATE TABLE IF NOT EXISTS ever_stable (connection TEXT, entity TEXT, key TEXT, at INTEGER, PRIMARY KEY (connection, entity, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS drift_monitor (id TEXT PRIMARY KEY, connection TEXT NOT NULL, version INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS drift_version (
    monitor TEXT, version INTEGER, at INTEGER NOT NULL, digest TEXT NOT NULL, settings TEXT NOT NULL, PRIMARY KEY (monitor, version)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS drift_window (
    monitor TEXT, version INTEGER, start INTEGER, window TEXT NOT NULL, scores TEXT NOT NULL, PRIMARY KEY (monitor, version, start)) WITHOUT ROWID;
`;

export type OpenedDatabase = {
  readonly database: Database.Database;
  /** Where it is; null where it lives in memory, because of `failure`. */
  readonly path: string | null;
  readonly failure: Failure | null;
  /** The name under which a damaged store was put aside. */
  readonly setAside: string | null;
};

/**
 * Opens the one store of the backend. Never fails: a damaged store is put aside whole, as evidence, and a new one begun;
 * a store that is locked, newer or out of reach is left alone, and this session works in memory and says so.
 */
export function openDatabase(folder: string, log: Log, now: () => number = Date.now): OpenedDatabase {
  const path = join(folder, FILE);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { database: openFile(path), path, failure: null, setAside: null };
  } catch (error) {
    const reason = storeFailure(error);
    log.error('the local store cannot be used as it is', { reason: reason.detail.reason, text: reason.detail.text });
    const setAside = reason.detail.reason === 'store-corrupt' ? putAside(path, now()) : null;
    if (setAside) {
      try {
        return { database: openFile(path), path, failure: null, setAside };
      } catch (second) {
        log.error('no new store could be begun', { text: String(second) });
      }
    }
    const database = new Database(':memory:');
    database.exec(TABLES + LATER_TABLES);
    return { database, path: null, failure: reason, setAside };
  }
}

function openFile(path: string): Database.Database {
  const database = new Database(path);
  try {
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    const [check] = z.array(z.object({ quick_check: z.string() })).parse(database.pragma('quick_check(1)'));
    if (check?.quick_check !== 'ok') throw new AppError(failure('local', { reason: 'store-corrupt', text: check?.quick_check ?? '', values: { file: FILE } }));
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) throw new AppError(failure('local', { reason: 'store-newer', values: { file: FILE, version: String(version) } }));
    useJournal(database);
    database.pragma('synchronous = NORMAL');
    if (version === 0) {
      inTransaction(database, () => {
        // Another copy of the app may have begun it in the same moment.
        if (versionOf(database) === 0) database.exec(`${TABLES} PRAGMA user_version = ${SCHEMA_VERSION}`);
      });
    }
    database.exec(LATER_TABLES);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Going over to WAL is the one step at which SQLite does not wait by itself when another copy of the app does the same. */
export function useJournal(database: Database.Database): void {
  const until = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (storeFailure(error).detail.reason !== 'store-locked' || performance.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MS);
    }
  }
}

const versionOf = (database: Database.Database): number =>
  z.object({ user_version: z.number() }).parse(database.prepare('PRAGMA user_version').get()).user_version;

/** Renames the store with its journals, so that nothing of the evidence is lost. @returns the new name, or null where even that failed. */
function putAside(path: string, at: number): string | null {
  const suffix = `.damaged-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    for (const part of ['', '-wal', '-shm']) if (existsSync(path + part)) renameSync(path + part, path + suffix + part);
    return `${FILE}${suffix}`;
  } catch {
    return null; // the caller works in memory and says why
  }
}

/** All of it or nothing. libsql's own `transaction` hides the cause when SQLite has rolled back by itself, as it does on a full disk. */
export function inTransaction(database: Database.Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Bytes on disk, journal included. */
export function databaseBytes(path: string | null): number {
  if (path === null) return 0;
  return ['', '-wal'].reduce((sum, part) => sum + (existsSync(path + part) ? statSync(path + part).size : 0), 0);
}
