/** What part of each side lies in each of the shared bins. */
export type Shares = readonly { readonly r: number; readonly c: number }[];

/** Null where either side holds nothing. */
export function sharesOf(reference: readonly number[], current: readonly number[]): Shares | null {
  const [n, m] = [totalOf(reference), totalOf(current)];
  return n > 0 && m > 0 ? reference.map((count, bin) => ({ r: count / n, c: (current[bin] ?? 0) / m })) : null;
}

export const totalOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
