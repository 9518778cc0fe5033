import type { PointOf } from '../../shared/models/arm-comparison';

/** What came true speaks against the candidate. */
export const someQuality = (more: Partial<PointOf<'quality'>> = {}): PointOf<'quality'> => ({
  id: 'quality',
  verdict: 'fail',
  reason: null,
  needed: null,
  metric: 'auc',
  arms: { stable: { value: 0.7718, low: 0.75, high: 0.79 }, candidate: { value: 0.6143, low: 0.59, high: 0.64 } },
  difference: { value: -0.157, low: -0.187, high: -0.128 },
  margin: 0.02,
  accuracy: null,
  slice: null,
  labelled: { stable: { part: 340, total: 1_000 }, candidate: { part: 36, total: 100 } },
  lag: null,
  repeated: 0,
  contradicting: 0,
  unmatched: 0,
  unreadable: 0,
  ...more,
});
