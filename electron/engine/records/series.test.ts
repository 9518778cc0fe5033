import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Series } from '../../../shared/models/run';
import { openRegistry, type OpenRegistry } from '../workspace/registry';
import { MetricStore } from './metric-store';
import { columnsOf, decode, encode, type Point, pointsOf } from './points';
import { readHistory, readSeries, type Stretch } from './read-series';
import { Sql } from './sql';
import { MIGRATIONS } from './tables';

let root: string;
let registry: OpenRegistry;
let metrics: MetricStore;
let sql: Sql;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'series-'));
  registry = openRegistry(join(root, 'registry.db'));
  registry.migrate([MIGRATIONS]);
  metrics = new MetricStore(registry);
  sql = new Sql(registry.database);
});
afterEach(() => {
  metrics.close();
  registry.close();
  rmSync(root, { recursive: true, force: true });
});

function log(points: readonly Point[], run = 1, batch = 1_000): void {
  for (let from = 0; from < points.length; from += batch) {
    registry.write(() =>
      metrics.append(
        run,
        points.slice(from, from + batch).map((point) => ({ key: 'm', ...point })),
      ),
    );
    if ((from / batch) % 5 === 0) metrics.fold();
  }
  metrics.fold();
}
const read = (stretch: Partial<Stretch> = {}, run = 1): Series => readSeries(sql, run, 'm', { axis: 'step', from: null, to: null, points: 100, ...stretch });
const wave = (count: number): Point[] =>
  Array.from({ length: count }, (_, step) => ({ step, at: 1_000 + step * 10, value: Math.sin(step / 50) + step / count }));
const extremes = (points: readonly Point[]) => {
  const values = points.map(({ value }) => value).filter(Number.isFinite);
  return [values.reduce((one, other) => Math.min(one, other)), values.reduce((one, other) => Math.max(one, other))];
};
const drawn = ({ low, high }: Series) => [Math.min(...low.filter((v) => v !== null)), Math.max(...high.filter((v) => v !== null))];

test('points survive their writing, whatever they are', () => {
  const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0));
  const point = fc.record({ step: fc.integer(), at: fc.maxSafeInteger(), value });
  fc.assert(
    fc.property(fc.array(point), (points) => {
      expect(pointsOf(decode(encode(columnsOf(points))))).toEqual(points);
    }),
  );
});

test.each([10, 1_024, 2_500, 70_000, 300_000])('a chart of %i points shows the whole, from end to end, with its least and greatest', (count) => {
  const points = wave(count);
  log(points);
  const series = read();
  expect(series.points).toBe(count);
  expect(series.x.length).toBeLessThanOrEqual(100);
  expect(series.x.length).toBeGreaterThanOrEqual(Math.min(count, 80));
  expect([series.x[0], series.x]).toEqual([0, series.x.toSorted((a, b) => a - b)]);
  expect(drawn(series)).toEqual(extremes(points));
});

test('a closer look is finer, down to each point', () => {
  const points = wave(200_000);
  log(points);
  const close = read({ from: 100_000, to: 100_050 });
  expect(close.x).toEqual(points.slice(100_000, 100_051).map(({ step }) => step));
  expect(close.value).toEqual(points.slice(100_000, 100_051).map(({ value }) => value));
  const some = read({ from: 50_000, to: 60_000 });
  expect(some.points).toBe(10_001);
  expect(drawn(some)).toEqual(extremes(points.slice(50_000, 60_001)));
  expect(read({ axis: 'time', from: 1_000 + 50_000 * 10, to: 1_000 + 60_000 * 10 }).points).toBe(10_001);
});

test('any series, with steps that go back, jump and repeat: every bucket lies within what is there, and nothing is left out', () => {
  const point = fc.record({
    step: fc.integer({ min: 0, max: 300 }),
    at: fc.integer({ min: 0, max: 10_000 }),
    // Plus zero: the sign of a zero is not kept, as JSON knows none.
    value: fc.oneof(
      fc.double({ min: -5, max: 5, noNaN: true }).map((value) => value + 0),
      fc.constantFrom(Number.NaN, Infinity),
    ),
  });
  let run = 10;
  fc.assert(
    fc.property(
      fc.array(point, { minLength: 1, maxLength: 400, size: 'max' }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 2, max: 40 }),
      (some, times, buckets) => {
        run += 1;
        // Distinct in time, so that none is a repeat of another.
        const points = Array.from({ length: times }, (_, turn) => some.map((each, index) => ({ ...each, at: each.at * 10_000 + turn * 400 + index }))).flat();
        log(points, run, 97);
        const series = read({ points: buckets }, run);
        const numbers = points.filter(({ value }) => Number.isFinite(value));
        expect([series.points, series.odd]).toEqual([points.length, points.length - numbers.length]);
        expect(series.x.length).toBeLessThanOrEqual(buckets);
        if (numbers.length > 0) expect(drawn(series)).toEqual(extremes(numbers));
        const sorted = points.toSorted((a, b) => a.at - b.at || a.step - b.step);
        const history = readHistory(sql, run, 'm', 0, 100_000);
        expect(history.points.map(({ at }) => at)).toEqual(sorted.map(({ at }) => at));
        const middle = readHistory(sql, run, 'm', 5, 7).points;
        expect(middle.map(({ at }) => at)).toEqual(sorted.slice(5, 12).map(({ at }) => at));
      },
    ),
    { numRuns: 40 },
  );
});

test('history is read by pages, in order, over chunks and tail', () => {
  const points = wave(5_000);
  log(points);
  const pages = [0, 1_000, 2_000, 3_000, 4_000, 5_000].map((offset) => readHistory(sql, 1, 'm', offset, 1_000).points);
  expect(pages.map(({ length }) => length)).toEqual([1_000, 1_000, 1_000, 1_000, 1_000, 0]);
  expect(pages.flat()).toEqual(points);
});

test('a full disk loses nothing that was acknowledged, and the fold goes on once there is room', () => {
  log(wave(3_000));
  registry.write(() => metrics.append(1, [{ key: 'm', step: 9_000, at: 9_000_000, value: 7 }]));
  const many = Array.from({ length: 900 }, (_, index) => ({ key: `key ${index} ${'x'.repeat(200)}`, step: 0, at: 0, value: 1 }));
  registry.write(() => metrics.append(1, many));
  const [{ page_count: pages } = { page_count: 0 }] = registry.database.pragma('page_count') as { page_count: number }[];
  registry.database.pragma(`max_page_count = ${pages}`);
  metrics.fold(); // what is folded can be read all the while
  expect([metrics.lastOf(1).get('m')?.step, metrics.count(1)]).toEqual([2_999, 1]);
  registry.database.pragma('max_page_count = 1000000');
  expect([metrics.lastOf(1).get('m')?.value, metrics.count(1)]).toEqual([7, 901]);
});
