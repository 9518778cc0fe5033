import type { Interval } from './interval';

/**
 * One positive quantity over another, found independently, each with its own interval.
 * Source: G. Y. Zou, A. Donner, Statistics in Medicine 27 (2008) 1693 (method of variance estimates recovery), on the scale of logarithms.
 * Unit: ratio. Null where anything is not above zero.
 */
export function ratioInterval(one: Interval, other: Interval): Interval | null {
  if ([one, other].some(({ value, low, high }) => !(low > 0 && value >= low && high >= value && Number.isFinite(high)))) return null;
  const ratio = one.value / other.value;
  const below = Math.hypot(Math.log(one.value / one.low), Math.log(other.high / other.value));
  const above = Math.hypot(Math.log(one.high / one.value), Math.log(other.value / other.low));
  return { value: ratio, low: ratio * Math.exp(-below), high: ratio * Math.exp(above) };
}
