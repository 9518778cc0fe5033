import { chanceOf } from '../../../../shared/drift/chance-of';
import { missingP } from '../../../../shared/drift/missing-change';
import { newByChance, type NewCategories, newCategoryP } from '../../../../shared/drift/new-categories';
import { normalAbove } from '../../../../shared/drift/normal';
import { outOfRangeP } from '../../../../shared/drift/out-of-range';
import type { ColumnConfig, DriftConfig, DriftMeasure } from '../../../../shared/models/drift-config';
import type { DriftMeasures } from '../../../../shared/models/drift-report';
import { testedBins } from './measure-column';
import type { Both, MeasuredColumn } from './measured-column';

/** How often chance alone makes what was found, for each verdict of a column; null where it cannot be told. */
export type Significance = {
  readonly distribution: number | null;
  readonly missing: number | null;
  readonly new_categories: number | null;
  readonly range: number | null;
};

/** The changes of a share that are a verdict of their own: by the column, else by the rules for all. */
export type Limits = { readonly missing: number; readonly newCategories: number; readonly outOfRange: number };
export const limitsOf = (own: ColumnConfig, config: DriftConfig): Limits => ({
  missing: own.missing ?? config.missing,
  newCategories: own.newCategories ?? config.newCategories,
  outOfRange: own.outOfRange ?? config.outOfRange,
});

/** What a verdict is made by. */
type Deciding = { readonly column: MeasuredColumn; readonly decides: DriftMeasure; readonly threshold: number; readonly limits: Limits };

export const presentOf = ({ rows, missing }: MeasuredColumn): Both<number> => ({
  reference: rows.reference - missing.reference,
  current: rows.current - missing.current,
});

/** Of distances of values it is the test of Kolmogorov and Smirnov, of those of bins χ². */
export function significanceOf(column: MeasuredColumn, measures: DriftMeasures, decides: DriftMeasure): Significance {
  const byValues = decides === 'ks' || decides === 'wasserstein';
  const present = presentOf(column);
  const found = newCategoriesOf(column);
  const side = (of: 'reference' | 'current') => ({ missing: column.missing[of], rows: column.rows[of] });
  return {
    distribution: (byValues ? measures.ks?.p : measures.chi2?.p) ?? null,
    missing: column.fault ? null : missingP(side('reference'), side('current')),
    new_categories: found && newCategoryP(found),
    range: column.outOfRange && outOfRangeP({ ...column.outOfRange, current: present.current }, present.reference),
  };
}

export function newCategoriesOf(column: MeasuredColumn): NewCategories | null {
  const { newCategories } = column;
  const present = presentOf(column);
  return (
    newCategories && { rows: present.reference, once: newCategories.once, twice: newCategories.twice, current: present.current, inNew: newCategories.rows }
  );
}

/**
 * How often, at most, the column is called drifted where nothing changed: for each of its verdicts the level of the test, or how often chance
 * alone reaches the limit, whichever is less; all of them together.
 */
export function falseAlarmRate({ column, decides, threshold, limits }: Deciding, config: DriftConfig): number {
  const { level } = config;
  const present = presentOf(column);
  const bins = decides === 'cramers_v' ? testedBins(column, config).reference.length : binsHeld(column);
  const found = newCategoriesOf(column);
  const rates = [
    chanceOf(decides, threshold, { n: present.reference, m: present.current, bins }) ?? level,
    missingByChance(column, limits.missing),
    found ? newToLimit(found, limits.newCategories) : 0,
    column.outOfRange ? rangeToLimit(present, limits.outOfRange) : 0,
  ];
  return Math.min(
    1,
    rates.reduce((sum, rate) => sum + Math.min(level, rate), 0),
  );
}

const binsHeld = ({ counts }: MeasuredColumn): number => counts.reference.filter((count, bin) => count + (counts.current[bin] ?? 0) > 0).length;

function missingByChance({ missing, rows }: MeasuredColumn, limit: number): number {
  const share = (missing.reference + missing.current) / (rows.reference + rows.current);
  const sigma = Math.sqrt(share * (1 - share) * (1 / rows.reference + 1 / rows.current));
  return sigma === 0 ? 0 : Math.min(1, 2 * normalAbove(limit / sigma));
}

function newToLimit(found: NewCategories, limit: number): number {
  const expected = newByChance(found);
  const inNew = Math.ceil(limit * found.current);
  return inNew / Math.max(1, found.current) <= expected ? 1 : newCategoryP({ ...found, inNew });
}

const rangeToLimit = ({ reference, current }: Both<number>, limit: number): number =>
  outOfRangeP({ below: 0, above: Math.ceil(limit * current), current }, reference);
