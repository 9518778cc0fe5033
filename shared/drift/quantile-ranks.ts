import { Z_95 } from './interval';

export type Ranks = { readonly at: number; readonly low: number; readonly high: number };

/**
 * Where a quantile stands among values in ascending order, and between which places the true one lies in 95 of 100 cases: nothing is
 * assumed of how the values are spread.
 * Source: W. J. Conover, Practical Nonparametric Statistics, 3rd ed., section 3.2: ranks by the binomial distribution, here its normal limit.
 * Unit: place, from 0. Limits: values must not depend on each other. Null where the interval reaches beyond the values: there are too few.
 */
export function quantileRanks(share: number, count: number): Ranks | null {
  const half = Z_95 * Math.sqrt(count * share * (1 - share));
  const low = Math.floor(count * share - half) - 1;
  const high = Math.ceil(count * share + half);
  return low < 0 || high > count - 1 ? null : { at: share * (count - 1), low, high };
}
