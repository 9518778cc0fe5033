import { expect, test } from 'vitest';
import { NO_MEASURES } from '../../../../e2e/drift-report-stage';
import { type Feature, featureRows } from './feature-rows';

const feature = (name: string, more: Partial<Feature> = {}): Feature => ({
  name,
  type: 'number',
  n_reference: 1_000,
  n_current: 900,
  null_rate_reference: 0,
  null_rate_current: 0,
  measures: NO_MEASURES,
  absent: {},
  decided_by: null,
  aspects: { distribution: 'not-drifted', missing: 'not-drifted', new_categories: 'not-drifted', range: 'not-drifted' },
  false_alarm_rate: null,
  verdict: 'not-drifted',
  reasons: [],
  distribution: null,
  role: 'input',
  ratio: 0.1,
  spark: [],
  ...more,
});
const columns = [
  feature('delay', { verdict: 'drifted', ratio: 3, null_rate_current: 0.2 }),
  feature('score', { role: 'prediction' }),
  feature('wind', { verdict: 'insufficient', ratio: null }),
  feature('load', { ratio: 0.9 }),
];
const inputs = (text: string, column?: string, descending = false) =>
  featureRows(columns, text, column === undefined ? null : { column, descending }).inputs.map(({ name }) => name);

test('predictions are apart from inputs', () => {
  expect(featureRows(columns, '', null).predictions.map(({ name }) => name)).toEqual(['score']);
  expect(inputs('')).toEqual(['delay', 'wind', 'load']);
});

test('a text narrows them, and an order is that of its column', () => {
  expect(inputs('D')).toEqual(['delay', 'wind', 'load']);
  expect(inputs('el')).toEqual(['delay']);
  expect(inputs('', 'verdict')).toEqual(['delay', 'load', 'wind']);
  expect(inputs('', 'missing', true)[0]).toBe('delay');
  expect(inputs('', 'name', true)).toEqual(['wind', 'load', 'delay']);
});
