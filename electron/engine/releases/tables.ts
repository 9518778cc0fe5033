import type { Migrations } from '../contract';

export const MIGRATIONS: Migrations = {
  room: 'releases',
  steps: [
    // 'release' is the state of its machine, as JSON. A revision names its file in 'digest', which keeps it.
    `CREATE TABLE service (
       name TEXT PRIMARY KEY, uid TEXT NOT NULL, created_at INTEGER NOT NULL, model TEXT NOT NULL, settings TEXT NOT NULL, release TEXT NOT NULL) WITHOUT ROWID;
     CREATE TABLE service_revision (
       service TEXT NOT NULL, number INTEGER NOT NULL, version INTEGER NOT NULL, model_digest TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
       signature TEXT, created_at INTEGER NOT NULL, by TEXT NOT NULL, why TEXT NOT NULL, ever_stable INTEGER NOT NULL,
       PRIMARY KEY (service, number)) WITHOUT ROWID;
     CREATE TABLE service_act (
       n INTEGER PRIMARY KEY, service TEXT NOT NULL, at INTEGER NOT NULL, verb TEXT NOT NULL, revision INTEGER, weight REAL,
       by TEXT NOT NULL, why TEXT NOT NULL, failure TEXT, entry INTEGER, ledger TEXT);
     CREATE INDEX service_act_service ON service_act (service, n);`,
    // Null 'runs': ONNX Runtime in the engine. Of one that a server of the user's answers for, all files of the version are kept.
    `ALTER TABLE service_revision ADD COLUMN runs TEXT;
     CREATE TABLE service_revision_file (
       service TEXT NOT NULL, number INTEGER NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL,
       PRIMARY KEY (service, number, path)) WITHOUT ROWID;`,
  ],
};
