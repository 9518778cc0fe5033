import { expect, test } from 'vitest';
import { NO_MEASURES } from '../../../e2e/drift-report-stage';
import type { DriftMeasures } from '../../../shared/models/drift-report';
import { pOf, sizeOf } from './measures';

test('what decides is the size of a measure, never its p', () => {
  const measures: DriftMeasures = {
    ...NO_MEASURES,
    ks: { d: 0.3, p: 0.01, p_adjusted: 0.02, method: 'exact' },
    wasserstein: { raw: 12, normalised: 0.9 },
    psi: 0.5,
  };
  expect([sizeOf({ measures }, 'ks'), sizeOf({ measures }, 'wasserstein'), sizeOf({ measures }, 'psi'), sizeOf({ measures }, 'js')]).toEqual([
    0.3,
    0.9,
    0.5,
    null,
  ]);
});

test('a p-value is said to be adjusted only where it is', () => {
  expect(pOf({ measures: { ...NO_MEASURES, ks: { d: 0.3, p: 0.01, p_adjusted: 0.02, method: 'exact' } } }, 'ks')).toEqual({ p: 0.02, adjusted: true });
  expect(pOf({ measures: { ...NO_MEASURES, chi2: { statistic: 4, df: 2, p: 0.1, p_adjusted: null } } }, 'cramers_v')).toEqual({ p: 0.1, adjusted: false });
  expect(pOf({ measures: { ...NO_MEASURES, ks: { d: 0.3, p: null, p_adjusted: null, method: 'asymptotic' } } }, 'ks')).toBeNull();
  expect(pOf({ measures: NO_MEASURES }, 'psi')).toBeNull();
});
