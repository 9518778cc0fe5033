import type { Migrations } from '../contract';

export const MIGRATIONS: Migrations = {
  room: 'data',
  steps: [
    `CREATE TABLE dataset (
       name TEXT PRIMARY KEY, path TEXT NOT NULL, format TEXT NOT NULL, labels TEXT NOT NULL, rules TEXT NOT NULL, watched INTEGER NOT NULL,
       created_at INTEGER NOT NULL, latest TEXT, failure TEXT) WITHOUT ROWID;
     -- Content has one row, however often it comes back. What was found when it arrived is never changed.
     CREATE TABLE dataset_version (
       dataset TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, rows INTEGER NOT NULL,
       bytes INTEGER NOT NULL, files INTEGER NOT NULL, every_row INTEGER NOT NULL, produced_by TEXT, schema TEXT NOT NULL, columns TEXT NOT NULL,
       PRIMARY KEY (dataset, id)) WITHOUT ROWID;
     CREATE TABLE dataset_file (
       dataset TEXT NOT NULL, version TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, bytes INTEGER NOT NULL, digest TEXT NOT NULL,
       stamp TEXT NOT NULL, PRIMARY KEY (dataset, version, position)) WITHOUT ROWID;
     -- The newest decides; the older ones stay.
     CREATE TABLE dataset_check (
       n INTEGER PRIMARY KEY, dataset TEXT NOT NULL, version TEXT NOT NULL, at INTEGER NOT NULL, failed INTEGER NOT NULL, results TEXT NOT NULL);
     CREATE INDEX dataset_check_version ON dataset_check (dataset, version, n);
     -- Digests of files that are as they were when they were read.
     CREATE TABLE dataset_hash (path TEXT PRIMARY KEY, stamp TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;`,
  ],
};
