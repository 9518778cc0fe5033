import { expect, test } from 'vitest';
import { distributionBars } from './distribution-bars';
import { medianOf, shiftOf } from './median';

const EDGES = [0, 10, 20, 30, 40];
const barsOf = (current: readonly number[], reference: readonly number[] = [0, 25, 25, 25, 25, 0]) =>
  distributionBars({ bins: { kind: 'edges', edges: EDGES }, reference: [...reference], current: [...current] });

test('half of the rows lie below the median, which is told within its bin', () => {
  const bars = barsOf([0, 10, 10, 10, 70, 0]);
  expect(medianOf(bars, 'reference')?.value).toBeCloseTo(20);
  expect(medianOf(bars, 'current')).toMatchObject({ index: 3, value: expect.closeTo(30 + 200 / 70) });
});

test('beyond the ends it is known to be there, and no more; of no rows there is none', () => {
  expect(medianOf(barsOf([0, 10, 10, 10, 10, 60]), 'current')).toMatchObject({ index: 4, value: null });
  expect(medianOf(barsOf([60, 10, 10, 10, 10, 0]), 'current')).toMatchObject({ index: 0, value: null });
  expect(medianOf(barsOf([0, 0, 0, 0, 0, 0]), 'current')).toBeNull();
});

test('a move is told where it holds at all edges, wider and narrower where both sides are, and else nothing', () => {
  expect(shiftOf(barsOf([0, 10, 20, 30, 40, 0]))).toBe('up');
  expect(shiftOf(barsOf([0, 40, 30, 20, 10, 0]))).toBe('down');
  expect(shiftOf(barsOf([10, 35, 10, 10, 35, 10]))).toBe('wider');
  expect(shiftOf(barsOf([0, 5, 45, 45, 5, 0]))).toBe('narrower');
  expect(shiftOf(barsOf([0, 35, 5, 35, 25, 0]))).toBeNull();
  expect(shiftOf(barsOf([0, 25, 25, 25, 25, 0]))).toBeNull();
});
