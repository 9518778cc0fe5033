import { expect, test } from 'vitest';
import { NO_MEASURES } from '../../../../e2e/drift-report-stage';
import { shownMeasures } from './shown-measures';

test('a measure that decides has its column, and one that nobody has, has none', () => {
  const number = { measures: { ...NO_MEASURES, psi: 0.1, js: 0.2 }, decided_by: { measure: 'psi' as const, value: 0.1, threshold: 0.1 } };
  const category = { measures: { ...NO_MEASURES, cramers_v: 0.4, psi: 0.2 }, decided_by: { measure: 'cramers_v' as const, value: 0.4, threshold: 0.1 } };
  expect(shownMeasures([number, category])).toEqual(['psi', 'cramers_v']);
  expect(shownMeasures([number])).toEqual(['psi']);
  expect(shownMeasures([])).toEqual([]);
});
