import { upperGamma } from './incomplete-gamma';

export type ChiSquare = { readonly statistic: number; readonly df: number; readonly p: number };

/**
 * Whether two samples, counted in the same bins, may come from one distribution: the test of homogeneity of a 2 × k table.
 * Source: K. Pearson (1900); p by the χ² distribution, as scipy's `chi2_contingency(correction=False)`. Not a test of goodness of fit: both
 * sides are samples, so a bin that one of them does not have is no proof.
 * Limits: bins should be expected to hold about five each; merge those that do not. Null where fewer than two bins hold anything.
 */
export function chiSquare(reference: readonly number[], current: readonly number[]): ChiSquare | null {
  const [n, m] = [total(reference), total(current)];
  const pairs = reference.map((count, bin) => [count, current[bin] ?? 0] as const).filter(([a, b]) => a + b > 0);
  if (n === 0 || m === 0 || pairs.length < 2) return null;
  const statistic = pairs.reduce((sum, [a, b]) => {
    const [wantedA, wantedB] = [((a + b) * n) / (n + m), ((a + b) * m) / (n + m)];
    return sum + (a - wantedA) ** 2 / wantedA + (b - wantedB) ** 2 / wantedB;
  }, 0);
  const df = pairs.length - 1;
  return { statistic, df, p: upperGamma(df / 2, statistic / 2) };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
