import { boundsOf, CHUNK_POINTS, encodeBlocks } from './bounds';
import { type Columns, columnsOf, decode, encode, isNewer, type Point, pointsOf } from './points';
import { bytesAt, numberAt, numberOrNull, type Row, type Sql } from './sql';

type Series = {
  readonly id: number;
  last: Point;
  low: number;
  high: number;
  points: number;
  odd: number;
  maxStep: number;
  maxAt: number;
  inOrder: boolean;
  chunks: number;
  /** Points that are in no chunk yet. */
  tail: number;
};

const FIND = 'SELECT id, last, step, at, low, high, points, odd, max_step, max_at, in_order, chunks, tail FROM series WHERE run = ? AND key = ?';
const UPDATE =
  'UPDATE series SET last = ?, step = ?, at = ?, low = ?, high = ?, points = ?, odd = ?, max_step = ?, max_at = ?, in_order = ?, chunks = ?, tail = ? WHERE id = ?';
const INSERT =
  'INSERT INTO series (run, key, last, step, at, low, high, points, odd, max_step, max_at, in_order, chunks, tail) VALUES (?, ?, NULL, 0, 0, NULL, NULL, 0, 0, 0, 0, 1, 0, 0)';

/** Inside a transaction: adds points, in the order in which they came, to one series; a repeat of a recent point is left out. */
export function appendToSeries(sql: Sql, run: number, key: string, points: readonly Point[]): void {
  const row = sql.get(FIND, run, key);
  const series = row ? seriesOf(row) : begin(sql.insert(INSERT, run, key));
  const fresh = withoutRepeats(sql, series, points);
  if (fresh.length === 0) return;
  for (const point of fresh) account(series, point);
  store(sql, series, fresh);
  sql.run(
    UPDATE,
    orNull(series.last.value),
    series.last.step,
    series.last.at,
    orNull(series.low),
    orNull(series.high),
    series.points,
    series.odd,
    series.maxStep,
    series.maxAt,
    series.inOrder ? 1 : 0,
    series.chunks,
    series.tail,
    series.id,
  );
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

const begin = (id: number): Series => ({
  id,
  last: { step: -Infinity, at: -Infinity, value: Number.NaN },
  low: Number.NaN,
  high: Number.NaN,
  points: 0,
  odd: 0,
  maxStep: -Infinity,
  maxAt: -Infinity,
  inOrder: true,
  chunks: 0,
  tail: 0,
});

const seriesOf = (row: Row): Series => ({
  id: numberAt(row, 0),
  last: { value: numberOrNull(row, 1) ?? Number.NaN, step: numberAt(row, 2), at: numberAt(row, 3) },
  low: numberOrNull(row, 4) ?? Number.NaN,
  high: numberOrNull(row, 5) ?? Number.NaN,
  points: numberAt(row, 6),
  odd: numberAt(row, 7),
  maxStep: numberAt(row, 8),
  maxAt: numberAt(row, 9),
  inOrder: numberAt(row, 10) === 1,
  chunks: numberAt(row, 11),
  tail: numberAt(row, 12),
});

function account(series: Series, point: Point): void {
  const { step, at, value } = point;
  if (series.points === 0 || isNewer(point, series.last)) series.last = point;
  if (!Number.isFinite(value)) series.odd += 1;
  else {
    if (!(series.low <= value)) series.low = value;
    if (!(series.high >= value)) series.high = value;
  }
  if (!(at > series.maxAt || (at === series.maxAt && step >= series.maxStep))) series.inOrder = false;
  series.maxStep = Math.max(series.maxStep, step);
  series.maxAt = Math.max(series.maxAt, at);
  series.points += 1;
}

/**
 * A client that had no answer sends the same again. To MLflow a point that equals another in step, time and value is the same point;
 * here it is where that other one is among the newest one or two thousand.
 */
function withoutRepeats(sql: Sql, series: Series, points: readonly Point[]): Point[] {
  let { maxStep, maxAt } = series;
  let seen: Set<string> | undefined;
  const fresh: Point[] = [];
  for (const point of points) {
    if (!(point.step > maxStep || point.at > maxAt)) {
      seen ??= new Set([...newest(sql, series), ...fresh].map(nameOf));
      if (seen.has(nameOf(point))) continue;
    }
    fresh.push(point);
    seen?.add(nameOf(point));
    maxStep = Math.max(maxStep, point.step);
    maxAt = Math.max(maxAt, point.at);
  }
  return fresh;
}

const nameOf = ({ step, at, value }: Point): string => `${step} ${at} ${value}`;

function newest(sql: Sql, { id, chunks }: Series): Point[] {
  const chunk = sql.get('SELECT b.points FROM chunk c JOIN body b ON b.id = c.body WHERE c.series = ? AND c.n = ?', id, chunks - 1);
  return [...(chunk ? pointsOf(decode(bytesAt(chunk, 0))) : []), ...tailOf(sql, id)];
}

/** In the order in which they came. */
export function tailOf(sql: Sql, series: number): Point[] {
  return sql.all('SELECT points FROM tail WHERE series = ? ORDER BY n', series).flatMap((row) => pointsOf(decode(bytesAt(row, 0))));
}

/** As a further piece of the tail, until that is a chunk long. */
function store(sql: Sql, series: Series, fresh: readonly Point[]): void {
  if (series.tail + fresh.length < CHUNK_POINTS) {
    sql.run('INSERT INTO tail VALUES (?, ?, ?)', series.id, series.tail, encode(columnsOf(fresh)));
    series.tail += fresh.length;
    return;
  }
  const points = [...(series.tail > 0 ? tailOf(sql, series.id) : []), ...fresh];
  sql.run('DELETE FROM tail WHERE series = ?', series.id);
  const whole = points.length - (points.length % CHUNK_POINTS);
  for (let from = 0; from < whole; from += CHUNK_POINTS) storeChunk(sql, series, columnsOf(points.slice(from, from + CHUNK_POINTS)));
  series.tail = points.length - whole;
  if (series.tail > 0) sql.run('INSERT INTO tail VALUES (?, ?, ?)', series.id, 0, encode(columnsOf(points.slice(whole))));
}

function storeChunk(sql: Sql, series: Series, columns: Columns): void {
  const { minStep, maxStep, minAt, maxAt, low, high, last, odd, points } = boundsOf(columns);
  const body = sql.insert('INSERT INTO body (blocks, points) VALUES (?, ?)', encodeBlocks(columns), encode(columns));
  sql.run(
    'INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    series.id,
    series.chunks,
    minStep,
    maxStep,
    minAt,
    maxAt,
    orNull(low),
    orNull(high),
    orNull(last),
    odd,
    points,
    body,
  );
  series.chunks += 1;
}
