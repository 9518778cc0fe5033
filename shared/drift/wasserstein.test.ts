import fc from 'fast-check';
import { expect, test } from 'vitest';
import { populationSigma } from './population-sigma';
import { measureValues } from './value-measures';
import { normalisedWasserstein, wasserstein } from './wasserstein';

const PINNED = { seed: 2001, numRuns: 200 };
const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).toSorted();
const distance = (a: readonly number[], b: readonly number[]): number | null => wasserstein({ reference: sorted(a), current: sorted(b) });
const whole = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 40 });

test('the known answer: 0, 1, 3 are five away from 5, 6, 8', () => {
  expect(distance([0, 1, 3], [5, 6, 8])).toBe(5);
});

test.each([
  ['opposite signs of the largest', [1.7e308, 0], [0, 0], 8.5e307],
  ['between opposite signs', [-1.7e308, 1.7e308], [0, 0], 1.7e308],
  ['neighbours of 2^53', [2 ** 53], [2 ** 53 + 2], 2],
  ['one ulp', [1], [1 + Number.EPSILON], Number.EPSILON],
  ['the smallest double', [0], [Number.MIN_VALUE], Number.MIN_VALUE],
  ['one and the same', [7], [7], 0],
  ['constant sides', [1, 1, 1], [2, 2], 1],
  ['ties', [1, 1, 1, 2], [1, 2, 2, 2], 0.5],
  ['a large offset', [1e15, 1e15 + 1], [1e15 + 2, 1e15 + 3], 2],
  ['tiny beside large', [1e300, 1e-300], [1e300, 2e-300], 5e-301],
])('exact where it is hard: %s', (_, a, b, found) => {
  expect(distance(a, b)).toBe(found);
  expect(distance(b, a)).toBe(found);
});

test('a distance that is larger than a double is none, and so is that of nothing', () => {
  expect(distance([-1.7e308], [1.7e308])).toBeNull();
  expect(distance([], [1])).toBeNull();
  expect(distance([1], [])).toBeNull();
});

test('it is symmetric, at least 0, at most the range, and scales with the values and not with their place', () => {
  fc.assert(
    fc.property(whole, whole, fc.integer({ min: -1_000, max: 1_000 }), (a, b, by) => {
      const found = distance(a, b) ?? Number.NaN;
      expect(found).toBeGreaterThanOrEqual(0);
      expect(found).toBeLessThanOrEqual(Math.max(...a, ...b) - Math.min(...a, ...b));
      expect(distance(b, a)).toBe(found);
      expect(distance(a, a)).toBe(0);
      const move = (values: readonly number[]) => values.map((value) => value + by);
      expect(distance(move(a), move(b))).toBe(found);
      const grow = (values: readonly number[]) => values.map((value) => value * 4);
      expect(distance(grow(a), grow(b))).toBe(found * 4);
      expect(distance(a, move(a))).toBeCloseTo(Math.abs(by), 9);
    }),
    PINNED,
  );
});

test('it keeps the triangle, and is at least the difference of the means', () => {
  fc.assert(
    fc.property(whole, whole, whole, (a, b, c) => {
      const [ab, bc, ac] = [distance(a, b) ?? Number.NaN, distance(b, c) ?? Number.NaN, distance(a, c) ?? Number.NaN];
      expect(ac).toBeLessThanOrEqual(ab + bc + 1e-9);
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      expect(ab).toBeGreaterThanOrEqual(Math.abs(mean(a) - mean(b)) - 1e-9);
    }),
    PINNED,
  );
});

test('of as many values on both sides it is the mean distance of those in the same place', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -99, max: 99 })), { minLength: 1 }), (pairs) => {
      const [a, b] = [sorted(pairs.map(([one]) => one)), sorted(pairs.map(([, other]) => other))];
      const mean = a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] ?? 0)), 0) / a.length;
      expect(wasserstein({ reference: a, current: b })).toBeCloseTo(mean, 10);
    }),
    PINNED,
  );
});

test('values, and how often each occurs, measure alike', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1 }), (a, b) => {
      const values = sorted([...new Set([...a, ...b])]);
      const count = (of: readonly number[]) => [...values].map((value) => of.filter((one) => one === value).length);
      const [one, other] = [measureValues({ reference: sorted(a), current: sorted(b) }), measureValues({ values, reference: count(a), current: count(b) })];
      expect(other?.ks).toEqual(one?.ks);
      expect(other?.wasserstein).toBe(one?.wasserstein);
      expect(other?.sigma).toBeCloseTo(one?.sigma ?? Number.NaN, 10);
    }),
    PINNED,
  );
});

test.each([
  [[1, 2, 3, 4], Math.sqrt(1.25)],
  [[5], 0],
  [[5, 5, 5], 0],
  [[1e15, 1e15 + 1, 1e15 + 2], Math.sqrt(2 / 3)],
  [[-1.7e308, 1.7e308], 1.7e308],
  [[0, 1e300], 5e299],
  [[0, 2e-320], 1e-320],
  [[1, 1 + Number.EPSILON], Number.EPSILON / 2],
])('the standard deviation of %j is %d', (values, sigma) => {
  const found = populationSigma(sorted(values)) ?? Number.NaN;
  expect(sigma === 0 ? found : found / sigma).toBeCloseTo(sigma === 0 ? 0 : 1, 12);
});

test('what only the other side holds does not widen the reference', () => {
  expect(populationSigma(sorted([-1e308, 0, 1, 1e308]), [0, 3, 3, 0])).toBe(0.5);
  expect(populationSigma(sorted([1, 2]), [0, 0])).toBeNull();
  expect(populationSigma(sorted([]))).toBeNull();
});

test('over the standard deviation of a reference that does not vary there is none', () => {
  expect(normalisedWasserstein(3, 1.5)).toBe(2);
  expect(normalisedWasserstein(3, 0)).toBeNull();
  expect(normalisedWasserstein(null, 1)).toBeNull();
  expect(normalisedWasserstein(1e300, 1e-300)).toBeNull();
  expect(normalisedWasserstein(0, 2)).toBe(0);
});
