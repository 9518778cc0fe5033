import { gapOf, type ValuePair } from './value-pair';

/**
 * Wasserstein-1 distance (earth mover's): the area between the two empirical cumulative distributions, ∫ |F − G|.
 * Source: L. Kantorovich (1942); in one dimension S. Vallender (1973); as scipy's `wasserstein_distance`. Unit: that of the values, ≥ 0. Symmetric;
 * moves with the scale of values and not with their place. Exact but for the last digit, also where scipy is not: it neither overflows
 * between values of opposite sign nor loses neighbours of large ones.
 * Limits: one far outlier moves it. Null where either side holds nothing, or where the distance itself is larger than a double.
 */
export function wasserstein(pair: ValuePair): number | null {
  return gapOf(pair)?.area ?? null;
}

/** Wasserstein-1 in standard deviations of the reference; null where that is none, or the quotient is larger than a double. Not symmetric. */
export function normalisedWasserstein(raw: number | null, sigma: number): number | null {
  if (raw === null || !(sigma > 0)) return null;
  const found = raw / sigma;
  return Number.isFinite(found) ? found : null;
}
