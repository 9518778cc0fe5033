import { expect, test } from 'vitest';
import { missingChange, missingP } from './missing-change';
import { newByChance, newCategoryP, newCategoryShare } from './new-categories';
import { normalAbove } from './normal';
import { outOfRangeP, outOfRangeShare } from './out-of-range';

test('a missing rate that goes from nothing to 30 % is seen, and one that stays is not', () => {
  const [before, after] = [
    { missing: 0, rows: 1_000 },
    { missing: 300, rows: 1_000 },
  ];
  expect(missingChange(before, after)).toBe(0.3);
  expect(missingChange(after, before)).toBe(-0.3);
  expect(missingP(before, after)).toBeLessThan(1e-70);
  expect(missingP(after, { missing: 310, rows: 1_000 })).toBeCloseTo(0.6266, 2);
  expect(missingP(before, before)).toBe(1);
  expect(missingP({ missing: 5, rows: 5 }, { missing: 9, rows: 9 })).toBe(1);
  expect(missingChange({ missing: 0, rows: 0 }, after)).toBeNull();
});

test('new categories are held against those that any reference of its size lacks', () => {
  // Each row has a category of its own, on both sides: nothing changed.
  const names = { rows: 1_000, once: 1_000, twice: 0, current: 1_000, inNew: 1_000 };
  expect(newCategoryShare(names)).toBe(1);
  expect(newByChance(names)).toBe(1);
  expect(newCategoryP(names)).toBe(0.5);
  const few = { rows: 1_000, once: 0, twice: 0, current: 1_000, inNew: 40 };
  expect(newCategoryP(few)).toBeLessThan(1e-10);
  expect(newCategoryP({ ...few, inNew: 1 })).toBeGreaterThan(0.2);
  expect(newCategoryP({ ...few, inNew: 0 })).toBe(1);
  expect(newCategoryShare({ ...few, current: 0, inNew: 0 })).toBeNull();
});

test('how many lie outside by chance is known exactly: of all orders, those that are so', () => {
  for (const [n, m] of [
    [2, 3],
    [3, 3],
    [4, 2],
    [1, 4],
  ] as const) {
    const orders = ordersOf(n, m);
    for (let outside = 0; outside <= m; outside++) {
      const part = orders.filter((order) => outsideOf(order) >= outside).length / orders.length;
      expect(outOfRangeP({ below: 0, above: outside, current: m }, n)).toBeCloseTo(part, 12);
    }
  }
  expect(outOfRangeShare({ below: 1, above: 2, current: 100 })).toBe(0.03);
  expect(outOfRangeShare({ below: 0, above: 0, current: 0 })).toBeNull();
  expect(outOfRangeP({ below: 1e6, above: 0, current: 1e6 }, 1e6)).toBe(0);
});

/** All orders of n values of the reference (r) and m of the current side (c). */
function ordersOf(n: number, m: number): string[] {
  if (n === 0 || m === 0) return ['r'.repeat(n) + 'c'.repeat(m)];
  return [...ordersOf(n - 1, m).map((rest) => `r${rest}`), ...ordersOf(n, m - 1).map((rest) => `c${rest}`)];
}
const outsideOf = (order: string): number => order.indexOf('r') + order.length - 1 - order.lastIndexOf('r');

test.each([
  [0, 0.5],
  [1.959963984540054, 0.025],
  [-1.6448536269514722, 0.95],
  [8, 6.220960574271786e-16],
])('above %d lies %d of the normal distribution', (z, share) => {
  expect(normalAbove(z) / share).toBeCloseTo(1, 10);
});
