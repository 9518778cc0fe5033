import { type Gap, gapOf, type ValuePair } from './value-pair';

/** How far two cumulative distributions are apart, with what its p-value needs. */
export type KsDistance = {
  /** From 0 to 1. */
  readonly d: number;
  /** `d` times both numbers of values: a whole number, so that an exact p-value compares without rounding. */
  readonly steps: number;
  /** Values of the reference and of the current side. */
  readonly n: number;
  readonly m: number;
};

/**
 * The two-sample statistic of Kolmogorov and Smirnov: the largest difference of the two empirical cumulative distributions, sup |F − G|.
 * Source: A. Kolmogorov (1933), N. Smirnov (1939); as scipy's `ks_2samp(...).statistic`. Unit: none, from 0 to 1. Symmetric; the same under
 * every map that keeps the order of values. Exact, with ties. Limits: it says little of the tails; null where either side holds nothing.
 */
export function ksDistance(pair: ValuePair): KsDistance | null {
  const gap = gapOf(pair);
  return gap && ksOfGap(gap);
}

/** The same for whoever knows the gap. */
export const ksOfGap = ({ steps, n, m }: Gap): KsDistance => ({ d: steps / (n * m), steps, n, m });

/**
 * The same of counts in ordered bins: the largest difference at their edges. The distance of the values is at least this, and at most this and
 * the share of the fullest bin more; the p-value of this one is an upper bound of theirs.
 */
export function ksOfCounts(reference: readonly number[], current: readonly number[]): KsDistance | null {
  return ksDistance({ values: Float64Array.from(reference, (_, bin) => bin), reference, current });
}
