import { expect, test } from 'vitest';
import type { HistoryPoint } from '../../data/delivery';
import { replicaPoints, splitPoints, stepMarks, untilNow } from './time-points';

const point = (at: number, step: number | null): HistoryPoint => ({
  at,
  step,
  desired: 20,
  reported: null,
  pods: 25,
  ready: 4,
  updated: 1,
  total: 5,
  state: 'paused',
});

test('a mark stands where another step began, not where it was first looked at', () => {
  expect(stepMarks([point(1, 0), point(2, 0), point(3, 1), point(4, null), point(5, 0)])).toEqual([
    { at: 3, step: 1 },
    { at: 5, step: 0 },
  ]);
});

test('marks that would lie over each other are one, the last', () => {
  expect(stepMarks([point(0, null), point(500, 0), point(501, 1), point(1_000, 1)])).toEqual([{ at: 501, step: 1 }]);
});

test('the last value is drawn until now only while it is known to hold', () => {
  expect(untilNow([point(1, 0)], 9).map(({ at }) => at)).toEqual([1, 9]);
  expect(untilNow([point(1, 0)], null)).toHaveLength(1);
  expect(untilNow([], 9)).toEqual([]);
});

test('what was not told is a gap', () => {
  expect(splitPoints([point(1, 0)])).toEqual([{ at: 1, values: [20, null, 25] }]);
  expect(replicaPoints([point(1, 0)])).toEqual([{ at: 1, values: [4, 1, 5] }]);
});
