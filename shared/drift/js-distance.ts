import { sharesOf } from './shares';

/**
 * Jensen–Shannon distance of counts in shared bins: √(½ Σ r·log₂(r/a) + ½ Σ c·log₂(c/a)) over shares, a their mean.
 * Source: J. Lin (1991) for the divergence, D. Endres, J. Schindelin (2003) for its root, a metric; as scipy's `jensenshannon(base=2)`.
 * Unit: none, from 0, alike, to 1, nothing in common. Symmetric. Evidently's is to base e: √ln 2 = 0.8326 of this.
 * Limits: chance alone makes its square about (1/N + 1/M) · (bins − 1) / (8 ln 2). Null where either side is empty.
 */
export function jsDistance(reference: readonly number[], current: readonly number[]): number | null {
  const shares = sharesOf(reference, current);
  if (!shares) return null;
  const sum = shares.reduce((all, { r, c }) => {
    const apart = (r - c) / (r + c);
    return all + (r > 0 ? r * Math.log1p(apart) : 0) + (c > 0 ? c * Math.log1p(-apart) : 0);
  }, 0);
  return Math.sqrt(Math.min(1, Math.max(0, sum / (2 * Math.LN2))));
}
