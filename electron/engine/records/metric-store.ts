import { z } from 'zod';
import { failureOf } from '../../../shared/models/failure';
import type { MetricValue } from '../../../shared/models/run';
import type { Registry } from '../contract';
import { type MetricSummary, toSummary } from './metric-summary';
import { appendToSeries } from './append-to-series';
import { type Point, toMetricValue } from './points';
import { escapeLike, numberAt, type Row, Sql, textAt } from './sql';

export type KeyedPoint = Point & { readonly key: string };

const FOLD_AFTER_MS = 1_000;
/** More than these waiting are folded before the time: so many go in one transaction, about 10 ms of work. */
const FOLD_POINTS = 4_000;

const Journalled = z.array(z.tuple([z.string(), z.number(), z.number(), z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])])]));
const SUMMARY = 'SELECT key, last, low, high, step, at, points, odd FROM series WHERE run = ?';

/**
 * Points of metrics. What is appended stands in the journal with one row, which is all that a client waits for; it is folded into
 * its series before anything reads, and at the latest a second later, which also brings it to the disk. A fold that is cut short
 * has not happened.
 */
export class MetricStore {
  readonly #sql: Sql;
  #waiting: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly registry: Registry) {
    this.#sql = new Sql(registry.database);
    this.#waiting = numberAt(this.#sql.get('SELECT count(*) FROM journal') ?? [0], 0);
    if (this.#waiting > 0) this.#foldSoon();
  }

  /** Inside the transaction of whoever answers for it. */
  append(run: number, points: readonly KeyedPoint[]): void {
    if (points.length === 0) return;
    this.#sql.run(
      'INSERT INTO journal (run, points) VALUES (?, ?)',
      run,
      JSON.stringify(points.map(({ key, step, at, value }) => [key, step, at, toMetricValue(value)])),
    );
    this.#waiting += points.length;
    this.#foldSoon();
  }

  /** Brings all that was appended into its series. On a full disk it waits: the rest can still be read, and the next to append is told why. */
  fold(): void {
    try {
      while (this.#waiting > 0) this.#foldSome();
    } catch (error) {
      if (failureOf(error).detail.reason !== 'disk-full') throw error;
    }
  }

  /** After the last use. What is not folded stays in the journal and is at the next start. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  lastOf(run: number): ReadonlyMap<string, { readonly value: MetricValue; readonly step: number; readonly at: number }> {
    this.fold();
    return new Map(this.summaries(run).map(({ key, last, step, at }) => [key, { value: last, step, at }]));
  }

  count(run: number, match = ''): number {
    this.fold();
    const row =
      match === ''
        ? this.#sql.get('SELECT count(*) FROM series WHERE run = ?', run)
        : this.#sql.get(`SELECT count(*) FROM series WHERE run = ? AND key LIKE ? ESCAPE '\\'`, run, `%${escapeLike(match)}%`);
    return numberAt(row ?? [0], 0);
  }

  /** By name. */
  summaries(run: number, { match = '', offset = 0, limit = -1 } = {}): MetricSummary[] {
    this.fold();
    const page = 'ORDER BY key LIMIT ? OFFSET ?';
    const rows: Row[] =
      match === ''
        ? this.#sql.all(`${SUMMARY} ${page}`, run, limit, offset)
        : this.#sql.all(`${SUMMARY} AND key LIKE ? ESCAPE '\\' ${page}`, run, `%${escapeLike(match)}%`, limit, offset);
    return rows.map(toSummary);
  }

  #foldSoon(): void {
    if (this.#waiting >= FOLD_POINTS) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#foldInTime(), 0);
    } else this.#timer ??= setTimeout(() => this.#foldInTime(), FOLD_AFTER_MS);
    this.#timer.unref();
  }

  #foldInTime(): void {
    this.#timer = undefined;
    try {
      this.#foldSome();
    } catch {
      // The disk is full or the like: the points stay in the journal, and the next to read or append is told why.
      this.#timer = setTimeout(() => this.#foldInTime(), 10 * FOLD_AFTER_MS).unref();
      return;
    }
    if (this.#waiting > 0) this.#foldSoon();
  }

  #foldSome(): void {
    let taken = 0;
    let left = 0;
    this.registry.write(() => {
      const groups = new Map<string, { run: number; key: string; points: Point[] }>();
      let last = 0;
      for (const row of this.#sql.all('SELECT n, run, points FROM journal ORDER BY n LIMIT 1000')) {
        last = numberAt(row, 0);
        const run = numberAt(row, 1);
        const points = Journalled.parse(JSON.parse(textAt(row, 2)));
        for (const [key, step, at, value] of points) {
          const name = `${run} ${key}`;
          const group = groups.get(name);
          const point = { step, at, value: Number(value) };
          if (group) group.points.push(point);
          else groups.set(name, { run, key, points: [point] });
        }
        taken += points.length;
        if (taken >= FOLD_POINTS) break;
      }
      for (const { run, key, points } of groups.values()) appendToSeries(this.#sql, run, key, points);
      this.#sql.run('DELETE FROM journal WHERE n <= ?', last);
      left = numberAt(this.#sql.get('SELECT EXISTS (SELECT 1 FROM journal)') ?? [0], 0);
    }, true);
    this.#waiting = left === 0 ? 0 : Math.max(1, this.#waiting - taken); // what was appended in a transaction that failed was counted too
  }
}
