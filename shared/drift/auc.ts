export type Auc = { readonly value: number; readonly variance: number };

/**
 * The area under the ROC curve: how often a case scores above one that is none, ties counting half. With the variance of that estimate.
 * Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988) 837, by midranks (X. Sun, W. Xu, IEEE SPL 21 (2014) 1389).
 * Unit: share, 0 to 1; 0.5 knows nothing. Invariant under any rising change of scores. Null where there are not two of each.
 */
export function auc(scores: readonly number[], isCase: readonly boolean[]): Auc | null {
  const cases = scores.filter((_, row) => isCase[row]);
  const others = scores.filter((_, row) => !isCase[row]);
  const [m, n] = [cases.length, others.length];
  if (m < 2 || n < 2) return null;
  const among = midranks([...cases, ...others]);
  const [amongCases, amongOthers] = [midranks(cases), midranks(others)];
  const above = Float64Array.from(cases, (_, row) => ((among[row] ?? 0) - (amongCases[row] ?? 0)) / n);
  const below = Float64Array.from(others, (_, row) => 1 - ((among[m + row] ?? 0) - (amongOthers[row] ?? 0)) / m);
  const value = mean(above);
  return { value, variance: spread(above) / m + spread(below) / n };
}

/** Places from 1 in ascending order; those that are alike share the mean of theirs. */
function midranks(values: readonly number[]): Float64Array {
  const order = Uint32Array.from(values, (_, row) => row).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let at = from; at < to; at++) ranks[order[at] ?? 0] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
function spread(values: Float64Array): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
