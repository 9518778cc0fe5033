import { expect, it } from 'vitest';
import { niceTicks } from './nice-ticks';

it('places are round, whatever the ends are', () => {
  expect(niceTicks(0, 3_990, 4)).toEqual([0, 1_000, 2_000, 3_000]);
  expect(niceTicks(0.013, 0.052, 4)).toEqual([0.02, 0.03, 0.04, 0.05]);
  expect(niceTicks(-7, 7, 3)).toEqual([-5, 0, 5]);
});

it('time is counted in minutes and hours, not in tens', () => {
  expect(niceTicks(0, 6 * 60_000, 4, true)).toEqual([0, 2, 4, 6].map((minutes) => minutes * 60_000));
});

it('a point has its one place, and nothing has none that is wrong', () => {
  expect([niceTicks(5, 5, 4), niceTicks(Number.NaN, 5, 4).length]).toEqual([[5], 1]);
});
