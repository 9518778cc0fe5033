import { expect, test } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg';
import { binsBetween, edgesOf, joinSparse } from './bins';
import { chiSquare } from './chi-square';
import { upperGamma } from './incomplete-gamma';
import { psi, psiByChance, psiInterval } from './psi';

// The values 1 to 6, counted: reference/drift.md, known answers A.
const REFERENCE = [16, 18, 16, 14, 12, 12];
const CURRENT = [16, 16, 16, 16, 16, 8];

/** Mulberry32: the same numbers each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
function drawn(shares: readonly number[], rows: number, random: () => number): number[] {
  const counts = shares.map(() => 0);
  for (let row = 0; row < rows; row++) {
    let left = random();
    let bin = shares.findIndex((share) => (left -= share) < 0);
    if (bin < 0) bin = shares.length - 1;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

test('the known answers of the six values', () => {
  expect(psi(REFERENCE, CURRENT)).toBeCloseTo(0.0372184, 7);
  const found = chiSquare(REFERENCE, CURRENT);
  expect(found?.statistic).toBeCloseTo(1.622409, 6);
  expect(found?.df).toBe(5);
  expect(found?.p).toBeCloseTo(0.898526, 6);
});

test.each([
  [0.5, 1.920729410347062, 0.05],
  [2.5, 5.535248847475, 0.05],
  [10, 3, 0.9988975118698846],
  [500, 500, 0.4940529],
  [0.5, 40, 3.7440973842e-19],
])('the upper gamma function of %d at %d is %d', (a, x, q) => {
  expect(upperGamma(a, x) / q).toBeCloseTo(1, 5);
});

test('the index is symmetric, never below zero, the same in any order of bins, and silent about bins that neither side has', () => {
  const random = dice(1);
  for (let turn = 0; turn < 200; turn++) {
    const [a, b] = [drawn([0.5, 0.3, 0.2], 40, random), drawn([0.1, 0.2, 0.7], 60, random)];
    const found = psi(a, b) ?? Number.NaN;
    expect(found).toBeGreaterThanOrEqual(0);
    expect(psi(b, a)).toBeCloseTo(found, 12);
    expect(psi(a.toReversed(), b.toReversed())).toBeCloseTo(found, 12);
    expect(psi([...a, 0], [...b, 0])).toBe(psi(a, b));
  }
  expect(psi([5, 5], [5, 5])).toBe(0);
  expect(psi([1, 2], [0, 0])).toBeNull();
  expect(psi([100, 0], [50, 50])).toBeGreaterThan(1);
});

test('of two samples of one distribution, the index is beyond chance in about 5 of 100, and its interval holds zero', () => {
  const random = dice(7);
  const shares = Array.from({ length: 10 }, () => 0.1);
  let beyond = 0;
  let without = 0;
  const turns = 1_000;
  for (let turn = 0; turn < turns; turn++) {
    const [a, b] = [drawn(shares, 2_000, random), drawn(shares, 500, random)];
    if ((psi(a, b) ?? 0) > (psiByChance(a, b) ?? 0)) beyond += 1;
    if ((psiInterval(a, b)?.low ?? 0) > 0) without += 1;
  }
  expect(beyond / turns).toBeGreaterThan(0.03);
  expect(beyond / turns).toBeLessThan(0.075);
  expect(without / turns).toBeLessThan(0.05);
});

test('of two that differ, the interval holds the true index in 93 of 100 or more', () => {
  const random = dice(11);
  const [r, c] = [
    [0.1, 0.2, 0.3, 0.25, 0.15],
    [0.16, 0.26, 0.28, 0.2, 0.1],
  ];
  const truth = r.reduce((sum, share, bin) => sum + ((c[bin] ?? 0) - share) * Math.log((c[bin] ?? 0) / share), 0);
  let held = 0;
  for (let turn = 0; turn < 1_000; turn++) {
    const found = psiInterval(drawn(r, 3_000, random), drawn(c, 800, random));
    if (found && found.low <= truth && truth <= found.high) held += 1;
  }
  expect(held).toBeGreaterThan(930);
});

test('p-values are adjusted as R does it, and keep their places', () => {
  expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(6)))).toEqual([0.02, 0.04, 0.04, 0.02]);
  expect(benjaminiHochberg([])).toEqual([]);
  expect(benjaminiHochberg([0.9, 0.8])).toEqual([0.9, 0.9]);
});

test('sparse bins join their neighbours, and nothing is lost by it', () => {
  const { reference, current } = joinSparse([1, 1, 50, 0, 0, 48, 0], [0, 0, 10, 5, 0, 20, 7]);
  expect(reference).toEqual([52, 48]);
  expect(current).toEqual([10, 32]);
  expect(joinSparse([0, 0], [3, 4])).toEqual({ reference: [0], current: [7] });
  expect(edgesOf(binsBetween(0, 1)).slice(0, 3)).toEqual([0, 0.05, 0.1]);
});
