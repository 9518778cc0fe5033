import { describe, expect, it } from 'vitest';
import { dashedPath, type Frame, linePath, spanPath } from './chart-paths';
import { shareOf, valueScale } from './chart-scale';
import type { ChartSeries } from './chart-series';

const line = (x: readonly number[], value: readonly (number | null)[], rest: Partial<ChartSeries> = {}): ChartSeries => ({
  id: 'a',
  label: 'a',
  colour: 'red',
  x,
  value,
  ...rest,
});
const frame = (rest: Partial<Frame> = {}): Frame => ({
  plot: { x: 0, y: 0, width: 100, height: 100 },
  from: 0,
  to: 10,
  scale: { from: 0, to: 10, log: false, ticks: [] },
  ...rest,
});

describe('lines', () => {
  it('go through every point, and break where there is none', () => {
    expect(linePath(line([0, 5, 6, 10], [0, 10, null, 5]), frame())).toBe('M0,100L50,0M100,50');
  });
  it('leave out what a logarithm has no place for', () => {
    const scale = { from: 1, to: 100, log: true, ticks: [] };
    expect(linePath(line([0, 5, 10], [1, 0, 10]), frame({ scale }))).toBe('M0,100M100,50');
  });
  it('are dashed along the axis, across points and not across gaps', () => {
    expect(dashedPath(line([0, 0.3, 1, 1.2, 1.3], [0, 0, 0, null, 0]), frame())).toBe('M0,100L3,100L5,100M8,100L10,100');
    expect(dashedPath(line([0, 2], [0, 2]), frame())).toBe('M0,100L5,95M8,92L13,87M16,84L20,80');
    // A jump has both its ends.
    expect(dashedPath(line([0, 0, 0.4], [0, 5, 5]), frame())).toBe('M0,100L0,50L4,50');
  });
  it('of one point stand in the middle', () => {
    expect(linePath(line([3], [5]), frame({ from: 3, to: 3 }))).toBe('M50,50');
  });
});

describe('spans', () => {
  it('are drawn there and back, each stretch between two gaps by itself', () => {
    const span = { low: [1, 2, null, 4, 5], high: [2, 2, null, 6, 7] };
    expect(spanPath(line([0, 2, 4, 6, 8], [1, 2, null, 5, 6], span), frame())).toBe('M0,80L20,80L20,80L0,90ZM60,40L80,30L80,50L60,60Z');
  });
  it('are not drawn where every stretch is a single value', () => {
    expect(spanPath(line([0, 2], [1, 2], { low: [1, 2], high: [1, 2] }), frame())).toBe('');
  });
});

describe('the scale of values', () => {
  const whole = { from: 0, to: 100, log: false, ticks: 3 };
  it('has room for the lowest and the highest of what is looked at', () => {
    const series = [line([0, 50, 200], [1, 2, 900], { low: [0.5, 2, 900], high: [1, 3, 900] })];
    const scale = valueScale(series, whole);
    expect([scale.from < 0.5, scale.to > 3, scale.to < 4]).toEqual([true, true, true]);
    expect(scale.ticks).toEqual([1, 2, 3]);
  });
  it('is there for one value, for none, and for none that a logarithm has a place for', () => {
    const flat = valueScale([line([1], [7])], whole);
    expect([flat.from < 7, flat.to > 7]).toEqual([true, true]);
    expect(valueScale([line([1], [null])], whole)).toEqual({ from: 0, to: 1, log: false, ticks: [] });
    expect(valueScale([line([1], [-1])], { ...whole, log: true }).log).toBe(true);
  });
  it('stands on zero where there is nothing but zeros', () => {
    const zeros = valueScale([line([0, 1], [0, 0])], whole);
    expect([zeros.from > -0.2, zeros.to > 1, zeros.ticks]).toEqual([true, true, [0, 0.5, 1]]);
  });
  it('in logarithms counts in powers of ten where there are two', () => {
    const scale = valueScale([line([0, 1, 2], [0.001, 1, 500])], { ...whole, log: true });
    expect(scale.ticks).toEqual([0.001, 0.1, 10]);
    expect(shareOf({ ...scale, from: 1, to: 100 }, 10)).toBeCloseTo(0.5);
    const near = valueScale([line([0, 1], [2, 6])], { ...whole, log: true });
    expect(near.ticks.length).toBeGreaterThan(1);
  });
});
