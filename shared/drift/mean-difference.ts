import { around, type Interval } from './interval';

/** A sample as it is summed up; the variance is that of a single value, over n − 1. */
export type Summed = { readonly count: number; readonly mean: number; readonly variance: number };
/** Of fewer, the mean is not spread as a normal one. */
export const SUMMED_MIN = 30;

/** The mean of a sample. Source: the central limit theorem. Null where there are too few. */
export const meanInterval = ({ count, mean, variance }: Summed): Interval | null =>
  count < SUMMED_MIN || !Number.isFinite(variance) ? null : around(mean, Math.sqrt(variance / count));

/**
 * The mean of one sample less that of another, which are independent and may be spread differently.
 * Source: B. L. Welch, Biometrika 34 (1947) 28; from 30 values on the normal limit, which differs by less than 5 % of the width. Unit: that of the values.
 */
export function meanDifference(one: Summed, other: Summed): Interval | null {
  if (!meanInterval(one) || !meanInterval(other)) return null;
  return around(one.mean - other.mean, Math.sqrt(one.variance / one.count + other.variance / other.count));
}
