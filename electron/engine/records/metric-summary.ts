import type { MetricSummary } from '../../../shared/models/run';
import { toMetricValue } from './points';
import { numberAt, numberOrNull, type Row, textAt } from './sql';

export type { MetricSummary };

/** Of `key, last, low, high, step, at, points, odd`. */
export const toSummary = (row: Row): MetricSummary => ({
  key: textAt(row, 0),
  last: toMetricValue(numberOrNull(row, 1) ?? Number.NaN),
  min: numberOrNull(row, 2),
  max: numberOrNull(row, 3),
  step: numberAt(row, 4),
  at: numberAt(row, 5),
  points: numberAt(row, 6),
  odd: numberAt(row, 7),
});
