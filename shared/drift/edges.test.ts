import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edgesByMass, nextAbove, rankedRuns, rankedValues } from './edges';

const PINNED = { seed: 2001, numRuns: 300 };
const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).toSorted();
const values = fc.oneof(
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 60 }),
);
/** Left-closed: 0 below the first edge, as many as edges at the last one or above. */
const binOf = (edges: readonly number[], value: number): number => edges.filter((edge) => edge <= value).length;
const bins = fc.integer({ min: 2, max: 20 });

test('edges rise, are no more than was asked for, and hold all of the reference between the first and the last', () => {
  fc.assert(
    fc.property(values, bins, (all, count) => {
      const edges = edgesByMass(rankedValues(sorted(all)), count);
      expect(edges.every((edge, at) => at === 0 || edge > (edges[at - 1] ?? edge) || edge === Number.MAX_VALUE)).toBe(true);
      expect(edges.length).toBeLessThanOrEqual(count + 1);
      expect(edges.every(Number.isFinite)).toBe(true);
      for (const value of all) {
        const bin = binOf(edges, value);
        expect(bin).toBeGreaterThan(0);
        if (value !== Number.MAX_VALUE) expect(bin).toBeLessThan(edges.length);
      }
    }),
    PINNED,
  );
});

test('edges are the same of values and of how often each occurs, and in whatever order they come', () => {
  fc.assert(
    fc.property(values, bins, (all, count) => {
      const distinct = sorted([...new Set(all.map((value) => value + 0))]);
      const counts = [...distinct].map((value) => all.filter((one) => one === value).length);
      expect(edgesByMass(rankedRuns(distinct, counts), count)).toEqual(edgesByMass(rankedValues(sorted(all)), count));
      expect(edgesByMass(rankedValues(sorted(all.toReversed())), count)).toEqual(edgesByMass(rankedValues(sorted(all)), count));
    }),
    PINNED,
  );
});

test('without ties every bin holds as much, give or take one', () => {
  const edges = edgesByMass(rankedValues(sorted(Array.from({ length: 1_003 }, (_, at) => at * 1.5))), 20);
  const counts = Array.from({ length: 22 }, () => 0);
  for (let at = 0; at < 1_003; at++) {
    const bin = binOf(edges, at * 1.5);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  expect(counts[0]).toBe(0);
  expect(counts[21]).toBe(0);
  expect(Math.max(...counts.slice(1, 21)) - Math.min(...counts.slice(1, 21))).toBeLessThanOrEqual(1);
});

test('a value that is most of the reference has a bin of its own, and the rest is spread over those that are left', () => {
  const edges = edgesByMass(rankedValues(sorted([...Array.from({ length: 900 }, () => 0), ...Array.from({ length: 100 }, (_, at) => at + 1)])), 5);
  expect(edges).toEqual([0, 1, 26, 51, 76, nextAbove(100)]);
});

test('bins are left-closed: a value on an edge belongs to the bin above it, and what is beyond the reference to none of its bins', () => {
  const edges = edgesByMass(rankedValues(sorted([0, 2, 4, 6, 8, 10])), 3);
  expect(edges).toEqual([0, 4, 8, nextAbove(10)]);
  expect([-1, 0, 3.99, 4, 8, 10, nextAbove(10), Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map((value) => binOf(edges, value))).toEqual([
    0, 1, 1, 2, 3, 3, 4, 0, 4,
  ]);
});

test('hard references: one value, the largest of both signs, one ulp, whole numbers beyond 2^53, nothing', () => {
  expect(edgesByMass(rankedValues(sorted([7, 7, 7])), 20)).toEqual([7, nextAbove(7)]);
  expect(edgesByMass(rankedValues(sorted([2 ** 53, 2 ** 53 + 2])), 2)).toEqual([2 ** 53, 2 ** 53 + 2, 2 ** 53 + 4]);
  expect(edgesByMass(rankedValues(sorted([])), 20)).toEqual([]);
});

test.each([
  [0, Number.MIN_VALUE],
  [-0, Number.MIN_VALUE],
  [1, 1 + Number.EPSILON],
  [-Number.MIN_VALUE, -0],
  [-1, -1 + Number.EPSILON / 2],
  [2 ** 53, 2 ** 53 + 2],
  [Number.MAX_VALUE, Number.MAX_VALUE],
])('the next double above %d is %d', (value, next) => {
  expect(nextAbove(value)).toBe(next);
});
