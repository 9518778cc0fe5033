import { expect, test } from 'vitest';
import { shownSplit, stepPlace } from './delivery-progress';

test('the share that a router reports comes before the one that is counted in pods, and what nobody tells is not known', () => {
  expect(shownSplit({ split: { desired: 50, reported: 20, pods: 25 } })).toEqual({ percent: 20, source: 'reported', desired: 50 });
  expect(shownSplit({ split: { desired: 50, reported: null, pods: 25 } })).toEqual({ percent: 25, source: 'pods', desired: 50 });
  expect(shownSplit({ split: { desired: 50, reported: null, pods: null } })).toEqual({ percent: null, source: null, desired: 50 });
  expect(shownSplit({ split: null })).toBeNull();
});

test('steps are counted from one, and only where one of them is to be done', () => {
  const steps = Array.from({ length: 3 }, () => ({ kind: 'pause' as const, weight: null, seconds: null, name: null }));
  expect(stepPlace({ step: 0, steps })).toEqual({ step: 1, total: 3 });
  expect(stepPlace({ step: 3, steps })).toBeNull();
  expect(stepPlace({ step: null, steps: [] })).toBeNull();
});
