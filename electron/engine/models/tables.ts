import type { Migrations } from '../contract';

export const MIGRATIONS: Migrations = {
  room: 'models',
  steps: [
    `CREATE TABLE model (name TEXT PRIMARY KEY, description TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) WITHOUT ROWID;
     CREATE TABLE model_tag (model TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, key)) WITHOUT ROWID;
     -- Numbers are never used twice: a version that was deleted keeps its row.
     CREATE TABLE model_version (
       model TEXT NOT NULL, version INTEGER NOT NULL, run TEXT, path TEXT NOT NULL, source TEXT NOT NULL, by TEXT NOT NULL,
       description TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, format TEXT NOT NULL, digest TEXT, bytes INTEGER,
       flavors TEXT NOT NULL, signature TEXT, integrity TEXT NOT NULL, checked_at INTEGER, bad_files TEXT NOT NULL, deleted_at INTEGER,
       PRIMARY KEY (model, version)) WITHOUT ROWID;
     CREATE INDEX model_version_run ON model_version (run);
     CREATE TABLE version_file (
       model TEXT NOT NULL, version INTEGER NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
       PRIMARY KEY (model, version, path)) WITHOUT ROWID;
     CREATE INDEX version_file_digest ON version_file (digest);
     CREATE TABLE version_tag (
       model TEXT NOT NULL, version INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, version, key)) WITHOUT ROWID;
     CREATE TABLE model_alias (model TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (model, alias)) WITHOUT ROWID;
     CREATE TABLE alias_move (
       n INTEGER PRIMARY KEY, model TEXT NOT NULL, alias TEXT NOT NULL, from_version INTEGER, to_version INTEGER,
       at INTEGER NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL, through TEXT NOT NULL, entry INTEGER);
     CREATE INDEX alias_move_model ON alias_move (model, n);`,
    'ALTER TABLE alias_move ADD COLUMN ledger TEXT',
    // When its bytes were first found to differ: checks that find the same later leave it.
    'ALTER TABLE model_version ADD COLUMN bad_since INTEGER',
  ],
};
