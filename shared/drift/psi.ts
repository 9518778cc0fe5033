import { type Interval, Z_95 } from './interval';

/** A bin that one side alone does not have holds so much of a row there: a logarithm of nothing has no value. */
const PART_OF_A_ROW = 0.5;

/**
 * Population stability index of counts in shared bins: Σ (c − r) · ln(c / r) over shares, natural logarithm.
 * Source: S. Kullback, R. A. Leibler (1951), the symmetric divergence J; as an index of credit scoring N. Siddiqi (2006). Unit: none, ≥ 0; 0 is alike,
 * 0.1 is by custom worth a look, 0.25 a change. Symmetric.
 * Ours: bins that are empty on both sides do not count (Evidently fills them, and they add); one that is empty on one side holds half a row.
 * Limits: chance alone makes it about (1/N + 1/M) · (bins − 1). Null where either side is empty.
 */
export function psi(reference: readonly number[], current: readonly number[]): number | null {
  const shares = sharesOf(reference, current);
  return shares && shares.reduce((sum, { r, c }) => sum + (c - r) * Math.log(c / r), 0);
}

/** Above it, two samples of one distribution lie in 5 of 100 cases at most. Wilson and Hilferty's cube for χ² of bins − 1 degrees. */
const CUBE_95 = 1.6448536269514722;

/** What chance alone makes of the index at most, in 95 of 100 cases: (1/N + 1/M) · χ²(bins − 1). B. Yurdakul (2018), section 3. */
export function psiByChance(reference: readonly number[], current: readonly number[]): number | null {
  const shares = sharesOf(reference, current);
  if (!shares) return null;
  const df = shares.length - 1;
  if (df === 0) return 0;
  const part = 2 / (9 * df);
  return weight(reference, current) * df * (1 - part + CUBE_95 * Math.sqrt(part)) ** 3;
}

/**
 * The index less what chance adds to it, with its interval: by the delta method where the sides differ, and by the variance of χ² where
 * they do not (there the first says nothing). It holds a little more often than 95 of 100 times; a test counts that.
 */
export function psiInterval(reference: readonly number[], current: readonly number[]): Interval | null {
  const shares = sharesOf(reference, current);
  const found = psi(reference, current);
  if (!shares || found === null) return null;
  const df = shares.length - 1;
  const by = (slope: (share: { r: number; c: number }) => number, of: 'r' | 'c') => {
    const mean = shares.reduce((sum, share) => sum + share[of] * slope(share), 0);
    return shares.reduce((sum, share) => sum + share[of] * (slope(share) - mean) ** 2, 0);
  };
  const delta = by(({ r, c }) => Math.log(r / c) + 1 - c / r, 'r') / total(reference) + by(({ r, c }) => Math.log(c / r) + 1 - r / c, 'c') / total(current);
  const chance = weight(reference, current);
  const half = Z_95 * Math.sqrt(delta + 2 * df * chance ** 2);
  const value = Math.max(0, found - df * chance);
  return { value: found, low: Math.max(0, value - half), high: value + half };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
const weight = (reference: readonly number[], current: readonly number[]): number => 1 / total(reference) + 1 / total(current);

function sharesOf(reference: readonly number[], current: readonly number[]): readonly { readonly r: number; readonly c: number }[] | null {
  const [n, m] = [total(reference), total(current)];
  if (!(n > 0 && m > 0)) return null;
  return reference.flatMap((count, bin) => {
    const other = current[bin] ?? 0;
    return count + other === 0 ? [] : [{ r: Math.max(count, PART_OF_A_ROW) / n, c: Math.max(other, PART_OF_A_ROW) / m }];
  });
}
