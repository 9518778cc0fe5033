import { expect, test } from 'vitest';
import { limitText, metricPoints, phaseShape } from './metric-chart';

test('measurements without a number or a time are not drawn, and the rest is in order', () => {
  const measurement = (at: number | null, value: number | null) => ({ at, value, phase: 'Successful', text: '' });
  expect(metricPoints({ measurements: [measurement(2, 0.4), measurement(1, 0.3), measurement(null, 1), measurement(3, null)] })).toEqual([
    { at: 1, values: [0.3] },
    { at: 2, values: [0.4] },
  ]);
});

test('a limit is told as its condition has it', () => {
  expect(limitText({ op: '<', value: 0.05, passes: true }, '0.05')).toBe('< 0.05');
  expect(limitText({ op: '>=', value: 0.95, passes: false }, '0.95')).toBe('≥ 0.95');
});

test('nothing but success is drawn as good', () => {
  expect(['Successful', 'Failed', 'Error', 'Inconclusive', 'Running', 'Pending', 'Later'].map(phaseShape)).toEqual([
    'ok',
    'bad',
    'warn',
    'inconclusive',
    'running',
    'unknown',
    'unknown',
  ]);
});
