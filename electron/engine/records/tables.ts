import type { Migrations } from '../contract';

/**
 * A run has a short number of its own (`n`), by which all that belongs to it is kept; its id is for people and clients.
 *
 * Metrics: points are acknowledged once they stand in `journal`, one row a request, and are folded into their series a little later.
 * A series keeps its newest value and its bounds (`series`: what tables show, sort and filter by), its points in chunks of a
 * thousand with the bounds of each (`chunk`, read to draw) apart from their bytes (`body`, read to look closely), and the points
 * that are no whole chunk yet (`tail`).
 */
export const MIGRATIONS: Migrations = {
  room: 'records',
  steps: [
    `CREATE TABLE experiment (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
     INSERT INTO experiment VALUES (0, 'Default', unixepoch() * 1000, unixepoch() * 1000, 0);
     CREATE TABLE experiment_tag (experiment INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (experiment, key)) WITHOUT ROWID;

     CREATE TABLE run (
       n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, experiment INTEGER NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, origin TEXT NOT NULL,
       entry_point TEXT, user TEXT, started_at INTEGER, ended_at INTEGER, deleted INTEGER NOT NULL DEFAULT 0, repeats TEXT);
     CREATE INDEX run_started ON run (deleted, started_at);
     CREATE INDEX run_experiment ON run (experiment, deleted, started_at);
     CREATE TABLE param (run INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, key)) WITHOUT ROWID;
     CREATE INDEX param_value ON param (key, value, run);
     CREATE TABLE tag (run INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run, key)) WITHOUT ROWID;
     CREATE INDEX tag_value ON tag (key, value, run);
     CREATE TABLE input (
       run INTEGER NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, context TEXT, source_type TEXT NOT NULL, source TEXT NOT NULL,
       schema TEXT, profile TEXT, version TEXT, PRIMARY KEY (run, name, digest)) WITHOUT ROWID;
     CREATE INDEX input_version ON input (version) WHERE version IS NOT NULL;
     -- Owner: the id of a run, or of a model that a client logged.
     CREATE TABLE artifact (owner TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (owner, path)) WITHOUT ROWID;
     CREATE INDEX artifact_digest ON artifact (digest);

     CREATE TABLE journal (n INTEGER PRIMARY KEY, run INTEGER NOT NULL, points TEXT NOT NULL);
     -- last: NULL is "not a number", which SQLite cannot hold.
     CREATE TABLE series (
       id INTEGER PRIMARY KEY, run INTEGER NOT NULL, key TEXT NOT NULL, last REAL, step INTEGER NOT NULL, at INTEGER NOT NULL,
       low REAL, high REAL, points INTEGER NOT NULL, odd INTEGER NOT NULL, max_step INTEGER NOT NULL, max_at INTEGER NOT NULL,
       in_order INTEGER NOT NULL, chunks INTEGER NOT NULL, tail INTEGER NOT NULL, UNIQUE (run, key));
     CREATE INDEX series_value ON series (key, last, run);
     CREATE TABLE chunk (
       series INTEGER NOT NULL, n INTEGER NOT NULL, min_step INTEGER NOT NULL, max_step INTEGER NOT NULL, min_at INTEGER NOT NULL, max_at INTEGER NOT NULL,
       low REAL, high REAL, last REAL, odd INTEGER NOT NULL, points INTEGER NOT NULL, body INTEGER NOT NULL, PRIMARY KEY (series, n)) WITHOUT ROWID;
     CREATE TABLE body (id INTEGER PRIMARY KEY, blocks BLOB NOT NULL, points BLOB NOT NULL);
     CREATE TABLE tail (series INTEGER NOT NULL, n INTEGER NOT NULL, points BLOB NOT NULL, PRIMARY KEY (series, n)) WITHOUT ROWID;

     CREATE TABLE logged_model (
       id TEXT PRIMARY KEY, experiment INTEGER NOT NULL, run TEXT, name TEXT NOT NULL, type TEXT NOT NULL, status TEXT NOT NULL,
       created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0);
     CREATE INDEX logged_model_experiment ON logged_model (experiment, created_at);
     CREATE INDEX logged_model_run ON logged_model (run);
     CREATE TABLE logged_model_fact (model TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, kind, key)) WITHOUT ROWID;
     CREATE TABLE logged_model_metric (
       model TEXT NOT NULL, run TEXT NOT NULL, key TEXT NOT NULL, dataset TEXT NOT NULL, digest TEXT NOT NULL, value REAL, step INTEGER NOT NULL,
       at INTEGER NOT NULL, PRIMARY KEY (model, run, key, dataset, digest)) WITHOUT ROWID;
     CREATE TABLE run_model (run INTEGER NOT NULL, model TEXT NOT NULL, way TEXT NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (run, way, model)) WITHOUT ROWID;`,
  ],
};
