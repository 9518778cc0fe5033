import { z } from 'zod';
import { CheckResult, ColumnProfile, DATA_FORMATS, DatasetLabels, DatasetVersion, NamedCheck } from '../../../shared/models/dataset';
import { AppError, failure, Failure } from '../../../shared/models/failure';
import type { Registry } from '../contract';

const json = <T extends z.ZodType>(shape: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(shape);
const flag = z.number().transform((value) => value !== 0);

const DatasetRecord = z.object({
  name: z.string(),
  path: z.string(),
  format: z.enum(DATA_FORMATS),
  labels: json(DatasetLabels),
  rules: json(z.array(NamedCheck)),
  watched: flag,
  created_at: z.number(),
  latest: z.string().nullable(),
  failure: json(Failure).nullable(),
});
export type DatasetRecord = z.infer<typeof DatasetRecord>;

/** All but the profile, which can be large and is read for one version alone. */
const VersionRecord = z.object({
  dataset: z.string(),
  id: z.string(),
  digest: z.string(),
  number: z.number(),
  at: z.number(),
  rows: z.number(),
  bytes: z.number(),
  files: z.number(),
  every_row: flag,
  produced_by: z.string().nullable(),
  failed: z.number(),
});
export type VersionRecord = z.infer<typeof VersionRecord>;

const ProfileRecord = z.object({ schema: json(DatasetVersion.shape.schema), columns: json(z.array(ColumnProfile)) });
const FileRecord = z.object({ path: z.string(), bytes: z.number(), digest: z.string(), stamp: z.string() });
export type FileRecord = z.infer<typeof FileRecord>;
const CheckRun = z.object({ at: z.number(), results: json(z.array(CheckResult)) });
export type CheckRun = z.infer<typeof CheckRun>;

const VERSION = `SELECT dataset, id, digest, number, at, rows, bytes, files, every_row, produced_by,
  coalesce((SELECT failed FROM dataset_check c WHERE c.dataset = v.dataset AND c.version = v.id ORDER BY n DESC LIMIT 1), 0) failed FROM dataset_version v`;

export type NewVersion = Omit<VersionRecord, 'number' | 'failed'> & {
  readonly schema: readonly unknown[];
  readonly columns: readonly ColumnProfile[];
  readonly paths: readonly FileRecord[];
  readonly checks: readonly CheckResult[];
};

const countFailed = (checks: readonly CheckResult[]): number => checks.filter(({ outcome }) => outcome !== 'passed').length;

/** Datasets and their versions as they lie in the registry. */
export class DataStore {
  constructor(readonly registry: Registry) {}

  #all<T>(row: z.ZodType<T>, sql: string, ...values: (string | number | null)[]): T[] {
    return z.array(row).parse(this.registry.database.prepare(sql).all(...values));
  }
  #run(sql: string, ...values: (string | number | null)[]): void {
    this.registry.database.prepare(sql).run(...values);
  }

  /** By itself, so that a full disk is told as one. */
  #write(sql: string, ...values: (string | number | null)[]): void {
    this.registry.write(() => this.#run(sql, ...values));
  }

  datasets = (): DatasetRecord[] => this.#all(DatasetRecord, 'SELECT * FROM dataset ORDER BY name');
  find = (name: string): DatasetRecord | null => this.#all(DatasetRecord, 'SELECT * FROM dataset WHERE name = ?', name)[0] ?? null;
  get(name: string): DatasetRecord {
    const found = this.find(name);
    if (!found) throw new AppError(failure('not-found', { reason: 'data-unknown', values: { name } }));
    return found;
  }
  versions = (name: string): VersionRecord[] => this.#all(VersionRecord, `${VERSION} WHERE dataset = ? ORDER BY number DESC`, name);
  findVersion = (name: string, id: string): VersionRecord | null => this.#all(VersionRecord, `${VERSION} WHERE dataset = ? AND id = ?`, name, id)[0] ?? null;
  version(name: string, id: string): VersionRecord {
    const found = this.findVersion(name, id);
    if (!found) throw new AppError(failure('not-found', { reason: 'data-version-unknown', values: { name, version: id } }));
    return found;
  }
  latest({ name, latest }: DatasetRecord): VersionRecord | null {
    return latest === null ? null : this.findVersion(name, latest);
  }
  profile(name: string, id: string): z.infer<typeof ProfileRecord> {
    const [found] = this.#all(ProfileRecord, 'SELECT schema, columns FROM dataset_version WHERE dataset = ? AND id = ?', name, id);
    return found ?? { schema: [], columns: [] };
  }
  files = (name: string, id: string): FileRecord[] =>
    this.#all(FileRecord, 'SELECT path, bytes, digest, stamp FROM dataset_file WHERE dataset = ? AND version = ? ORDER BY position', name, id);
  /** Newest first. */
  checkRuns = (name: string, id: string): CheckRun[] =>
    this.#all(CheckRun, 'SELECT at, results FROM dataset_check WHERE dataset = ? AND version = ? ORDER BY n DESC', name, id);

  add({ name, path, format, labels, rules, watched, created_at: at }: Omit<DatasetRecord, 'latest' | 'failure'>): void {
    const values = [name, path, format, JSON.stringify(labels), JSON.stringify(rules), Number(watched), at];
    this.#write('INSERT INTO dataset (name, path, format, labels, rules, watched, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)', ...values);
  }
  change(name: string, { labels, rules, watched }: Partial<Pick<DatasetRecord, 'labels' | 'rules' | 'watched'>>): void {
    this.registry.write(() => {
      if (labels) this.#run('UPDATE dataset SET labels = ? WHERE name = ?', JSON.stringify(labels), name);
      if (rules) this.#run('UPDATE dataset SET rules = ? WHERE name = ?', JSON.stringify(rules), name);
      if (watched !== undefined) this.#run('UPDATE dataset SET watched = ? WHERE name = ?', Number(watched), name);
    });
  }
  setFailure(name: string, reason: Failure | null): void {
    this.#write('UPDATE dataset SET failure = ? WHERE name = ?', reason && JSON.stringify(reason), name);
  }
  forget(name: string): void {
    this.registry.write(() => {
      for (const table of ['dataset_check', 'dataset_file', 'dataset_version']) this.#run(`DELETE FROM ${table} WHERE dataset = ?`, name);
      this.#run('DELETE FROM dataset WHERE name = ?', name);
    });
  }

  /** Content that was not there before. A forgotten dataset gets none. */
  addVersion(version: NewVersion): void {
    const { dataset, id, digest, at, rows, bytes, files, every_row: everyRow, produced_by: by, schema, columns, paths, checks } = version;
    const values = [dataset, id, digest, dataset, at, rows, bytes, files, Number(everyRow), by, JSON.stringify(schema), JSON.stringify(columns)];
    this.registry.write(() => {
      if (!this.find(dataset)) return;
      this.#run(
        `INSERT INTO dataset_version (dataset, id, digest, number, at, rows, bytes, files, every_row, produced_by, schema, columns)
         VALUES (?, ?, ?, (SELECT coalesce(max(number), 0) + 1 FROM dataset_version WHERE dataset = ?), ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...values,
      );
      this.addCheckRun(dataset, id, at, checks);
      this.pointAt(dataset, id, paths);
    }, true);
  }
  /** This content is what lies at the source now, in these files. */
  pointAt(dataset: string, id: string, paths: readonly FileRecord[]): void {
    this.registry.write(() => {
      this.#run('DELETE FROM dataset_file WHERE dataset = ? AND version = ?', dataset, id);
      for (const [position, { path, bytes, digest, stamp }] of paths.entries()) {
        this.#run('INSERT INTO dataset_file VALUES (?, ?, ?, ?, ?, ?, ?)', dataset, id, position, path, bytes, digest, stamp);
      }
      this.#run('UPDATE dataset SET latest = ?, failure = NULL WHERE name = ?', id, dataset);
    });
  }
  addCheckRun(dataset: string, version: string, at: number, results: readonly CheckResult[]): void {
    const values = [dataset, version, at, countFailed(results), JSON.stringify(results)] as const;
    this.#write('INSERT INTO dataset_check (dataset, version, at, failed, results) VALUES (?, ?, ?, ?, ?)', ...values);
  }

  digestOf(path: string, stamp: string): string | null {
    const Row = z.object({ digest: z.string() });
    return this.#all(Row, 'SELECT digest FROM dataset_hash WHERE path = ? AND stamp = ?', path, stamp)[0]?.digest ?? null;
  }
  keepDigest(path: string, stamp: string, digest: string): void {
    this.#write('INSERT INTO dataset_hash VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET stamp = excluded.stamp, digest = excluded.digest', path, stamp, digest);
  }
}
