import type { ValueMeasures } from '../../../../shared/drift/value-measures';
import type { ColumnType } from '../../../../shared/models/drift-config';
import type { Distribution, DriftReason } from '../../../../shared/models/drift-report';

export type Both<T> = { readonly reference: T; readonly current: T };

/** One column of both sides, counted in bins that the reference fixed: all that its measures and its verdict are made of. */
export type MeasuredColumn = {
  readonly name: string;
  readonly type: ColumnType | null;
  /** All rows of a side, those without a value too. */
  readonly rows: Both<number>;
  /** Rows without a value: nulls, and numbers that are not finite (NaN, ±infinity). */
  readonly missing: Both<number>;
  /** Of those, the ones that are not finite. */
  readonly notFinite: Both<number>;
  /** Why it cannot be measured, where that is so: then the rest is what is known of it, and zeros. */
  readonly fault: DriftReason | null;
  /** Null where there is nothing to fix them by. Of edges there is one count more than edges; of categories one more than values, of all others, where `other` is true. */
  readonly bins: Distribution['bins'] | null;
  /** In those bins; a side's add up to its rows that have a value. */
  readonly counts: Both<readonly number[]>;
  /** By the values themselves, of numbers, whole numbers, times (absolute or of the day) and lengths of lists; null where they are not to be had. */
  readonly values: ValueMeasures | null;
  /** Where `values` are of many fine bins, as there were too many to hold: so much more than its `ks` the one of the values may be. */
  readonly bracket?: number | undefined;
  /** Current rows in categories (or whole numbers, truth values) that the reference does not have, and how many categories the reference holds once and twice; null where it is not known. */
  readonly newCategories: { readonly rows: number; readonly once: number; readonly twice: number } | null;
  /** Current rows below the least and above the greatest value of the reference; null where there is no order, or it is not known. */
  readonly outOfRange: { readonly below: number; readonly above: number } | null;
};

/** What is known of a column that cannot be measured. */
export function unmeasured(of: Pick<MeasuredColumn, 'name' | 'type' | 'rows' | 'fault'>): MeasuredColumn {
  const none = { reference: 0, current: 0 };
  return { ...of, missing: none, notFinite: none, bins: null, counts: { reference: [], current: [] }, values: null, newCategories: null, outOfRange: null };
}
