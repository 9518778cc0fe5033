import { sharesOf } from './shares';

/**
 * Hellinger distance of counts in shared bins: √(½ Σ (√r − √c)²) over shares, which is √(1 − Σ √(rc)).
 * Source: E. Hellinger (1909). Unit: none, from 0, alike, to 1, nothing in common. Symmetric, a metric.
 * Limits: chance alone makes its square about (1/N + 1/M) · (bins − 1) / 8. Null where either side is empty.
 */
export function hellinger(reference: readonly number[], current: readonly number[]): number | null {
  const shares = sharesOf(reference, current);
  return shares && Math.sqrt(Math.min(1, shares.reduce((sum, { r, c }) => sum + (Math.sqrt(r) - Math.sqrt(c)) ** 2, 0) / 2));
}
