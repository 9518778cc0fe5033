import type { Migrations } from '../contract';

export const MIGRATIONS: Migrations = {
  room: 'stages',
  steps: [
    // 'digest' of a check names its file of golden requests, that of a result its evidence: both are kept by it.
    `CREATE TABLE release_check (
       n INTEGER PRIMARY KEY, model TEXT NOT NULL, version INTEGER NOT NULL, model_digest TEXT, champion TEXT, golden_file TEXT, digest TEXT,
       golden_count INTEGER, by TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT);
     CREATE INDEX release_check_version ON release_check (model, version, n);
     CREATE TABLE stage_result (
       n INTEGER NOT NULL, stage TEXT NOT NULL, state TEXT NOT NULL, started_at INTEGER, ended_at INTEGER, findings TEXT NOT NULL, digest TEXT,
       PRIMARY KEY (n, stage)) WITHOUT ROWID;`,
    // Null: by ONNX Runtime, as all were before.
    'ALTER TABLE release_check ADD COLUMN runs TEXT;',
  ],
};
