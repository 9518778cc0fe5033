import { expect, it } from 'vitest';
import { chartSeries, isDrawable } from './series-of';

const series = { key: 'loss', x: [1_000, 2_000], low: [1, 2], high: [3, 4], value: [2, null], points: 9, odd: 1 };
const look = { id: 'a', label: 'A', colour: 'red' };

it('time is told from the start of the run; steps and the clock are as they are', () => {
  const times = { startedAt: 400 };
  expect(chartSeries(series, look, { axis: 'time', ...times }).x).toEqual([600, 1_600]);
  expect(chartSeries(series, look, { axis: 'wall', ...times }).x).toEqual([1_000, 2_000]);
  expect(chartSeries(series, look, { axis: 'step', ...times }).x).toEqual([1_000, 2_000]);
});

it('the span is left out of a line that is drawn beside another', () => {
  expect(chartSeries(series, { ...look, span: false }, { axis: 'step', startedAt: null })).toEqual({ ...look, x: [1_000, 2_000], value: [2, null] });
});

it('a metric of which nothing is finite cannot be drawn', () => {
  expect([isDrawable(series), isDrawable({ value: [null, null] })]).toEqual([true, false]);
});
