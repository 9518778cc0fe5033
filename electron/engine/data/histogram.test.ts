import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseEdges, type Histogram, sideBySide, totalVariation } from './histogram';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
const EDGES_MAX = 53;

test('edges rise, hold all values between the bounds, and are not many', () => {
  fc.assert(
    fc.property(finite, finite, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (a, b, p, q) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      const at = (share: number) => min + (max - min) * share;
      const edges = chooseEdges(min, max, [at(Math.min(p, q)), at(Math.max(p, q))]);
      if (!edges) throw new Error('there are no edges');
      expect(edges.every((edge, index) => index === 0 || edge > (edges[index - 1] ?? edge))).toBe(true);
      expect(edges[0]).toBeLessThanOrEqual(min);
      expect(edges.at(-1)).toBeGreaterThan(max);
      expect(edges.length).toBeLessThanOrEqual(EDGES_MAX);
    }),
  );
});

test('bins among the smallest doubles are not many either', () => {
  for (let steps = 1; steps < 400; steps++) expect(chooseEdges(0, 1e-137, [0, steps * Number.MIN_VALUE])?.length).toBeLessThanOrEqual(EDGES_MAX);
});

test.each([
  [0, 0],
  [1e15, 1e15],
  [-5e-324, 5e-324],
  [1e15, 1e15 + 1],
  [-1e308, 1e307],
])('edges for values from %d to %d hold both', (min, max) => {
  const edges = chooseEdges(min, max, [min, max]) ?? [];
  expect(edges[0]).toBeLessThanOrEqual(min);
  expect(edges.at(-1)).toBeGreaterThan(max);
});

test('bounds whose distance is beyond a double have no histogram', () => {
  expect(chooseEdges(-1.7e308, 1.7e308, null)).toBeNull();
});

/** Counts values as the database does. */
const countInto = (values: readonly number[]): Histogram => {
  const edges = chooseEdges(Math.min(...values), Math.max(...values), null) ?? [];
  return { edges, rows: edges.slice(1).map((upper, at) => values.filter((value) => value >= (edges[at] ?? 0) && value < upper).length) };
};
const values = fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 1, maxLength: 60 });

test('two histograms are compared over bins that count the same values in both', () => {
  fc.assert(
    fc.property(values, values, (before, after) => {
      const found = sideBySide(countInto(before), countInto(after));
      if (!found) return;
      const { edges } = found;
      const share = (all: readonly number[], bin: number) =>
        all.filter((value) => (bin === 0 || value >= (edges[bin] ?? 0)) && (bin === edges.length - 2 || value < (edges[bin + 1] ?? 0))).length / all.length;
      for (let bin = 0; bin < edges.length - 1; bin++) {
        expect(found.before[bin]).toBeCloseTo(share(before, bin), 9);
        expect(found.after[bin]).toBeCloseTo(share(after, bin), 9);
      }
    }),
  );
});

test('the same values do not differ, those apart differ wholly', () => {
  const low = countInto([1, 2, 3, 40, 50]);
  const high = countInto([1_001, 1_002, 1_050]);
  const same = sideBySide(low, low);
  const apart = sideBySide(low, high);
  expect(same && totalVariation(same.before, same.after)).toBe(0);
  expect(apart && totalVariation(apart.before, apart.after)).toBeCloseTo(1, 9);
});
