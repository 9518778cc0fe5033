import { AppError, failure } from '../../../shared/models/failure';
import type { Registry } from '../contract';
import { numberAt, type Row, Sql, textAt } from './sql';

export type Experiment = { readonly id: number; readonly name: string; readonly createdAt: number; readonly updatedAt: number; readonly deleted: boolean };

const SELECT = 'SELECT id, name, created_at, updated_at, deleted FROM experiment';
const toExperiment = (row: Row): Experiment => ({
  id: numberAt(row, 0),
  name: textAt(row, 1),
  createdAt: numberAt(row, 2),
  updatedAt: numberAt(row, 3),
  deleted: numberAt(row, 4) === 1,
});

/** What runs are grouped by. Number 0 is `Default`, as in MLflow. */
export class Experiments {
  readonly #sql: Sql;

  constructor(
    private readonly registry: Registry,
    private readonly now: () => number,
  ) {
    this.#sql = new Sql(registry.database);
  }

  all(): Experiment[] {
    return this.#sql.all(`${SELECT} ORDER BY id`).map(toExperiment);
  }

  find(id: number): Experiment | null {
    const row = this.#sql.get(`${SELECT} WHERE id = ?`, id);
    return row ? toExperiment(row) : null;
  }

  findByName(name: string): Experiment | null {
    const row = this.#sql.get(`${SELECT} WHERE name = ?`, name);
    return row ? toExperiment(row) : null;
  }

  /** @throws AppError `conflict` where there is one of that name, deleted or not */
  create(name: string, tags: Readonly<Record<string, string>> = {}): number {
    return this.registry.write(() => {
      if (this.findByName(name)) throw new AppError(failure('conflict', { text: `Experiment '${name}' already exists.`, values: { experiment: name } }));
      const at = this.now();
      const id = this.#sql.insert('INSERT INTO experiment (name, created_at, updated_at) VALUES (?, ?, ?)', name, at, at);
      for (const [key, value] of Object.entries(tags)) this.setTag(id, key, value);
      return id;
    });
  }

  /** Of an id as text, or of a name, which is made where there is none. */
  idOf(idOrName: string): number {
    const byId = /^\d{1,15}$/.test(idOrName) ? this.find(Number(idOrName)) : null;
    return (byId ?? this.findByName(idOrName))?.id ?? this.create(idOrName);
  }

  rename(id: number, name: string): void {
    this.#sql.run('UPDATE experiment SET name = ?, updated_at = ? WHERE id = ?', name, this.now(), id);
  }

  setDeleted(id: number, deleted: boolean): void {
    this.#sql.run('UPDATE experiment SET deleted = ?, updated_at = ? WHERE id = ?', deleted ? 1 : 0, this.now(), id);
  }

  setTag(id: number, key: string, value: string): void {
    this.#sql.run('INSERT OR REPLACE INTO experiment_tag VALUES (?, ?, ?)', id, key, value);
  }

  dropTag(id: number, key: string): void {
    this.#sql.run('DELETE FROM experiment_tag WHERE experiment = ? AND key = ?', id, key);
  }

  tags(id: number): Readonly<Record<string, string>> {
    const rows = this.#sql.all('SELECT key, value FROM experiment_tag WHERE experiment = ? ORDER BY key', id);
    return Object.fromEntries(rows.map((row) => [textAt(row, 0), textAt(row, 1)]));
  }

  /** Runs of each that are not deleted. */
  runCounts(): ReadonlyMap<number, number> {
    const rows = this.#sql.all('SELECT experiment, count(*) FROM run WHERE deleted = 0 GROUP BY experiment');
    return new Map(rows.map((row) => [numberAt(row, 0), numberAt(row, 1)]));
  }
}
