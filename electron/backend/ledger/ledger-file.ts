import Database from 'libsql';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, failure, type FailureReason } from '../../../shared/models/failure';
import { storeFailure } from '../lib/store-failure';
import { inTransaction, useJournal } from '../storage/database';
import { Frontier } from './frontier';
import { SqlBytes } from './sql-bytes';

export const LEDGER_FILE = 'ledger.db';
/** Raised with every new kind of entry, shape of leaf and change of the tables: an older Pilothouse then leaves the ledger alone and says so. */
const FORMAT = 1;
const BUSY_TIMEOUT_MS = 2_000;

/**
 * `hash` and `leaf` of `entry`, and `node`, are what is proved. `facet` and `word` repeat parts of the leaves for filters; `person` and the
 * texts `before` and `after` can be erased.
 * The check of the whole compares all of them with the leaves. Texts are read as bytes (`SqlText`).
 */
const TABLES = `
  CREATE TABLE tree (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL);
  CREATE TABLE entry (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, leaf BLOB NOT NULL);
  CREATE TABLE node (level INTEGER, place INTEGER, hash BLOB NOT NULL, PRIMARY KEY (level, place)) WITHOUT ROWID;
  CREATE TABLE facet (seq INTEGER PRIMARY KEY, at INTEGER, kind TEXT, verb TEXT, phase TEXT, connection INTEGER, entity INTEGER, intent INTEGER);
  CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  CREATE TABLE person (seq INTEGER PRIMARY KEY, who_salt BLOB, who TEXT, why_salt BLOB, why TEXT, search TEXT NOT NULL);
  CREATE TABLE change (seq INTEGER PRIMARY KEY, before TEXT NOT NULL, after TEXT NOT NULL);
`;

const TreeRow = z.object({ size: z.number().int().nonnegative(), root: SqlBytes, frontier: SqlBytes });

/** What the disk or SQLite said, in our words; anything else is left as it is. */
export const ledgerError = (error: unknown): unknown =>
  error instanceof AppError || !(error instanceof Error && 'code' in error) ? error : new AppError(storeFailure(error, LEDGER_FILE), { cause: error });

export const refusal = (reason: FailureReason, text: string): AppError => new AppError(failure('local', { reason, text, values: { file: LEDGER_FILE } }));

/** The ledger on disk, open. Unlike the store it is never put aside and never begun anew: a damaged one is evidence. */
export class LedgerFile {
  readonly #path: string;
  readonly #inode: number;
  readonly #tree: Database.Statement;
  readonly #version: Database.Statement;
  /** Ids of words that were written or read. Emptied when a transaction fails, for it may have made some. */
  readonly words = new Map<string, number>();
  #last: Frontier | null = null;
  readonly #statements = new Map<string, Database.Statement>();

  static exists(folder: string): boolean {
    return existsSync(join(folder, LEDGER_FILE));
  }

  /** @param mayBegin whether a ledger may be begun where there is none yet @throws AppError `local` */
  static open(folder: string, mayBegin: boolean): LedgerFile {
    const path = join(folder, LEDGER_FILE);
    let database: Database.Database | null = null;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      // SQLite would make a database of an empty file.
      if (!mayBegin && !statSync(path, { throwIfNoEntry: false })?.size) throw refusal('store-corrupt', 'the ledger is empty or gone, though there was one');
      database = new Database(path);
      prepare(database, mayBegin);
      return new LedgerFile(database, path);
    } catch (error) {
      database?.close();
      throw ledgerError(error);
    }
  }

  private constructor(
    readonly database: Database.Database,
    path: string,
  ) {
    this.#path = path;
    this.#inode = statSync(path).ino;
    this.#tree = database.prepare('SELECT size, CAST(root AS BLOB) root, CAST(frontier AS BLOB) frontier FROM tree WHERE id = 0');
    this.#version = database.prepare('PRAGMA data_version');
  }

  /** Prepared once: preparing costs more than running. */
  statement(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** What an append builds on. @throws AppError `local` where it is not sound by itself */
  frontier(): Frontier {
    const row = TreeRow.safeParse(this.#tree.get());
    if (!row.success) throw refusal('store-corrupt', 'the size and root of the ledger cannot be read');
    const { size, root, frontier: bytes } = row.data;
    // Mostly nobody else has written meanwhile, and what was worked out once holds.
    if (this.#last?.size === size && this.#last.root().equals(root) && this.#last.bytes().equals(bytes)) return this.#last;
    const frontier = Frontier.read(size, bytes);
    if (!frontier?.root().equals(root)) throw refusal('store-corrupt', 'the root of the ledger does not fit its parts');
    this.#last = frontier;
    return frontier;
  }

  /** Has been written. */
  grown(tree: Frontier): void {
    this.#last = tree;
  }

  /** Changes when another process has written. */
  version(): number {
    return z.object({ data_version: z.number() }).parse(this.#version.get()).data_version;
  }

  /** Whether the file that is open is still the one in the folder: what is written to a removed file is lost. */
  inPlace(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  /** Takes the journal into the file, so that the file alone is the ledger. Not while other processes use it. */
  takeIn(): void {
    this.database.pragma('wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }
}

function prepare(database: Database.Database, mayBegin: boolean): void {
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const format = formatOf(database);
  if (format > FORMAT) throw refusal('store-newer', `the ledger was written by a newer Pilothouse (format ${format})`);
  useJournal(database);
  database.pragma('synchronous = FULL'); // a commit is on disk when it returns
  if (format > 0) return;
  inTransaction(database, () => {
    if (formatOf(database) > 0) return; // another process has begun it in the same moment
    if (!mayBegin || !isEmpty(database)) throw refusal('store-corrupt', 'the file is no ledger, though there was one');
    database.exec(`${TABLES} PRAGMA user_version = ${FORMAT}`);
    const { EMPTY } = Frontier;
    database.prepare('INSERT INTO tree VALUES (0, ?, ?, ?)').run(EMPTY.size, EMPTY.root(), EMPTY.bytes());
  });
}

const formatOf = (database: Database.Database): number =>
  z.object({ user_version: z.number() }).parse(database.prepare('PRAGMA user_version').get()).user_version;

const isEmpty = (database: Database.Database): boolean => database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
