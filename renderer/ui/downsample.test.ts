import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ChartPoint, downsample } from './downsample';

const wave = (count: number): ChartPoint[] => Array.from({ length: count }, (_, at) => ({ at, values: [Math.sin(at / 50)] }));

describe('thinning a series to what can be drawn', () => {
  test('leaves alone what is short enough', () => {
    const points = wave(1_000);
    expect(downsample(points, 1_000)).toBe(points);
  });

  test('keeps a spike of a single point among a hundred thousand', () => {
    const points = wave(100_000);
    points[61_803] = { at: 61_803, values: [99] };
    points[27_182] = { at: 27_182, values: [-99] };
    const values = downsample(points).map(({ values: [value] }) => value);
    expect([Math.max(...values.map(Number)), Math.min(...values.map(Number))]).toEqual([99, -99]);
  });

  test('keeps a gap as a gap', () => {
    const points = wave(10_000).map((point) => (point.at > 5_000 && point.at < 5_400 ? { ...point, values: [null] } : point));
    expect(downsample(points, 300).some(({ values: [value] }) => value === null)).toBe(true);
  });

  test('whatever comes: at most that many, in order, some of what was there, both ends kept', () => {
    const value = fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { nil: null });
    const series = fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 600 });
    fc.assert(
      fc.property(series, fc.integer({ min: 16, max: 200 }), (rows, max) => {
        const points = rows.map((values, at) => ({ at, values }));
        const thin = downsample(points, max);
        expect(thin.length).toBeLessThanOrEqual(max);
        expect(thin.every((point) => points[point.at] === point)).toBe(true);
        expect(thin.map(({ at }) => at)).toEqual([...new Set(thin.map(({ at }) => at))].toSorted((a, b) => a - b));
        expect([thin[0], thin.at(-1)]).toEqual([points[0], points.at(-1)]);
      }),
    );
  });
});
