import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KsDistance, ksDistance, ksOfCounts } from './ks';
import { ksExactP } from './ks-exact-p';
import { ksAsymptoticP, ksP } from './ks-p';
import { kolmogorovSurvival } from './kolmogorov';

/** Always the same cases. */
const PINNED = { seed: 2001, numRuns: 200 };
const sorted = (values: readonly number[]): Float64Array => Float64Array.from(values).toSorted();
const sample = (min: number) => fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: min, maxLength: 30 });
const small = (max: number) => fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: max });
const distance = (a: readonly number[], b: readonly number[]): KsDistance => {
  const found = ksDistance({ reference: sorted(a), current: sorted(b) });
  if (!found) throw new Error('there is no distance');
  return found;
};
const linspace = (from: number, to: number, count: number): number[] => Array.from({ length: count }, (_, at) => from + ((to - from) * at) / (count - 1));

test('the known answers: a shift by 2.1 of 100, and 110 against 100', () => {
  const whole = linspace(1, 100, 100);
  const shifted = distance(
    whole,
    whole.map((value) => value + 2.1),
  );
  expect(shifted).toEqual({ d: 0.03, steps: 300, n: 100, m: 100 });
  expect(ksP(shifted)).toEqual({ p: expect.closeTo(0.999999999996206, 14), method: 'exact' });
  const other = distance(
    whole,
    linspace(1, 100, 110).map((value) => value + 20.1),
  );
  expect(other.d).toBe(232 / 1100);
  expect(ksP(other).p / 0.015739183865607353).toBeCloseTo(1, 12);
});

// scipy 1.17, `_attempt_exact_2kssamp`.
test.each([
  [7, 5, 20, 0.23737373737373738],
  [7, 5, 35, 0.0025252525252525255],
  [1, 1, 1, 1],
  [3, 1, 3, 0.5],
  [3, 2, 6, 0.2],
  [40, 6_000, 72_000, 0.001149349323892232],
  [5_000, 9_000, 2_250_000, 2.0114251626173507e-7],
  [9_990, 10_000, 1_998_000, 0.03598548945067272],
  [9_990, 10_000, 9_990_000, 6.027139744051859e-44],
  [10_000, 10_000, 5_000_000, 2.7522193691639167e-11],
])('the exact p of %d and %d values, %d steps apart, is %d', (n, m, steps, p) => {
  expect(ksExactP({ d: steps / (n * m), steps, n, m }) / p).toBeCloseTo(1, 11);
  expect(ksExactP({ d: steps / (n * m), steps, n: m, m: n }) / p).toBeCloseTo(1, 11);
});

test('the exact p is the part of all orders of so many values that are as far apart', () => {
  for (const [n, m] of [
    [1, 1],
    [2, 3],
    [4, 4],
    [5, 3],
    [6, 4],
    [1, 7],
  ] as const) {
    const found = ordersOf(n, m);
    for (const steps of new Set(found)) {
      const part = found.filter((other) => other >= steps).length / found.length;
      expect(ksExactP({ d: steps / (n * m), steps, n, m })).toBeCloseTo(part, 13);
    }
  }
});

/** How far each order of n and m values is apart, in steps. */
function ordersOf(n: number, m: number): number[] {
  const found: number[] = [];
  const go = (i: number, j: number, most: number) => {
    const next = Math.max(most, Math.abs(i * m - j * n));
    if (i === n && j === m) found.push(next);
    if (i < n) go(i + 1, j, next);
    if (j < m) go(i, j + 1, next);
  };
  go(0, 0, 0);
  return found;
}

test('what is beyond any double is 0, and no distance is 1, at once', () => {
  expect(ksExactP({ d: 0.9, steps: 0.9 * 9_990 * 10_000, n: 9_990, m: 10_000 })).toBe(0);
  expect(ksExactP({ d: 0, steps: 0, n: 10, m: 11 })).toBe(1);
});

// scipy 1.15, `kstwobign.sf`.
test.each([
  [0.2, 0.999999999999495],
  [0.5, 0.9639452436648751],
  [1, 0.26999967167735456],
  [1.19, 0.11774229287977166],
  [1.21, 0.10697010207551334],
  [2, 0.0006709252557796953],
  [5, 3.8574996959278356e-22],
])('Kolmogorov’s limit is survived at %d by %d', (x, p) => {
  expect(kolmogorovSurvival(x) / p).toBeCloseTo(1, 12);
});

test('Kolmogorov’s limit has no end that breaks', () => {
  expect([0, -1, Number.NaN, 1e-300, 1e300, Number.POSITIVE_INFINITY].map(kolmogorovSurvival)).toEqual([1, 1, 1, 1, 0, 0]);
});

// scipy 1.15, `kstwo.sf(λ/√n, n)`: what `ks_2samp` answers for large samples.
test.each([
  [5_000, 0.3, 0.9999886201459484],
  [5_000, 0.5, 0.9624348682860043],
  [5_000, 0.8, 0.5403324616290442],
  [5_000, 1, 0.2674850951575305],
  [5_000, 1.36, 0.048848556777154495],
  [5_000, 1.6, 0.011768898449115267],
  [5_000, 2, 0.0006576876062563699],
  [20_000, 1.36, 0.04916792303787476],
  [20_000, 2, 0.0006644518423231446],
  [500_000, 0.5, 0.9637944615856476],
  [500_000, 1.36, 0.04942239943097526],
  [500_000, 2, 0.0006696541930169697],
])('in constant time, for %d values at λ = %d, p is %d within 7e-4 of itself', (size, lambda, p) => {
  expect(Math.abs(ksAsymptoticP(lambda / Math.sqrt(size), 2 * size, 2 * size) / p - 1)).toBeLessThan(7e-4);
});

test('far in the tail it is as rough as is said, and no rougher', () => {
  const p = ksAsymptoticP(8 / Math.sqrt(5_000), 10_000, 10_000) / 3.324490254796032e-56;
  expect(Math.abs(p - 1)).toBeLessThan(0.43);
  expect(Math.abs(p - 1)).toBeGreaterThan(0.3);
});

test('where the exact p ends, the other goes on', () => {
  const steps = (d: number) => Math.round(d * 10_000 * 10_000);
  for (const d of [0.01, 0.02, 0.025]) {
    const exact = ksP({ d, steps: steps(d), n: 10_000, m: 10_000 });
    const beyond = ksP({ d, steps: Math.round(d * 10_000 * 10_001), n: 10_000, m: 10_001 });
    expect([exact.method, beyond.method]).toEqual(['exact', 'asymptotic']);
    expect(beyond.p / exact.p).toBeCloseTo(1, 1);
  }
});

test('D is symmetric, from 0 to 1, and 0 of a sample and itself', () => {
  fc.assert(
    fc.property(sample(1), sample(1), (a, b) => {
      const { d, steps } = distance(a, b);
      expect(d).toBeGreaterThanOrEqual(0);
      expect(d).toBeLessThanOrEqual(1);
      expect(Number.isInteger(steps)).toBe(true);
      expect(distance(b, a).d).toBe(d);
      expect(distance(a, a).d).toBe(0);
    }),
    PINNED,
  );
});

test('D is what it is by its definition, in whatever order values come, and the same of values as of how often each occurs', () => {
  fc.assert(
    fc.property(small(20), small(25), (a, b) => {
      const share = (of: readonly number[], value: number) => of.filter((one) => one <= value).length / of.length;
      const defined = Math.max(...[...a, ...b].map((value) => Math.abs(share(a, value) - share(b, value))));
      expect(distance(a, b).d).toBeCloseTo(defined, 12);
      expect(distance(a.toReversed(), b)).toEqual(distance(a, b));
      const values = sorted([...new Set([...a, ...b])]);
      const count = (of: readonly number[]) => [...values].map((value) => of.filter((one) => one === value).length);
      expect(ksDistance({ values, reference: count(a), current: count(b) })).toEqual(distance(a, b));
      expect(ksOfCounts(count(a), count(b))).toEqual(distance(a, b));
    }),
    PINNED,
  );
});

test('D stays under any map that keeps the order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 }), (a, b) => {
      const map = (values: readonly number[]) => values.map((value) => value ** 3 + 2 * value - 7);
      expect(distance(map(a), map(b))).toEqual(distance(a, b));
    }),
    PINNED,
  );
});

test('p is from 0 to 1, and falls as D grows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (n, m) => {
      let before = 1;
      for (let steps = 0; steps <= n * m; steps += Math.max(1, Math.floor((n * m) / 9))) {
        const p = ksExactP({ d: steps / (n * m), steps, n, m });
        expect(p).toBeLessThanOrEqual(before + 1e-12);
        expect(p).toBeGreaterThan(0);
        before = p;
      }
    }),
    PINNED,
  );
});

test('hard values: one ulp apart, the largest of both signs, all alike, one against one', () => {
  expect(distance([1], [1 + Number.EPSILON]).d).toBe(1);
  expect(distance([1.7e308, -1.7e308], [-1.7e308, 1.7e308]).d).toBe(0);
  expect(distance([5, 5, 5], [5]).d).toBe(0);
  expect(distance([0], [-0]).d).toBe(0);
  expect(distance([2 ** 53], [2 ** 53 + 2])).toEqual({ d: 1, steps: 1, n: 1, m: 1 });
  expect(ksDistance({ reference: sorted([]), current: sorted([1]) })).toBeNull();
  expect(ksDistance({ values: sorted([1]), reference: [0], current: [3] })).toBeNull();
});
