import { chiSquare } from './chi-square';

/** Rows of a side, and those of them that have no value. */
export type Missing = { readonly missing: number; readonly rows: number };

/** By how much the share of rows without a value changed: current less reference, from −1 to 1. Null where a side has no rows. */
export const missingChange = (reference: Missing, current: Missing): number | null =>
  reference.rows > 0 && current.rows > 0 ? current.missing / current.rows - reference.missing / reference.rows : null;

/**
 * How often chance alone makes such a change, two-sided: the test of two proportions, which is χ² of the 2 × 2 table without Yates' correction.
 * Limits: wants about five rows with and without a value expected on each side. 1 where neither or all of them are missing.
 */
export function missingP(reference: Missing, current: Missing): number {
  const table = ({ missing, rows }: Missing) => [missing, rows - missing];
  return chiSquare(table(reference), table(current))?.p ?? 1;
}
