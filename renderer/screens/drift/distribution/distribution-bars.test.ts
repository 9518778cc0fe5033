import { expect, test } from 'vitest';
import { byChange, distributionBars } from './distribution-bars';

test('both sides are shares of their own rows on the same bins', () => {
  const bars = distributionBars({ bins: { kind: 'edges', edges: [0, 10, 20] }, reference: [0, 30, 10, 0], current: [0, 100, 60, 40] });
  expect(bars.map(({ kind, from, to }) => [kind, from, to])).toEqual([
    ['in', 0, 10],
    ['in', 10, 20],
    ['above', 20, null],
  ]);
  expect(bars.map(({ reference, current }) => [reference, current])).toEqual([
    [0.75, 0.5],
    [0.25, 0.3],
    [0, 0.2],
  ]);
  expect(bars[0]?.difference).toBeCloseTo(-0.25);
});

test('a side without rows is nothing, not a fault', () => {
  const bars = distributionBars({ bins: { kind: 'edges', edges: [0, 1] }, reference: [0, 4, 0], current: [0, 0, 0] });
  expect(bars).toEqual([expect.objectContaining({ kind: 'in', reference: 1, current: 0, difference: -1 })]);
});

test('categories that changed come first, and the rest are one', () => {
  const bars = distributionBars({
    bins: { kind: 'categories', values: ['a', 'b', 'c'], other: true },
    reference: [50, 30, 10, 10],
    current: [50, 10, 30, 10],
  });
  expect(bars.at(-1)).toMatchObject({ kind: 'other', name: null });
  expect(byChange(bars, 2).map(({ name, kind }) => name ?? kind)).toEqual(['b', 'c', 'other']);
  expect(byChange(bars, 2).at(-1)).toMatchObject({ reference: 0.6, current: 0.6 });
  expect(byChange(bars, 9).map(({ name, kind }) => name ?? kind)).toEqual(['b', 'c', 'a', 'other']);
});
