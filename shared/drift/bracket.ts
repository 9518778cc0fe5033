/**
 * How much larger the KS distance of the values may be than that of the counts: within a bin one side rises by what it holds there, and by the
 * bin's end the other has too.
 */
export function bracketOf(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  const [n, m] = [total(reference), total(current)];
  let bracket = 0;
  for (let bin = 0; bin < reference.length; bin++) bracket = Math.max(bracket, Math.min((reference[bin] ?? 0) / n, (current[bin] ?? 0) / m));
  return bracket;
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < counts.length; at++) sum += counts[at] ?? 0;
  return sum;
}
