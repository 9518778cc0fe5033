import { sharesOf } from './shares';

/**
 * L∞ distance of counts in shared bins: the largest |r − c| of shares in one bin (of two categories, what NannyML and SageMaker call L-infinity).
 * Unit: none, from 0 to 1. Symmetric, a metric. Limits: the finer the bins, the smaller. Null where either side is empty.
 */
export function lInfinity(reference: readonly number[], current: readonly number[]): number | null {
  const shares = sharesOf(reference, current);
  return shares && shares.reduce((most, { r, c }) => Math.max(most, Math.abs(r - c)), 0);
}
