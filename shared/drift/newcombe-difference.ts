import type { Interval } from './interval';
import { wilsonInterval } from './wilson-interval';

export type Counted = { readonly part: number; readonly total: number };

/**
 * The share of one sample less that of another, which are independent; its interval is built of the score intervals of both.
 * Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873, method 10 (hybrid score, without correction for continuity).
 * Unit: difference of shares, -1 to 1. It holds where neither has a case, as where few requests fail. Null where either has no trial.
 */
export function newcombeDifference(one: Counted, other: Counted): Interval | null {
  const [a, b] = [wilsonInterval(one.part, one.total), wilsonInterval(other.part, other.total)];
  if (!a || !b) return null;
  const value = a.value - b.value;
  return { value, low: value - Math.hypot(a.value - a.low, b.high - b.value), high: value + Math.hypot(a.high - a.value, b.value - b.low) };
}
