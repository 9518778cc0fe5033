import type { Sorted } from './value-pair';

/** Squares of distances between these neither overflow nor vanish. */
const SMALL = 1e-140;
const LARGE = 1e140;

/**
 * Standard deviation of the values as a whole population (divided by n): what Wasserstein-1 is measured in. As numpy's `std()`.
 * Unit: that of the values. In two passes, from the middle one; distances are scaled where their squares would overflow or vanish.
 * @param counts how often each value stands there; once where it is left out
 * @returns null of no values
 */
export function populationSigma(values: Sorted, counts?: ArrayLike<number>): number | null {
  const held = heldBy(values, counts);
  if (!held) return null;
  const { n, first, last } = held;
  const [low, high] = [values[first] ?? 0, values[last] ?? 0];
  if (low === high) return 0;
  const pivot = values[Math.floor((first + last) / 2)] ?? 0;
  const range = high - low;
  const half = Number.isFinite(range) ? 1 : 2;
  const unit = range > SMALL && range < LARGE ? 1 : half === 1 ? range : high / 2 - low / 2;
  const grid: Grid = { first, last, scale: 1 / half, middle: pivot / half, unit };
  const mean = total(values, counts, grid, 0, false) / n;
  return Math.sqrt(total(values, counts, grid, mean, true) / n) * unit * half;
}

type Grid = { readonly first: number; readonly last: number; readonly scale: number; readonly middle: number; readonly unit: number };

/** Of the distances from `mean`, or of their squares, with what rounding drops carried along (A. Neumaier, 1974). No calls: compiling them costs more than a small sum. */
function total(values: Sorted, counts: ArrayLike<number> | undefined, { first, last, scale, middle, unit }: Grid, mean: number, squared: boolean): number {
  let [sum, rest] = [0, 0];
  for (let at = first; at <= last; at++) {
    const from = ((values[at] ?? 0) * scale - middle) / unit - mean;
    const term = (squared ? from * from : from) * (counts ? (counts[at] ?? 0) : 1);
    const next = sum + term;
    rest += Math.abs(sum) >= Math.abs(term) ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + rest;
}

/** Values that only the other side holds have a count of none, and nothing to say. */
function heldBy(values: Sorted, counts: ArrayLike<number> | undefined): { readonly n: number; readonly first: number; readonly last: number } | null {
  if (!counts) return values.length === 0 ? null : { n: values.length, first: 0, last: values.length - 1 };
  let [n, first, last] = [0, -1, -1];
  for (let at = 0; at < values.length; at++) {
    const count = counts[at] ?? 0;
    if (count === 0) continue;
    if (first < 0) first = at;
    last = at;
    n += count;
  }
  return n === 0 ? null : { n, first, last };
}
