import { upperGamma } from './incomplete-gamma';
import { ksAsymptoticP } from './ks-p';

/** Rows with a value of both sides, and the bins that hold any of them. */
export type ChanceOf = { readonly n: number; readonly m: number; readonly bins: number };

/**
 * How often, at most, a measure of counts reaches a size where nothing changed: by the χ² distribution of bins − 1 degrees that each of them
 * follows then, or that bounds it. Sources: S. Wilks (1938) for divergences; for PSI B. Yurdakul (2018); L∞ and total variation by
 * Cauchy and Schwarz. Limits: where bins are expected to hold five rows and more.
 */
const byBins =
  (chi2: (size: number, of: ChanceOf) => number) =>
  (size: number, of: ChanceOf): number =>
    of.bins < 2 ? 0 : upperGamma((of.bins - 1) / 2, chi2(size, of) / 2);
const rowsOf = ({ n, m }: ChanceOf): number => n * (m / (n + m));

const CHANCE = {
  ks: (size: number, { n, m }: ChanceOf): number => ksAsymptoticP(size, n, m),
  psi: byBins((size, of) => size * rowsOf(of)),
  js: byBins((size, of) => 8 * Math.LN2 * size ** 2 * rowsOf(of)),
  hellinger: byBins((size, of) => 8 * size ** 2 * rowsOf(of)),
  tvd: byBins((size, of) => 4 * size ** 2 * rowsOf(of)),
  // A share differs by t where the rest differ by as much together: total variation is at least t.
  linf: byBins((size, of) => 4 * size ** 2 * rowsOf(of)),
  cramers_v: byBins((size, of) => {
    const all = of.n + of.m;
    const df = of.bins - 1;
    return all * (size ** 2 * Math.min(df - df ** 2 / (all - 1), 1 - 1 / (all - 1)) + df / (all - 1));
  }),
} as const;

export type ChanceMeasure = keyof typeof CHANCE;

/** From 0 to 1. Null of a measure whose distribution depends on that of the values. */
export const chanceOf = (measure: string, size: number, of: ChanceOf): number | null =>
  isMeasured(measure) && of.n > 0 && of.m > 0 ? Math.min(1, CHANCE[measure](size, of)) : null;

const isMeasured = (measure: string): measure is ChanceMeasure => Object.hasOwn(CHANCE, measure);
