import { type Interval, Z_95 } from './interval';

/** Of the standard normal distribution: 80 % lie below. */
const Z_80 = 0.8416212335729143;

/**
 * How many of the smaller arm it takes until an interval is narrow enough to decide by: until, where both are alike, it ends below the
 * limit in 4 of 5 cases. Half of a width shrinks with the root of the number, as long as both arms grow alike.
 * Source: J. L. Fleiss, B. Levin, M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed., section 4.2, turned to the width that was found.
 */
export function rowsNeeded({ low, high }: Interval, limit: number, rows: number): number {
  const half = (high - low) / 2;
  const wanted = limit * (Z_95 / (Z_95 + Z_80));
  return Math.max(rows, Math.ceil(rows * (half / wanted) ** 2));
}
