/** So sure the interval of a median is. */
const CONFIDENCE = 0.95;
/** With fewer, no interval of the median is that sure. */
export const PAIRS_MIN = 6;

export type Interval = { readonly median: number; readonly low: number; readonly high: number };

/**
 * The median of a sample and the interval that holds the true one with 95 %, by order statistics: nothing is assumed of how the values are
 * spread. Null: there are too few for it.
 */
export function medianInterval(values: readonly number[]): Interval | null {
  const count = values.length;
  if (count < PAIRS_MIN || values.some((value) => !Number.isFinite(value))) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const cut = outside(count);
  return { median: quantile(sorted, 0.5), low: sorted[cut] ?? Number.NaN, high: sorted[count - 1 - cut] ?? Number.NaN };
}

/** How many at each end lie outside: P(Binomial(count, ½) ≤ cut) ≤ 2.5 %. */
function outside(count: number): number {
  let probability = 0.5 ** count;
  let sum = 0;
  for (let cut = 0; cut < count; cut += 1) {
    sum += probability;
    if (sum > (1 - CONFIDENCE) / 2) return cut - 1;
    probability *= (count - cut) / (cut + 1);
  }
  return 0;
}

/** Of values in ascending order, between the two that are next. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [below = Number.NaN, above = below] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return below + (above - below) * (place - Math.floor(place));
}
