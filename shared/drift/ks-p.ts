import type { KsDistance } from './ks';
import { ksExactP } from './ks-exact-p';
import { kolmogorovSurvival } from './kolmogorov';

/** Where both samples hold at most so many, the p-value is exact: as scipy's `ks_2samp` decides by itself. */
export const EXACT_ROWS = 10_000;

export type KsP = { readonly p: number; readonly method: 'exact' | 'asymptotic' };

/** How often samples of one distribution lie at least as far apart, whatever that distribution is. Two-sided. */
export function ksP(distance: KsDistance): KsP {
  const { d, n, m } = distance;
  if (n <= EXACT_ROWS && m <= EXACT_ROWS) return { p: ksExactP(distance), method: 'exact' };
  return { p: ksAsymptoticP(d, n, m), method: 'asymptotic' };
}

/**
 * The same in constant time: K(λ + 1/(6√N) + (λ − 1)/(4N)) with λ = D√N, N = nm/(n + m) and K the survival function of Kolmogorov.
 * Source: J. Vrbik (2018), Pioneer Journal of Theoretical and Applied Statistics 15, for one sample of N. Scipy's is that sample's exact
 * value for N rounded: relative difference at most 7e-4 for λ ≤ 2 and N ≥ 5,000. Limits: far in the tail it is rough, by 0.42 of itself at
 * p ≈ 1e-56; there it is no p-value to compare others with, only a very small one.
 */
export function ksAsymptoticP(d: number, n: number, m: number): number {
  const size = n * (m / (n + m));
  const lambda = d * Math.sqrt(size);
  if (lambda === 0) return 1;
  return kolmogorovSurvival(lambda + 1 / (6 * Math.sqrt(size)) + (lambda - 1) / (4 * size));
}
