import { describe, expect, it } from 'vitest';
import { type ChartSeries, chartRows, smoothed, spanField } from './series-rows';

const line = (id: string, x: readonly number[], value: readonly (number | null)[], rest: Partial<ChartSeries> = {}): ChartSeries => ({
  id,
  label: id,
  colour: 'red',
  x,
  value,
  ...rest,
});

describe('rows of a chart', () => {
  it('have a value of each series that was measured there', () => {
    expect(chartRows([line('a', [0, 1], [5, 6]), line('b', [1, 2], [7, null])])).toEqual([
      { x: 0, a: 5 },
      { x: 1, a: 6, b: 7 },
      { x: 2, b: null },
    ]);
  });

  it('bear the span of a stretch only where it is one', () => {
    const [one, two] = chartRows([line('a', [0, 1], [5, 6], { low: [5, 4], high: [5, 8] })]);
    expect([one?.[spanField('a')], two?.[spanField('a')]]).toEqual([undefined, [4, 8]]);
  });

  it('leave out what a logarithm has no place for', () => {
    expect(chartRows([line('a', [0, 1, 2], [0, -1, 2])], { log: true })).toEqual([
      { x: 0, a: null },
      { x: 1, a: null },
      { x: 2, a: 2 },
    ]);
  });

  it('are no more than can be seen, however the steps of the series lie', () => {
    const many = Array.from({ length: 20 }, (_, n) => {
      const x = Array.from({ length: 300 }, (_each, index) => index * 20 + n);
      return line(`s${n}`, x, x);
    });
    const rows = chartRows(many, { max: 100 });
    expect(rows.length).toBeLessThanOrEqual(100);
    expect(rows.at(-1)?.x).toBeCloseTo(299 * 20 + 19);
    // Each series reaches its end.
    expect(many.every(({ id }) => rows.some((row) => typeof row[id] === 'number' && row[id] >= 299 * 20))).toBe(true);
  });
});

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
