import { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import type { Registry } from '../contract';
import { AliasRow, FileRow, ModelRecord, MoveRow, TagRow, VersionRow } from './version-row';

type Value = string | number | null;
const CountRow = z.object({ count: z.number() });

export const noModel = (model: string) => new AppError(failure('not-found', { reason: 'model-unknown', values: { model } }));
export const noVersion = (model: string, version: number) =>
  new AppError(failure('not-found', { reason: 'model-version-unknown', values: { model, version: String(version) } }));

/** Models, versions and aliases as they lie in the registry: one question or one change each. */
export class ModelStore {
  constructor(readonly registry: Registry) {}

  #all<T>(row: z.ZodType<T>, sql: string, ...values: Value[]): T[] {
    return z.array(row).parse(this.registry.database.prepare(sql).all(...values));
  }
  #run(sql: string, ...values: Value[]): number {
    return this.registry.database.prepare(sql).run(...values).changes;
  }

  models = (): ModelRecord[] => this.#all(ModelRecord, 'SELECT * FROM model ORDER BY updated_at DESC, name');
  findModel = (name: string): ModelRecord | null => this.#all(ModelRecord, 'SELECT * FROM model WHERE name = ?', name)[0] ?? null;
  model(name: string): ModelRecord {
    const found = this.findModel(name);
    if (!found) throw noModel(name);
    return found;
  }
  versions = (model: string): VersionRow[] =>
    this.#all(VersionRow, 'SELECT * FROM model_version WHERE model = ? AND deleted_at IS NULL ORDER BY version DESC', model);
  allVersions = (): VersionRow[] => this.#all(VersionRow, 'SELECT * FROM model_version WHERE deleted_at IS NULL ORDER BY created_at DESC, model, version DESC');
  /** Whose bytes differ or are gone, as they were read last. */
  broken = (): VersionRow[] =>
    this.#all(VersionRow, "SELECT * FROM model_version WHERE integrity IN ('tampered', 'missing') AND deleted_at IS NULL ORDER BY model, version DESC");
  findVersion = (model: string, version: number): VersionRow | null =>
    this.#all(VersionRow, 'SELECT * FROM model_version WHERE model = ? AND version = ? AND deleted_at IS NULL', model, version)[0] ?? null;
  version(model: string, version: number): VersionRow {
    const found = this.findVersion(model, version);
    if (!found) throw noVersion(model, version);
    return found;
  }
  versionsOfRun = (run: string): VersionRow[] =>
    this.#all(VersionRow, 'SELECT * FROM model_version WHERE run = ? AND deleted_at IS NULL ORDER BY model, version', run);
  files = (model: string, version: number): FileRow[] =>
    this.#all(FileRow, 'SELECT path, digest, bytes FROM version_file WHERE model = ? AND version = ? ORDER BY path', model, version);
  aliases = (model: string) => this.#all(AliasRow, 'SELECT alias, version FROM model_alias WHERE model = ? ORDER BY alias', model);
  aliasAt = (model: string, alias: string): number | null =>
    this.#all(AliasRow, 'SELECT alias, version FROM model_alias WHERE model = ? AND alias = ?', model, alias)[0]?.version ?? null;
  moves = (model: string) =>
    this.#all(MoveRow, 'SELECT alias, from_version, to_version, at, by, why, through, entry, ledger FROM alias_move WHERE model = ? ORDER BY n DESC', model);
  modelTags = (model: string) => this.#all(TagRow, 'SELECT key, value FROM model_tag WHERE model = ? ORDER BY key', model);
  versionTags = (model: string, version: number) =>
    this.#all(TagRow, 'SELECT key, value FROM version_tag WHERE model = ? AND version = ? ORDER BY key', model, version);
  /** Digests that some version still names: what may not be removed. */
  holds = (digest: string): boolean => (this.#all(CountRow, 'SELECT count(*) count FROM version_file WHERE digest = ?', digest)[0]?.count ?? 0) > 0;

  addModel(name: string, description: string, at: number): void {
    this.#run('INSERT INTO model (name, description, created_at, updated_at) VALUES (?, ?, ?, ?)', name, description, at, at);
  }
  touch = (name: string, at: number) => this.#run('UPDATE model SET updated_at = ? WHERE name = ?', at, name);
  describeModel = (name: string, description: string) => this.#run('UPDATE model SET description = ? WHERE name = ?', description, name);
  describeVersion = (model: string, version: number, description: string, at: number) =>
    this.#run('UPDATE model_version SET description = ?, updated_at = ? WHERE model = ? AND version = ?', description, at, model, version);
  setModelTag = (model: string, key: string, value: string) =>
    this.#run('INSERT INTO model_tag VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', model, key, value);
  setVersionTag = (model: string, version: number, key: string, value: string) =>
    this.#run('INSERT INTO version_tag VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', model, version, key, value);
  dropModelTag = (model: string, key: string) => this.#run('DELETE FROM model_tag WHERE model = ? AND key = ?', model, key);
  dropVersionTag = (model: string, version: number, key: string) =>
    this.#run('DELETE FROM version_tag WHERE model = ? AND version = ? AND key = ?', model, version, key);

  /** @returns its number: one above the highest that there ever was */
  addVersion(row: Omit<VersionRow, 'version' | 'updated_at' | 'integrity' | 'checked_at' | 'bad_files' | 'bad_since'>, files: readonly FileRow[]): number {
    const { count: version = 1 } = this.#all(CountRow, 'SELECT coalesce(max(version), 0) + 1 count FROM model_version WHERE model = ?', row.model)[0] ?? {};
    const { model, run, path, source, by, description, created_at: at, format, digest, bytes, flavors, signature } = row;
    // What was just taken in was hashed while it was written.
    this.#run(
      `INSERT INTO model_version (model, version, run, path, source, by, description, created_at, updated_at, format, digest, bytes, flavors, signature, integrity, checked_at, bad_files)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, '[]')`,
      model,
      version,
      run,
      path,
      source,
      by,
      description,
      at,
      at,
      format,
      digest,
      bytes,
      JSON.stringify(flavors),
      signature && JSON.stringify(signature),
      'unchecked',
    );
    for (const file of files) this.#run('INSERT INTO version_file VALUES (?, ?, ?, ?, ?)', model, version, file.path, file.digest, file.bytes);
    this.touch(model, at);
    return version;
  }
  setIntegrity(model: string, version: number, state: VersionRow['integrity'], badFiles: readonly string[], at: number): void {
    this.#run(
      `UPDATE model_version SET integrity = ?, bad_files = ?, checked_at = ?, bad_since = CASE WHEN ? THEN coalesce(bad_since, ?) END
       WHERE model = ? AND version = ?`,
      state,
      JSON.stringify(badFiles),
      at,
      Number(badFiles.length > 0),
      at,
      model,
      version,
    );
  }
  putAlias = (model: string, alias: string, version: number) =>
    this.#run('INSERT INTO model_alias VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version', model, alias, version);
  dropAlias = (model: string, alias: string) => this.#run('DELETE FROM model_alias WHERE model = ? AND alias = ?', model, alias);
  addMove(move: {
    model: string;
    alias: string;
    from: number | null;
    to: number | null;
    at: number;
    by: string;
    why: string;
    through: string;
    entry: number | null;
    ledger: string | null;
  }): void {
    const { model, alias, from, to, at, by, why, through, entry, ledger } = move;
    this.#run(
      'INSERT INTO alias_move (model, alias, from_version, to_version, at, by, why, through, entry, ledger) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      model,
      alias,
      from,
      to,
      at,
      by,
      why,
      through,
      entry,
      ledger,
    );
  }
  deleteVersion = (model: string, version: number, at: number) =>
    this.#run('UPDATE model_version SET deleted_at = ? WHERE model = ? AND version = ? AND deleted_at IS NULL', at, model, version);
  /** The name alone goes: what was moved stays on record. */
  deleteModel(model: string, at: number): void {
    this.#run('UPDATE model_version SET deleted_at = ? WHERE model = ? AND deleted_at IS NULL', at, model);
    this.#run('DELETE FROM model_tag WHERE model = ?', model);
    this.#run('DELETE FROM model WHERE name = ?', model);
  }
}
