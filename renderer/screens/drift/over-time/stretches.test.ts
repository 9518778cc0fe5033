import { expect, test } from 'vitest';
import type { SeriesPoint } from '../../../../shared/models/drift-monitor';
import { drifted, missing, tooFew } from './stretches';

const point = (start: number, value: number | null, verdict: SeriesPoint['verdict']): SeriesPoint => ({
  start,
  end: start + 10,
  rows: 1_000,
  value,
  low: null,
  high: null,
  verdict,
});
const points = [point(0, 0.01, 'not-drifted'), point(10, null, null), point(20, 0.2, 'insufficient'), point(30, 0.3, 'drifted'), point(50, 0.3, 'drifted')];

test('neighbours that are alike are one stretch', () => {
  expect(tooFew(points)).toEqual([{ from: 10, to: 30 }]);
});

test('windows that something lies between are not neighbours, and what lies between is told', () => {
  expect(drifted(points)).toEqual([
    { from: 30, to: 40 },
    { from: 50, to: 60 },
  ]);
  expect(missing(points)).toEqual([{ from: 40, to: 50 }]);
});
