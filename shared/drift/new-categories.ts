import { normalAbove } from './normal';

/** Rows of the reference; of its categories, how many it holds once and how many twice; current rows, and those of them in none of its categories. */
export type NewCategories = { readonly rows: number; readonly once: number; readonly twice: number; readonly current: number; readonly inNew: number };

/** Share of the current rows in categories that the reference does not have, from 0 to 1. Not symmetric. Null where there are no current rows. */
export const newCategoryShare = ({ current, inNew }: NewCategories): number | null => (current > 0 ? inNew / current : null);

/** What that share is where nothing changed: a reference never holds every category. I. J. Good, A. Turing (1953): those that it holds once, by its rows. */
export const newByChance = ({ rows, once }: NewCategories): number => (rows > 0 ? once / rows : 1);

/**
 * How often chance alone makes the share so large, one-sided: its distance from what is expected, by the variance of both estimates (where
 * categories come as in a Poisson process: E. Samuel (1968), J. Wellner). Of categories that are held once or twice, one more of each is
 * taken: where there is none, one could have been. Limits: a normal limit; of a share of some rows in one single new category it is rough.
 */
export function newCategoryP(found: NewCategories): number {
  const { rows, once, twice, current, inNew } = found;
  if (rows === 0 || current === 0) return 1;
  const variance = ((once + 1) / rows) * (1 / current + 1 / rows) + (2 * (twice + 1)) / rows ** 2;
  return inNew === 0 ? 1 : normalAbove((inNew / current - newByChance(found)) / Math.sqrt(variance));
}
