import { driftConfigSchema } from '../shared/models/drift-config';
import { type ColumnReport, type DriftReport, driftReportSchema, type DriftVerdict } from '../shared/models/drift-report';

export const NO_MEASURES: ColumnReport['measures'] = {
  ks: null,
  wasserstein: null,
  psi: null,
  js: null,
  hellinger: null,
  tvd: null,
  linf: null,
  chi2: null,
  cramers_v: null,
  new_category_share: null,
  out_of_range_share: null,
};

/** A column of numbers that drifted, with numbers that have many digits. */
export function numberColumn(name: string, with_: Partial<ColumnReport> = {}): ColumnReport {
  return {
    name,
    type: 'number',
    n_reference: 100_000,
    n_current: 92_418,
    null_rate_reference: 0.001_234_567_891_234_5,
    null_rate_current: 0.062_345_678_912_345_6,
    measures: {
      ...NO_MEASURES,
      ks: { d: 0.310_123_456_789_012_3, p: 0, p_adjusted: 0, method: 'asymptotic' },
      wasserstein: { raw: 12.345_678_901_234_567, normalised: 0.901_234_567_890_123_4 },
      psi: 0.531_234_567_890_123_4,
      js: 0.21,
      hellinger: 0.19,
      tvd: 0.28,
      linf: 0.1,
      chi2: { statistic: 4_321.123_456_789, df: 21, p: 1.234_567_890_123e-200, p_adjusted: 2.469e-200 },
      cramers_v: 0.1,
      out_of_range_share: 0.018_123_456_789,
    },
    absent: { new_category_share: { id: 'for-categories', values: {} } },
    decided_by: { measure: 'ks', value: 0.310_123_456_789_012_3, threshold: 0.1 },
    aspects: { distribution: 'drifted', missing: 'drifted', new_categories: 'not-drifted', range: 'drifted' },
    false_alarm_rate: 0.05,
    verdict: 'drifted',
    reasons: [
      { id: 'distribution-changed', values: { measure: 'ks', value: 0.310_123_456_789_012_3, threshold: 0.1, p: 0, level: 0.05 } },
      { id: 'missing-changed', values: { reference: 0.001_234_567_891_234_5, current: 0.062_345_678_912_345_6, limit: 0.05 } },
      { id: 'out-of-range', values: { share: 0.018_123_456_789, limit: 0.01 } },
    ],
    distribution: {
      bins: { kind: 'edges', edges: [-20, -10, -5, 0, 5, 10, 20, 40, 80, 300] },
      reference: [0, 9_000, 13_000, 21_000, 18_000, 12_000, 11_000, 8_000, 5_000, 3_000, 0],
      current: [20, 4_000, 7_000, 12_000, 14_000, 13_000, 14_000, 12_000, 9_000, 4_000, 1_650],
    },
    ...with_,
  };
}

/** A column of categories that did not drift. */
export function categoryColumn(name: string, with_: Partial<ColumnReport> = {}): ColumnReport {
  const absent = { id: 'for-numbers', values: {} };
  return {
    ...numberColumn(name),
    type: 'category',
    null_rate_current: 0.001_2,
    measures: {
      ...NO_MEASURES,
      psi: 0.012_345_678_901_234_5,
      js: 0.04,
      hellinger: 0.03,
      tvd: 0.02,
      linf: 0.015,
      chi2: { statistic: 12.345_678_901_234_567, df: 3, p: 0.006_3, p_adjusted: 0.012_6 },
      cramers_v: 0.031,
      new_category_share: 0.001,
    },
    absent: { ks: absent, wasserstein: absent, out_of_range_share: absent },
    decided_by: { measure: 'psi', value: 0.012_345_678_901_234_5, threshold: 0.1 },
    aspects: { distribution: 'not-drifted', missing: 'not-drifted', new_categories: 'not-drifted', range: 'not-drifted' },
    verdict: 'not-drifted',
    reasons: [{ id: 'distribution-small', values: { measure: 'psi', value: 0.012_345_678_901_234_5, threshold: 0.1, p: 0.012_6, level: 0.05 } }],
    distribution: {
      bins: { kind: 'categories', values: ['AA', 'Delta and partners', 'شركة'], other: true },
      reference: [40_000, 30_000, 20_000, 9_876],
      current: [38_000, 28_000, 18_000, 8_300],
    },
    ...with_,
  };
}

/** A column of which nothing can be said. */
export function thinColumn(name: string, with_: Partial<ColumnReport> = {}): ColumnReport {
  const few = { id: 'rows-too-few', values: { side: 'current', rows: 214, needed: 500 } };
  return {
    ...numberColumn(name),
    n_current: 214,
    null_rate_current: 0,
    measures: NO_MEASURES,
    absent: Object.fromEntries(Object.keys(NO_MEASURES).map((id) => [id, few])),
    decided_by: { measure: 'ks', value: null, threshold: 0.1 },
    aspects: { distribution: 'insufficient', missing: 'insufficient', new_categories: 'insufficient', range: 'insufficient' },
    false_alarm_rate: null,
    verdict: 'insufficient',
    reasons: [few],
    distribution: null,
    ...with_,
  };
}

/** A report of these columns. Its verdict follows from theirs, as everywhere. */
export function reportOf(columns: readonly ColumnReport[], with_: Partial<DriftReport> = {}): DriftReport {
  const has = (verdict: DriftVerdict) => columns.some((column) => column.verdict === verdict);
  return driftReportSchema.parse({
    schema: 'pilothouse.drift-report/1',
    reference: { name: 'january.parquet', digest: `sha256:${'a1'.repeat(32)}`, rows: 100_000, files: ['/data/january.parquet'] },
    current: { name: 'june.parquet', digest: `sha256:${'b2'.repeat(32)}`, rows: 92_418, files: ['/data/june.parquet'] },
    config: driftConfigSchema.parse({}),
    config_digest: `sha256:${'c3'.repeat(32)}`,
    verdict: has('drifted') ? 'drifted' : has('insufficient') || columns.length === 0 ? 'insufficient' : 'not-drifted',
    columns,
    ...with_,
  });
}
