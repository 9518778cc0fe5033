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

it('there are two at least, so that one sees how high it goes', () => {
  expect(niceTicks(1.05, 4.1, 3)).toEqual([2, 4]);
  expect(niceTicks(0.6, 8.2, 3)).toEqual([2.5, 5, 7.5]);
  expect(niceTicks(100, 700, 4, true)).toEqual([200, 400, 600]);
  for (let from = 0; from < 10; from += 0.37)
    for (let width = 0.001; width < 1_000; width *= 1.7) {
      const ticks = niceTicks(from, from + width, 3);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.every((tick) => tick >= from - 1e-9 && tick <= from + width + 1e-9)).toBe(true);
    }
});

it('a point has its one place, and nothing has none that is wrong', () => {
  expect([niceTicks(5, 5, 4), niceTicks(Number.NaN, 5, 4).length]).toEqual([[5], 1]);
});
