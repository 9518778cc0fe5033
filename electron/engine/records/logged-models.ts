import { randomUUID } from 'node:crypto';
import { AppError, failure } from '../../../shared/models/failure';
import type { Registry } from '../contract';
import { list, numberAt, numberOrNull, type Row, Sql, textAt, textOrNull } from './sql';

export type LoggedModel = {
  readonly id: string;
  readonly experiment: number;
  readonly run: string | null;
  readonly name: string;
  readonly type: string;
  readonly status: LoggedModelStatus;
  readonly createdAt: number;
  readonly updatedAt: number;
};
export const LOGGED_MODEL_STATUSES = ['LOGGED_MODEL_PENDING', 'LOGGED_MODEL_READY', 'LOGGED_MODEL_UPLOAD_FAILED'] as const;
export type LoggedModelStatus = (typeof LOGGED_MODEL_STATUSES)[number];
/** A metric that tells of a model, maybe on a dataset. */
export type ModelMetric = {
  readonly run: string;
  readonly key: string;
  readonly value: number;
  readonly step: number;
  readonly at: number;
  readonly dataset: string;
  readonly digest: string;
};

const SELECT = 'SELECT id, experiment, run, name, type, status, created_at, updated_at FROM logged_model';
const toModel = (row: Row): LoggedModel => ({
  id: textAt(row, 0),
  experiment: numberAt(row, 1),
  run: textOrNull(row, 2),
  name: textAt(row, 3),
  type: textAt(row, 4),
  status: LOGGED_MODEL_STATUSES.find((status) => status === row[5]) ?? 'LOGGED_MODEL_PENDING',
  createdAt: numberAt(row, 6),
  updatedAt: numberAt(row, 7),
});
type Fact = 'param' | 'tag';

/** Models as clients of MLflow 3 log them, before any of them is registered. */
export class LoggedModels {
  readonly #sql: Sql;

  constructor(
    private readonly registry: Registry,
    private readonly now: () => number,
  ) {
    this.#sql = new Sql(registry.database);
  }

  create(
    model: Pick<LoggedModel, 'experiment' | 'run' | 'name' | 'type'>,
    params: Readonly<Record<string, string>>,
    tags: Readonly<Record<string, string>>,
  ): string {
    const id = `m-${randomUUID().replaceAll('-', '')}`;
    const at = this.now();
    this.registry.write(() => {
      this.#sql.run(
        'INSERT INTO logged_model (id, experiment, run, name, type, status, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        id,
        model.experiment,
        model.run,
        model.name,
        model.type,
        'LOGGED_MODEL_PENDING',
        at,
        at,
      );
      this.setFacts(id, 'param', params);
      this.setFacts(id, 'tag', tags);
    });
    return id;
  }

  find(id: string): LoggedModel | null {
    const row = this.#sql.get(`${SELECT} WHERE id = ? AND deleted = 0`, id);
    return row ? toModel(row) : null;
  }

  /** @throws AppError `not-found` */
  model(id: string): LoggedModel {
    const found = this.find(id);
    if (!found)
      throw new AppError(failure('not-found', { reason: 'model-not-logged', text: `Logged model with ID '${id}' not found.`, values: { path: id, run: '' } }));
    return found;
  }

  /** In the order in which they were logged. */
  ofRun(run: string): LoggedModel[] {
    return this.#sql.all(`${SELECT} WHERE run = ? AND deleted = 0 ORDER BY rowid`, run).map(toModel);
  }

  /** Newest first. */
  ofExperiments(experiments: readonly number[]): LoggedModel[] {
    const where = 'WHERE deleted = 0 AND experiment IN (SELECT value FROM json_each(?)) ORDER BY created_at DESC, id';
    return this.#sql.all(`${SELECT} ${where}`, list(experiments)).map(toModel);
  }

  setStatus(id: string, status: LoggedModelStatus): void {
    this.#sql.run('UPDATE logged_model SET status = ?, updated_at = ? WHERE id = ?', status, this.now(), id);
  }

  delete(id: string): void {
    this.#sql.run('UPDATE logged_model SET deleted = 1, updated_at = ? WHERE id = ?', this.now(), id);
  }

  setFacts(id: string, kind: Fact, facts: Readonly<Record<string, string>>): void {
    for (const [key, value] of Object.entries(facts)) this.#sql.run('INSERT OR REPLACE INTO logged_model_fact VALUES (?, ?, ?, ?)', id, kind, key, value);
  }

  dropTag(id: string, key: string): void {
    this.#sql.run("DELETE FROM logged_model_fact WHERE model = ? AND kind = 'tag' AND key = ?", id, key);
  }

  facts(id: string, kind: Fact): { key: string; value: string }[] {
    const rows = this.#sql.all('SELECT key, value FROM logged_model_fact WHERE model = ? AND kind = ? ORDER BY key', id, kind);
    return rows.map((row) => ({ key: textAt(row, 0), value: textAt(row, 1) }));
  }

  /** The newest of each run, key and dataset stays. */
  setMetric(id: string, { run, key, value, step, at, dataset, digest }: ModelMetric): void {
    this.#sql.run(
      `INSERT INTO logged_model_metric VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET value = excluded.value, step = excluded.step, at = excluded.at WHERE (excluded.step, excluded.at) >= (step, at)`,
      id,
      run,
      key,
      dataset,
      digest,
      Number.isNaN(value) ? null : value,
      step,
      at,
    );
  }

  metrics(id: string): ModelMetric[] {
    const rows = this.#sql.all('SELECT run, key, value, step, at, dataset, digest FROM logged_model_metric WHERE model = ? ORDER BY key, dataset', id);
    return rows.map((row) => ({
      run: textAt(row, 0),
      key: textAt(row, 1),
      value: numberOrNull(row, 2) ?? Number.NaN,
      step: numberAt(row, 3),
      at: numberAt(row, 4),
      dataset: textAt(row, 5),
      digest: textAt(row, 6),
    }));
  }

  /** A run read it (`in`) or made it (`out`). */
  tie(run: number, id: string, way: 'in' | 'out', step: number): void {
    this.#sql.run('INSERT OR REPLACE INTO run_model VALUES (?, ?, ?, ?)', run, id, way, step);
  }

  ties(run: number, way: 'in' | 'out'): { model: string; step: number }[] {
    const rows = this.#sql.all('SELECT model, step FROM run_model WHERE run = ? AND way = ? ORDER BY step, model', run, way);
    return rows.map((row) => ({ model: textAt(row, 0), step: numberAt(row, 1) }));
  }
}
