import { describe, expect, it } from 'vitest';
import { nearestPoint, smoothed } from './chart-series';

describe('smoothing', () => {
  it('begins at the first value, follows slowly, and steps over gaps', () => {
    expect(smoothed([1, 1, null, 1], 0.9).map((value) => value === null || Number(value.toFixed(6)))).toEqual([1, 1, true, 1]);
    const [first, second] = smoothed([0, 1], 0.5);
    expect([first, second]).toEqual([0, 2 / 3]);
  });
  it('of none leaves all as it is', () => {
    const values = [1, null, 3];
    expect(smoothed(values, 0)).toBe(values);
  });
});

describe('the point that is nearest', () => {
  const x = [0, 10, 11, 40];
  it('is found between any two', () => {
    expect([-3, 0, 4, 6, 10.4, 10.6, 39, 90].map((at) => nearestPoint({ x }, at))).toEqual([0, 0, 0, 1, 1, 2, 3, 3]);
  });
  it('is none where the series ended or began further away', () => {
    expect([-3, -1, 25, 41, 44].map((at) => nearestPoint({ x }, at, 2))).toEqual([-1, 0, 2, 3, -1]);
    expect(nearestPoint({ x: [] }, 5)).toBe(-1);
  });
});
