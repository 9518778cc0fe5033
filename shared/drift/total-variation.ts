import { sharesOf } from './shares';

/**
 * Total variation distance of counts in shared bins: ½ Σ |r − c| over shares, the part of the rows that would have to change their bin.
 * Source: D. Levin, Y. Peres, Markov Chains and Mixing Times, section 4.1. Unit: none, from 0 to 1. Symmetric, a metric.
 * Limits: it grows with the number of bins by chance alone. Null where either side is empty.
 */
export function totalVariation(reference: readonly number[], current: readonly number[]): number | null {
  const shares = sharesOf(reference, current);
  return shares && Math.min(1, shares.reduce((sum, { r, c }) => sum + Math.abs(r - c), 0) / 2);
}
