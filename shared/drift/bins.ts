/** Bins that the reference alone fixed; both sides are counted in them. */
export type NumberBins = { readonly kind: 'numbers'; readonly low: number; readonly high: number; readonly count: number };
export type CategoryBins = { readonly kind: 'categories'; readonly values: readonly string[] };
export type Bins = NumberBins | CategoryBins;

export const BINS = 20;

/**
 * Bins of equal width between two numbers, each holding its lower edge; what lies outside goes into one below and one above, so there are
 * two more than `count`.
 */
export const binsBetween = (low: number, high: number): NumberBins => ({ kind: 'numbers', low, high, count: BINS });

/** Inner edges in ascending order: one more than `count`. What a bin's place means is said by them. */
export const edgesOf = ({ low, high, count }: NumberBins): number[] => Array.from({ length: count + 1 }, (_, at) => low + ((high - low) * at) / count);

/** A bin with less than this part of the reference is measured together with its neighbour: its share is little but noise. */
const SHARE_MIN = 0.05;

/**
 * Neighbouring bins put together until each holds so much of the reference, from below; what is left joins the last. For measures; drawn are the bins themselves.
 * @returns counts of both, in the same bins
 */
export function joinSparse(reference: readonly number[], current: readonly number[]): { readonly reference: number[]; readonly current: number[] } {
  const least = SHARE_MIN * reference.reduce((sum, count) => sum + count, 0);
  const joined: { r: number; c: number }[] = [];
  let open = { r: 0, c: 0 };
  reference.forEach((count, bin) => {
    open = { r: open.r + count, c: open.c + (current[bin] ?? 0) };
    if (open.r < least || open.r === 0) return;
    joined.push(open);
    open = { r: 0, c: 0 };
  });
  const last = joined.at(-1);
  if (last) Object.assign(last, { r: last.r + open.r, c: last.c + open.c });
  else joined.push(open);
  return { reference: joined.map(({ r }) => r), current: joined.map(({ c }) => c) };
}
