/** Current rows, and those of them below the least or above the greatest value of the reference. */
export type OutOfRange = { readonly below: number; readonly above: number; readonly current: number };

/** Their share, from 0 to 1. Not symmetric. Null where there are no current rows. */
export const outOfRangeShare = ({ below, above, current }: OutOfRange): number | null => (current > 0 ? (below + above) / current : null);

/**
 * How often chance alone puts so many or more outside: of all orders of n values of the reference and m of the current side, those that
 * begin and end with so many of the latter together. Exact without ties, and an upper bound with them.
 * Source: S. S. Wilks (1941), tolerance limits by order; both ends together by counting, G(k) + k · (G(k) − G(k + 1)) with
 * G(k) = C(n + m − k, n) / C(n + m, n).
 */
export function outOfRangeP({ below, above, current }: OutOfRange, rows: number): number {
  const outside = below + above;
  if (outside === 0 || rows === 0 || current === 0) return 1;
  let one = 1;
  for (let k = 0; k < outside && one > 0; k++) one *= (current - k) / (rows + current - k);
  const more = one * Math.max(0, (current - outside) / (rows + current - outside));
  return Math.min(1, one + outside * (one - more));
}
