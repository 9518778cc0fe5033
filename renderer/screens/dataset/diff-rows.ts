import type { DatasetDiff } from '../../../shared/models/dataset';

type Column = DatasetDiff['columns'][number];
/** From here on a distribution is said to be another: a tenth of the rows would have to move. */
export const MOVED = 0.1;

/** The columns whose values moved most first; those that cannot be compared last. */
export const byDistance = (columns: readonly Column[]): readonly Column[] =>
  columns.toSorted((one, other) => (other.totalVariation ?? -1) - (one.totalVariation ?? -1) || one.name.localeCompare(other.name));

/** How many more rows there are, as a share of those there were; null where there were none. */
export const growth = ([before, after]: DatasetDiff['rows']): number | null => (before === 0 ? null : (after - before) / before);

/** Counts as shares of their sum, so that versions of different lengths can be held against each other. */
export function shares(counts: readonly number[]): readonly number[] {
  const sum = counts.reduce((total, count) => total + count, 0);
  return sum === 0 ? counts : counts.map((count) => count / sum);
}
