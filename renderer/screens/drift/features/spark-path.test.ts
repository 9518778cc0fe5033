import { expect, test } from 'vitest';
import { sparkPath } from './spark-path';

test('a line is broken where a window could not be judged, and one alone is still seen', () => {
  expect(sparkPath([0, 1, null, 1.5, null], 80, 18).line).toBe('M0.0 16.5L20.0 6.5M60.0 1.5h0.1');
});

test('the threshold has its place whatever the values are', () => {
  expect(sparkPath([0.1, 0.2], 80, 18).threshold).toBe(6.5);
  expect(sparkPath([15], 80, 18).threshold).toBe(15.5);
  expect(sparkPath([], 80, 18)).toEqual({ line: '', threshold: 6.5 });
});
