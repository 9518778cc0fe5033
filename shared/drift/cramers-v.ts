import type { ChiSquare } from './chi-square';

/**
 * Cramér's V of the 2 × k table of both sides, corrected for what chance alone adds: √(φ̃² / min(k̃ − 1, r̃ − 1)).
 * Source: H. Cramér (1946); correction by W. Bergsma (2013), as Deepchecks. Unit: none, from 0 to 1.
 * Symmetric. Limits: 0 for all that chance could have made, so it says nothing of how near that was; it wants what χ² wants of its bins.
 * @param rows of both sides together
 */
export function cramersV(chi2: ChiSquare, rows: number): number | null {
  if (rows < 3) return null;
  const phi = Math.max(0, chi2.statistic / rows - chi2.df / (rows - 1));
  const [wide, high] = [chi2.df - chi2.df ** 2 / (rows - 1), 1 - 1 / (rows - 1)];
  const least = Math.min(wide, high);
  return least > 0 ? Math.min(1, Math.sqrt(phi / least)) : null;
}
