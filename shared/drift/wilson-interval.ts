import { type Interval, Z_95 } from './interval';

/**
 * A part of a number of trials as a share, with its score interval without correction for continuity.
 * Source: E. B. Wilson, JASA 22 (1927) 209; recommended by R. G. Newcombe, Statistics in Medicine 17 (1998) 857, method 3.
 * Unit: share, 0 to 1. Limits: trials must not depend on each other. Null without a trial.
 */
export function wilsonInterval(part: number, total: number): Interval | null {
  if (!(total > 0) || part < 0 || part > total) return null;
  const share = part / total;
  const z2 = Z_95 ** 2;
  const middle = (share + z2 / (2 * total)) / (1 + z2 / total);
  const half = (Z_95 / (1 + z2 / total)) * Math.sqrt((share * (1 - share)) / total + z2 / (4 * total ** 2));
  return { value: share, low: part === 0 ? 0 : Math.max(0, middle - half), high: part === total ? 1 : Math.min(1, middle + half) };
}
