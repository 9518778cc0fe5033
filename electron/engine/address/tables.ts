import type { Migrations } from '../contract';

export const MIGRATIONS: Migrations = {
  room: 'address',
  steps: [
    // One row: how it is set, as JSON. Keys are sealed; of tokens there are hashes alone.
    `CREATE TABLE gateway_address (one INTEGER PRIMARY KEY CHECK (one = 1), json TEXT NOT NULL);
     CREATE TABLE gateway_certificate (fingerprint TEXT PRIMARY KEY, pem TEXT NOT NULL, key BLOB NOT NULL, made INTEGER NOT NULL) WITHOUT ROWID;
     CREATE TABLE gateway_token (hash TEXT PRIMARY KEY, made_at INTEGER NOT NULL, by TEXT NOT NULL, until INTEGER) WITHOUT ROWID;`,
  ],
};
