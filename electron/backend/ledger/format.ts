import type Database from 'libsql';
import { z } from 'zod';
import { inTransaction, useJournal } from '../storage/database';
import { Frontier } from './frontier';
import { refusal } from './refusal';

/** Raised with every new kind of entry, shape of leaf and change of the tables: an older Pilothouse then leaves the ledger alone and says so. */
const FORMAT = 2;
const BUSY_TIMEOUT_MS = 2_000;

/**
 * An entry is one row of `entry`, so that a commit writes as little as SQLite can: `hash` and `leaf` are what is proved, the other columns
 * lie beside the leaf and can be emptied. The short ones come first: they are read without the long ones. All other tables are worked out from it, a moment later (`derive`): the tree
 * up to where that has come, kept subtrees, what filters look into. The check of the whole compares all of them with the leaves.
 * Texts are read as bytes (`SqlText`).
 */
const ENTRY = `
  (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, who_salt BLOB, who TEXT, why_salt BLOB, why TEXT, leaf BLOB NOT NULL, before TEXT, after TEXT);`;
const SEARCH = 'CREATE TABLE search (seq INTEGER PRIMARY KEY, text TEXT NOT NULL);';
const TABLES = `
  CREATE TABLE tree (id INTEGER PRIMARY KEY CHECK (id = 0), size INTEGER NOT NULL, root BLOB NOT NULL, frontier BLOB NOT NULL);
  CREATE TABLE entry ${ENTRY}
  CREATE TABLE node (level INTEGER, place INTEGER, hash BLOB NOT NULL, PRIMARY KEY (level, place)) WITHOUT ROWID;
  CREATE TABLE facet (seq INTEGER PRIMARY KEY, at INTEGER, kind TEXT, verb TEXT, phase TEXT, connection INTEGER, entity INTEGER, intent INTEGER);
  CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
  ${SEARCH}
  PRAGMA user_version = ${FORMAT};
`;

/** The first format had what lies beside a leaf in tables of its own, and its tree in step with each entry. Every byte is taken over as it is. */
const FROM_FIRST = `
  CREATE TABLE whole ${ENTRY}
  INSERT INTO whole SELECT seq, hash, who_salt, who, why_salt, why, leaf, before, after
    FROM entry LEFT JOIN person USING (seq) LEFT JOIN change USING (seq) ORDER BY seq;
  ${SEARCH}
  INSERT INTO search SELECT seq, search FROM person WHERE search IS NOT NULL AND (who IS NOT NULL OR why IS NOT NULL) ORDER BY seq;
  DROP TABLE entry;
  DROP TABLE person;
  DROP TABLE change;
  ALTER TABLE whole RENAME TO entry;
  PRAGMA user_version = ${FORMAT};
`;

/**
 * Makes a file that was just opened ready, whatever its format.
 * @param mayBegin whether a ledger may be begun where there is none yet @throws AppError `local`; SQLite's errors
 */
export function prepare(database: Database.Database, mayBegin: boolean): void {
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  const format = formatOf(database);
  if (format > FORMAT) throw refusal('store-newer', `the ledger was written by a newer Pilothouse (format ${format})`);
  useJournal(database);
  database.pragma('synchronous = FULL'); // a commit is on disk when it returns
  database.pragma('secure_delete = ON'); // what is erased is overwritten
  if (format === FORMAT) return;
  inTransaction(database, () => {
    const now = formatOf(database); // another process may have been here in the same moment
    if (now === 0) begin(database, mayBegin);
    if (now === 1) database.exec(FROM_FIRST);
  });
  if (format > 0) database.pragma('wal_checkpoint(TRUNCATE)'); // the journal of that is as long as the ledger
}

function begin(database: Database.Database, mayBegin: boolean): void {
  if (!mayBegin || !isEmpty(database)) throw refusal('store-corrupt', 'the file is no ledger, though there was one');
  database.exec(TABLES);
  const { EMPTY } = Frontier;
  database.prepare('INSERT INTO tree VALUES (0, ?, ?, ?)').run(EMPTY.size, EMPTY.root(), EMPTY.bytes());
}

const formatOf = (database: Database.Database): number =>
  z.object({ user_version: z.number() }).parse(database.prepare('PRAGMA user_version').get()).user_version;

const isEmpty = (database: Database.Database): boolean => database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
