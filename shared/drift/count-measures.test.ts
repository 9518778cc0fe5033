import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chanceOf } from './chance-of';
import { chiSquare } from './chi-square';
import { cramersV } from './cramers-v';
import { hellinger } from './hellinger';
import { jsDistance } from './js-distance';
import { lInfinity } from './l-infinity';
import { psi } from './psi';
import { joinNeighbours, joinRare } from './sparse-bins';
import { totalVariation } from './total-variation';

const PINNED = { seed: 2001, numRuns: 300 };
// The values 1 to 6, counted: known answers A.
const REFERENCE = [16, 18, 16, 14, 12, 12];
const CURRENT = [16, 16, 16, 16, 16, 8];
const DISTANCES = { psi, jsDistance, hellinger, totalVariation, lInfinity };
const counts = fc.array(fc.tuple(fc.nat({ max: 500 }), fc.nat({ max: 500 })), { minLength: 1, maxLength: 12 });
const sides = (pairs: readonly (readonly [number, number])[]) => [pairs.map(([r]) => r), pairs.map(([, c]) => c)] as const;

test('the known answers of the six values', () => {
  expect(psi(REFERENCE, CURRENT)).toBeCloseTo(0.0372184, 7);
  expect(jsDistance(REFERENCE, CURRENT)).toBeCloseTo(0.0817342, 7);
  expect((jsDistance(REFERENCE, CURRENT) ?? 0) * Math.sqrt(Math.LN2)).toBeCloseTo(0.0680482, 7);
  expect(hellinger(REFERENCE, CURRENT)).toBeCloseTo(0.06812, 4);
  expect(totalVariation(REFERENCE, CURRENT)).toBeCloseTo(0.0681818, 7);
  expect(lInfinity(REFERENCE, CURRENT)).toBeCloseTo(0.0454545, 7);
  const chi2 = chiSquare(REFERENCE, CURRENT);
  if (!chi2) throw new Error('there is no test');
  expect(Math.sqrt(chi2.statistic / 176)).toBeCloseTo(0.0960116, 7); // V before its correction
  expect(cramersV(chi2, 176)).toBe(0); // less than chance alone makes
});

test('V is corrected as Bergsma does it', () => {
  const chi2 = chiSquare([30, 50, 20], [50, 30, 20]);
  if (!chi2) throw new Error('there is no test');
  expect(chi2).toMatchObject({ statistic: expect.closeTo(10, 12), df: 2, p: expect.closeTo(0.006737946999085468, 14) });
  const [phi, k, r] = [10 / 200 - 2 / 199, 3 - 4 / 199, 2 - 1 / 199];
  expect(cramersV(chi2, 200)).toBeCloseTo(Math.sqrt(phi / Math.min(k - 1, r - 1)), 14);
  expect(cramersV(chi2, 2)).toBeNull();
});

test('what has nothing in common is as far apart as can be', () => {
  expect(jsDistance([1, 0, 0], [0, 1, 0])).toBe(1);
  expect(hellinger([1, 0, 0], [0, 1, 0])).toBe(1);
  expect(totalVariation([5, 0], [0, 9])).toBe(1);
  expect(lInfinity([5, 0], [0, 9])).toBe(1);
  const chi2 = chiSquare([500, 0], [0, 500]);
  expect(chi2 && cramersV(chi2, 1_000)).toBeCloseTo(1, 2);
  expect(psi([100, 0], [0, 100])).toBeLessThan(Number.POSITIVE_INFINITY);
});

test.each(Object.entries(DISTANCES))('%s of a side without rows is none', (_, measure) => {
  expect(measure([0, 0], [1, 2])).toBeNull();
  expect(measure([1, 2], [0, 0])).toBeNull();
  expect(measure([], [])).toBeNull();
});

test.each(Object.entries(DISTANCES))('%s is symmetric, at least 0, at most 1 but for PSI, and 0 of what is alike', (name, measure) => {
  fc.assert(
    fc.property(counts, (pairs) => {
      const [r, c] = sides(pairs);
      const found = measure(r, c);
      expect(measure(c, r)).toEqual(found === null ? null : expect.closeTo(found, 12));
      if (found === null) return;
      expect(found).toBeGreaterThanOrEqual(0);
      if (name !== 'psi') expect(found).toBeLessThanOrEqual(1);
      const double = r.map((count) => count * 2);
      expect(measure(double, r)).toBeLessThan(name === 'psi' ? Number.POSITIVE_INFINITY : 1e-7);
      expect(measure(r, [...r])).toBe(0);
    }),
    PINNED,
  );
});

test.each(Object.entries(DISTANCES))('%s is the same under any new order and name of the bins, and with a bin that is empty on both sides', (_, measure) => {
  fc.assert(
    fc.property(
      counts.chain((pairs) => fc.tuple(fc.constant(pairs), fc.shuffledSubarray(pairs, { minLength: pairs.length }))),
      ([pairs, shuffled]) => {
        const [one, other, more] = [measure(...sides(pairs)), measure(...sides(shuffled)), measure(...sides([...pairs, [0, 0]]))];
        expect(more).toBe(one);
        expect(other).toEqual(one === null ? null : expect.closeTo(one, 10));
      },
    ),
    PINNED,
  );
});

test('L∞ ≤ total variation ≤ √2 · Hellinger, and Hellinger² ≤ total variation: what holds of every pair of distributions', () => {
  fc.assert(
    fc.property(counts, (pairs) => {
      const [r, c] = sides(pairs);
      const [linf, tvd, h, js] = [lInfinity(r, c), totalVariation(r, c), hellinger(r, c), jsDistance(r, c)];
      if (linf === null || tvd === null || h === null || js === null) return;
      expect(linf).toBeLessThanOrEqual(tvd + 1e-12);
      expect(tvd).toBeLessThanOrEqual(Math.SQRT2 * h + 1e-7);
      expect(h ** 2).toBeLessThanOrEqual(tvd + 1e-12);
      expect(js ** 2).toBeLessThanOrEqual(tvd + 1e-12); // J. Lin (1991), theorem 3
    }),
    PINNED,
  );
});

test('counts of a thousand million rows lose nothing, and a small change of them is found', () => {
  const [r, c] = [
    [1e9, 1e9],
    [1e9 + 1_000, 1e9 - 1_000],
  ];
  expect(totalVariation(r, c)).toBeCloseTo(5e-7, 15);
  expect((jsDistance(r, c) ?? 0) / Math.sqrt(1e-6 ** 2 / 8 / Math.LN2)).toBeCloseTo(1, 4);
  expect((hellinger(r, c) ?? 0) / Math.sqrt(1e-6 ** 2 / 8)).toBeCloseTo(1, 4);
});

test('rare bins are put together with their neighbours, until each is expected to hold five', () => {
  expect(joinNeighbours([1, 1, 50, 0, 0, 48, 0], [0, 0, 50, 5, 0, 40, 5])).toEqual({ reference: [52, 48], current: [50, 50] });
  expect(joinNeighbours([0, 0], [0, 0])).toEqual({ reference: [], current: [] });
});

test('rare categories are put together with all others, in whatever order they come', () => {
  const ownFrom = 0.001;
  expect(joinRare([50, 1, 48, 1, 0], [40, 0, 50, 5, 5], { other: true, ownFrom })).toEqual({ reference: [50, 48, 2], current: [40, 50, 10] });
  expect(joinRare([50, 1, 48, 1, 0], [40, 0, 50, 5, 5], { other: false, ownFrom })).toEqual({ reference: [50, 48, 2], current: [40, 50, 10] });
  expect(joinRare([50, 48, 1], [40, 60, 0], { other: false, ownFrom })).toEqual({ reference: [51, 48], current: [40, 60] });
  expect(joinRare([1], [1], { other: false, ownFrom })).toEqual({ reference: [1], current: [1] });
  // A thousand that are alike have a bin of their own by chance alone: the test has none of them.
  const alike = Array.from({ length: 500 }, () => 1_030);
  expect(joinRare([...alike, 485_000], [...alike.map(() => 1_000), 500_000], { other: true, ownFrom }).reference).toHaveLength(1);
});

test('whatever is put together, no row is lost, and every bin is as full as it must be', () => {
  fc.assert(
    fc.property(counts, fc.constantFrom('neighbours', 'all', 'named'), (pairs, how) => {
      const [r, c] = sides(pairs);
      const joined = how === 'neighbours' ? joinNeighbours(r, c) : joinRare(r, c, { other: how === 'all', ownFrom: 0.001 });
      const total = (of: readonly number[]) => of.reduce((sum, count) => sum + count, 0);
      expect([total(joined.reference), total(joined.current)]).toEqual([total(r), total(c)]);
      const least = (5 * (total(r) + total(c))) / Math.max(1, Math.min(total(r), total(c)));
      if (joined.reference.length > 1) joined.reference.forEach((count, at) => expect(count + (joined.current[at] ?? 0)).toBeGreaterThanOrEqual(least - 1e-9));
    }),
    PINNED,
  );
});

test('one new row of a thousand is no proof, where goodness of fit would be certain', () => {
  expect(chiSquare([500, 500, 0], [499, 500, 1])?.p).toBeCloseTo(0.606, 2);
});

test('what chance makes of a measure falls with the rows and with the size, and is not known of Wasserstein', () => {
  for (const measure of ['ks', 'psi', 'js', 'hellinger', 'tvd', 'linf', 'cramers_v']) {
    const at = (rows: number, size: number) => chanceOf(measure, size, { n: rows, m: rows, bins: 10 }) ?? Number.NaN;
    expect(at(500, 0.1)).toBeGreaterThan(at(5_000, 0.1));
    expect(at(500, 0.1)).toBeGreaterThan(at(500, 0.2));
    expect(at(10, 0.1)).toBeLessThanOrEqual(1);
    expect(at(1e9, 0.5)).toBe(0);
  }
  // The table of what is known of PSI: more than 0.1 with 100, 200 and 500 rows and ten bins.
  expect(chanceOf('psi', 0.1, { n: 100, m: 100, bins: 10 })).toBeCloseTo(0.85, 1);
  expect(chanceOf('psi', 0.1, { n: 200, m: 200, bins: 10 })).toBeCloseTo(0.37, 1);
  expect(chanceOf('psi', 0.1, { n: 500, m: 500, bins: 10 })).toBeCloseTo(0.004, 2);
  expect(chanceOf('wasserstein', 0.1, { n: 500, m: 500, bins: 10 })).toBeNull();
  expect(chanceOf('js', 0.1, { n: 500, m: 500, bins: 1 })).toBe(0);
  expect(chanceOf('ks', 0.1, { n: 0, m: 5, bins: 1 })).toBeNull();
});
