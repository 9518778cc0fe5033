import type { Series } from '../../../shared/models/run';
import { tailOf } from './append-to-series';
import { BLOCK_POINTS, type Bounds, boundsOf, CHUNK_POINTS, decodeBlocks } from './bounds';
import { type Columns, columnsOf, decode, floatsOf, type Point, pointAt, pointsOf } from './points';
import { bytesAt, numberAt, numberOrNull, type Row, type Sql } from './sql';

export type Stretch = { readonly axis: 'step' | 'time'; readonly from: number | null; readonly to: number | null; readonly points: number };

/** Points that lie together over more of the chart than so many buckets are looked at more closely. */
const BUCKETS_SPANNED = 1.25;

const FIND = 'SELECT id, in_order, chunks, points FROM series WHERE run = ? AND key = ?';
const CHUNKS = 'SELECT min_step, max_step, min_at, max_at, low, high, last, odd, points, body FROM chunk WHERE series = ?';

type Chunk = Bounds & { readonly body: number };

const toChunk = (row: Row): Chunk => ({
  minStep: numberAt(row, 0),
  maxStep: numberAt(row, 1),
  minAt: numberAt(row, 2),
  maxAt: numberAt(row, 3),
  low: numberOrNull(row, 4) ?? Number.NaN,
  high: numberOrNull(row, 5) ?? Number.NaN,
  last: numberOrNull(row, 6) ?? Number.NaN,
  odd: numberAt(row, 7),
  points: numberAt(row, 8),
  body: numberAt(row, 9),
});

/** A stretch of one metric, drawn from the bounds of chunks where these are fine enough, else from their blocks, else from points. */
export function readSeries(sql: Sql, run: number, key: string, { axis, from, to, points }: Stretch): Series {
  const row = sql.get(FIND, run, key);
  if (!row) return { key, x: [], low: [], high: [], value: [], points: 0, odd: 0 };
  const id = numberAt(row, 0);
  const [min, max] = axis === 'step' ? (['min_step', 'max_step'] as const) : (['min_at', 'max_at'] as const);
  const chunks = sql.all(`${CHUNKS} AND ${max} >= ? AND ${min} <= ? ORDER BY n`, id, from ?? -Infinity, to ?? Infinity).map(toChunk);
  const tail = columnsOf(tailOf(sql, id));
  const bodyOf = (chunk: Chunk): Columns => decode(bytesAt(sql.get('SELECT points FROM body WHERE id = ?', chunk.body) ?? [], 0));
  const blocksOf = (chunk: Chunk): Bounds[] => decodeBlocks(floatsOf(bytesAt(sql.get('SELECT blocks FROM body WHERE id = ?', chunk.body) ?? [], 0)));

  const edge = (bounds: Bounds): [number, number] => (axis === 'step' ? [bounds.minStep, bounds.maxStep] : [bounds.minAt, bounds.maxAt]);
  const xOf = (columns: Columns): Float64Array => (axis === 'step' ? columns.steps : columns.ats);
  const edges = [...chunks, ...(tail.values.length > 0 ? [boundsOf(tail)] : [])].map(edge);
  const start = from ?? edges.reduce((least, [first]) => Math.min(least, first), Infinity);
  const end = to ?? edges.reduce((most, [, last]) => Math.max(most, last), -Infinity);

  if (chunks.length * CHUNK_POINTS + tail.values.length <= Math.max(points, 2 * CHUNK_POINTS)) {
    const all = [...chunks.map(bodyOf), tail].flatMap((columns) => pointsOf(columns));
    const inside = all.filter(({ step, at }) => within(axis === 'step' ? step : at, start, end));
    if (inside.length <= points) return eachPoint(key, axis, inside);
  }

  const buckets = new Buckets(start, end, points);
  const addPoints = (columns: Columns, first = 0, last = columns.values.length) => {
    const xs = xOf(columns);
    for (let i = first; i < last; i++) buckets.addPoint(xs[i] ?? 0, columns.values[i] ?? Number.NaN);
  };
  for (const chunk of chunks) {
    if (buckets.add(chunk, ...edge(chunk))) continue;
    let body: Columns | undefined;
    for (const [index, block] of blocksOf(chunk).entries()) {
      if (buckets.add(block, ...edge(block))) continue;
      body ??= bodyOf(chunk);
      addPoints(body, index * BLOCK_POINTS, Math.min(chunk.points, (index + 1) * BLOCK_POINTS));
    }
  }
  addPoints(tail);
  return buckets.toSeries(key);
}

const within = (x: number, start: number, end: number): boolean => x >= start && x <= end;
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function eachPoint(key: string, axis: Stretch['axis'], points: readonly Point[]): Series {
  const sorted = points.toSorted((a, b) => (axis === 'step' ? a.step - b.step : a.at - b.at));
  const values = sorted.map(({ value }) => finite(value));
  return {
    key,
    x: sorted.map(({ step, at }) => (axis === 'step' ? step : at)),
    low: values,
    high: values,
    value: values,
    points: sorted.length,
    odd: values.filter((value) => value === null).length,
  };
}

/** Buckets of equal width. What lies in them is known by its bounds alone. */
class Buckets {
  readonly #width: number;
  readonly #x: Float64Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #last: Float64Array;
  #points = 0;
  #odd = 0;

  constructor(
    private readonly start: number,
    private readonly end: number,
    count: number,
  ) {
    this.#width = (end - start) / count;
    this.#x = new Float64Array(count).fill(Number.NaN);
    this.#low = new Float64Array(count).fill(Number.NaN);
    this.#high = new Float64Array(count).fill(Number.NaN);
    this.#last = new Float64Array(count).fill(Number.NaN);
  }

  /** @returns false where it spans too much of the chart, or its edge, to be drawn as one */
  add({ low, high, last, odd, points }: Bounds, first: number, final: number): boolean {
    if (first > this.end || final < this.start) return true;
    if (first < this.start || final > this.end || final - first > BUCKETS_SPANNED * this.#width) return false;
    this.#put(this.#bucketOf(first + (final - first) / 2), first, low, high, last);
    this.#points += points;
    this.#odd += odd;
    return true;
  }

  addPoint(x: number, value: number): void {
    if (!within(x, this.start, this.end)) return;
    this.#put(this.#bucketOf(x), x, value, value, value);
    this.#points += 1;
    if (!Number.isFinite(value)) this.#odd += 1;
  }

  #bucketOf(x: number): number {
    return this.#width > 0 ? Math.min(this.#x.length - 1, Math.floor((x - this.start) / this.#width)) : 0;
  }

  #put(bucket: number, x: number, low: number, high: number, last: number): void {
    if (!((this.#x[bucket] ?? Number.NaN) <= x)) this.#x[bucket] = x;
    if (Number.isFinite(low) && !((this.#low[bucket] ?? Number.NaN) <= low)) this.#low[bucket] = low;
    if (Number.isFinite(high) && !((this.#high[bucket] ?? Number.NaN) >= high)) this.#high[bucket] = high;
    this.#last[bucket] = last;
  }

  toSeries(key: string): Series {
    const used = [...this.#x.keys()].filter((bucket) => !Number.isNaN(this.#x[bucket] ?? Number.NaN));
    const of = (column: Float64Array) => used.map((bucket) => finite(column[bucket] ?? Number.NaN));
    return {
      key,
      x: used.map((bucket) => this.#x[bucket] ?? 0),
      low: of(this.#low),
      high: of(this.#high),
      value: of(this.#last),
      points: this.#points,
      odd: this.#odd,
    };
  }
}

/** Points of a metric in MLflow's order (time, step, value): `limit` of them after the first `offset`. */
export function readHistory(sql: Sql, run: number, key: string, offset: number, limit: number): { points: Point[]; total: number } {
  const row = sql.get(FIND, run, key);
  if (!row) return { points: [], total: 0 };
  const [id, inOrder, total] = [numberAt(row, 0), numberAt(row, 1) === 1, numberAt(row, 3)];
  const chunksFrom = (first: number, last: number): Columns[] =>
    sql
      .all('SELECT b.points FROM chunk c JOIN body b ON b.id = c.body WHERE c.series = ? AND c.n BETWEEN ? AND ? ORDER BY c.n', id, first, last)
      .map((each) => decode(bytesAt(each, 0)));
  if (!inOrder) {
    const all = [...chunksFrom(0, total), columnsOf(tailOf(sql, id))].flatMap(pointsOf);
    return { points: all.toSorted(byTime).slice(offset, offset + limit), total };
  }
  const first = Math.floor(offset / CHUNK_POINTS);
  const reachesTail = offset + limit > numberAt(row, 2) * CHUNK_POINTS;
  const columns = [...chunksFrom(first, Math.floor((offset + limit) / CHUNK_POINTS)), ...(reachesTail ? [columnsOf(tailOf(sql, id))] : [])];
  const points: Point[] = [];
  let index = Math.min(first, numberAt(row, 2)) * CHUNK_POINTS;
  for (const each of columns) {
    for (let i = 0; i < each.values.length; i++, index++) if (index >= offset && index < offset + limit) points.push(pointAt(each, i));
  }
  return { points, total };
}

const byTime = (a: Point, b: Point): number => a.at - b.at || a.step - b.step || (a.value < b.value ? -1 : Number(a.value > b.value));
