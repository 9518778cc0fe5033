import Database from 'libsql';
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { prepare } from './format';
import { Frontier } from './frontier';
import { LEDGER_FILE, ledgerError, refusal } from './refusal';
import { SqlBytes, SqlHash } from './sql-bytes';

const TreeRow = z.object({ size: z.number().int().nonnegative(), root: SqlBytes, frontier: SqlBytes });
const TailRows = z.array(z.object({ seq: z.number(), hash: SqlHash }));

/** A tree with the hash of its last entry, where that is known. */
type End = { readonly tree: Frontier; readonly tip: Buffer | null };

/** The ledger on disk, open. Unlike the store it is never put aside and never begun anew: a damaged one is evidence. */
export class LedgerFile {
  readonly #path: string;
  readonly #inode: number;
  readonly #tree: Database.Statement;
  readonly #tail: Database.Statement;
  readonly #version: Database.Statement;
  /** Ids of words that were written or read. Emptied when a transaction fails, for it may have made some. */
  readonly words = new Map<string, number>();
  #end: End | null = null;
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
    this.#tail = database.prepare('SELECT seq, CAST(hash AS BLOB) hash FROM entry WHERE seq >= ? ORDER BY seq');
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

  /** The tree up to where all else has been worked out. @throws AppError `local` where it is not sound by itself */
  derived(): Frontier {
    const row = TreeRow.safeParse(this.#tree.get());
    if (!row.success) throw refusal('store-corrupt', 'the size and root of the ledger cannot be read');
    const { size, root, frontier: bytes } = row.data;
    const frontier = Frontier.read(size, bytes);
    if (!frontier?.root().equals(root)) throw refusal('store-corrupt', 'the root of the ledger does not fit its parts');
    return frontier;
  }

  /** The tree of all entries: what an append builds on. @throws AppError `local` where it is not sound by itself */
  frontier(): Frontier {
    // Mostly nobody else has written meanwhile, and what was worked out once holds.
    this.#end = (this.#end && this.#grownFrom(this.#end)) ?? this.#grownFrom({ tree: this.derived(), tip: null });
    return this.#end?.tree ?? Frontier.EMPTY;
  }

  /** With the entries behind `end`; null where that is not how the ledger goes on. */
  #grownFrom(end: End): End | null {
    const rows = TailRows.safeParse(this.#tail.all(Math.max(0, end.tree.size - 1)));
    if (!rows.success) throw refusal('store-corrupt', `the hashes from entry ${end.tree.size} on cannot be read`);
    let grown = end;
    let goesOn = end.tip === null;
    for (const { seq, hash } of rows.data) {
      if (seq < end.tree.size) goesOn ||= end.tip?.equals(hash) === true;
      else if (!goesOn) return null;
      else if (seq !== grown.tree.size) throw refusal('store-corrupt', `entry ${grown.tree.size} is not there, though entry ${seq} is`);
      else grown = { tree: grown.tree.grow(hash).frontier, tip: hash };
    }
    return goesOn ? grown : null;
  }

  /** As it was last seen to end, with the hash of its last entry. */
  end(): { readonly tree: Frontier; readonly tip: Buffer } | null {
    return this.#end?.tip ? { tree: this.#end.tree, tip: this.#end.tip } : null;
  }

  /** Has been written. */
  grown(tree: Frontier, tip: Buffer): void {
    this.#end = { tree, tip };
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
