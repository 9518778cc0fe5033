import { expect, test } from 'vitest';
import type { LiveWanted } from '../../../../shared/models/live-counts';
import { layoutOf } from './column-places';
import { LiveCounter } from './live-counter';
import { QuantileSketch } from './quantile-sketch';
import type { ToldRows } from './told-rows';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 1, 10);
const WANTED: LiveWanted = {
  service: 'late',
  revision: null,
  window: 'hour',
  columns: [{ name: 'x', type: 'number', bins: { kind: 'edges', edges: [0, 1] } }],
};
const told = (values: readonly unknown[], name = 'x'): ToldRows => ({
  rows: values.length,
  inputs: [{ name, datatype: 'FP64', values, isMasked: false }],
  outputs: [],
});
const add = (counter: LiveCounter, at: number, rows: ToldRows) => counter.add(at, rows, layoutOf(rows));

test('a window begins where the one before ended, at nothing, and is then counted from its beginning', () => {
  const counter = new LiveCounter(WANTED, START + 60_000);
  add(counter, START + 61_000, told([0.5, 2]));
  expect(counter.told()).toMatchObject({ start: START, end: START + HOUR, since: START + 60_000, rows: 2 });
  expect(counter.isBeyond(START + HOUR - 1)).toBe(false);
  expect(counter.isBeyond(START + HOUR)).toBe(true);
  counter.turn(START + HOUR + 5);
  add(counter, START + HOUR - 1, told([0.5]));
  expect(counter.told()).toMatchObject({ start: START + HOUR, since: START + HOUR, rows: 0, columns: [] });
});

test('a column that comes and goes is counted where it is there, and callers who name things anew each time cost no memory', () => {
  const counter = new LiveCounter(WANTED, START);
  for (let n = 0; n < 1_000; n++) add(counter, START + n, told([0.5], `x${n}`));
  add(counter, START, told([0.5]));
  expect(counter.told()).toMatchObject({ rows: 1_001, columns: [{ name: 'x', counts: [0, 1] }] });
});

test('a quantile that is not known within its error is not told', () => {
  const sketch = new QuantileSketch();
  expect(sketch.at(0.5)).toBeNull();
  for (const value of [-5, 0, 5]) sketch.add(value);
  expect(sketch.at(0)).toBeCloseTo(-5, 0);
  expect(sketch.at(0.5)).toBe(0);
  sketch.add(1e-300);
  sketch.add(1e300);
  expect(sketch.at(0.95)).toBeNull();
});
