import { missingChange } from '../../../../shared/drift/missing-change';
import { newByChance } from '../../../../shared/drift/new-categories';
import { type ColumnConfig, DEFAULT_THRESHOLDS, type DriftConfig, type DriftMeasure } from '../../../../shared/models/drift-config';
import type { ColumnReport, DriftMeasures, DriftReason, DriftVerdict } from '../../../../shared/models/drift-report';
import type { MeasuredColumn } from './measured-column';
import { type Measured, measureColumn } from './measure-column';
import { falseAlarmRate, type Limits, limitsOf, newCategoriesOf, presentOf, type Significance, significanceOf } from './significance';

/** A column before the p-values of all are adjusted to each other. */
export type WeighedColumn = Measured & {
  readonly column: MeasuredColumn;
  readonly decides: DriftMeasure;
  readonly threshold: number;
  readonly limits: Limits;
  /** Those of tests that count: of a side with too few rows none does. */
  readonly p: Significance;
};

type Found = { readonly verdict: DriftVerdict; readonly reasons: readonly DriftReason[] };
type Side = 'reference' | 'current';
const SIDES: readonly Side[] = ['reference', 'current'];
const ASPECTS = ['distribution', 'missing', 'new_categories', 'range'] as const;

const reason = (id: string, values: DriftReason['values'] = {}): DriftReason => ({ id, values });
const found = (verdict: DriftVerdict, ...reasons: readonly DriftReason[]): Found => ({ verdict, reasons });

export function weighColumn(column: MeasuredColumn, config: DriftConfig): WeighedColumn {
  const own = config.of[column.name] ?? {};
  const measured = measureColumn(column, config);
  const decides = own.measure ?? (column.bins?.kind === 'edges' ? 'ks' : 'js');
  const all = significanceOf(column, measured.measures, decides);
  const few = { rows: tooFew(column.rows, config), values: tooFew(presentOf(column), config) };
  const p: Significance = {
    distribution: few.values ? null : all.distribution,
    missing: few.rows ? null : all.missing,
    new_categories: few.values ? null : all.new_categories,
    range: few.values ? null : all.range,
  };
  return { ...measured, column, decides, threshold: thresholdOf(own, decides), limits: limitsOf(own, config), p };
}

const thresholdOf = (own: ColumnConfig, decides: DriftMeasure): number => own.threshold ?? DEFAULT_THRESHOLDS[decides];

/**
 * The verdict of a column, by its p-values adjusted over all columns of the report. Drifted takes both: a size that matters, and a p-value below
 * the level. What has the size alone is not told apart from chance, so it is insufficient; what has too few rows is that in any case.
 */
export function judgeColumn(weighed: WeighedColumn, adjusted: Significance, config: DriftConfig): ColumnReport {
  const { column, decides, threshold } = weighed;
  const of: Record<(typeof ASPECTS)[number], Found> = column.fault
    ? { distribution: found('insufficient', column.fault), missing: found('insufficient'), new_categories: found('insufficient'), range: found('insufficient') }
    : {
        distribution: distribution(weighed, adjusted.distribution, config),
        missing: missing(weighed, adjusted.missing, config),
        new_categories: newCategories(weighed, adjusted.new_categories, config),
        range: range(weighed, adjusted.range, config),
      };
  const verdict = worstOf(ASPECTS.map((aspect) => of[aspect].verdict));
  const order: readonly DriftVerdict[] = ['drifted', 'insufficient', 'not-drifted'];
  const reasons = order.flatMap((one) => ASPECTS.filter((aspect) => of[aspect].verdict === one).flatMap((aspect) => of[aspect].reasons));
  const isMeasured = column.fault === null && SIDES.every((side) => presentOf(column)[side] > 0);
  return {
    name: column.name,
    type: column.type,
    n_reference: column.rows.reference,
    n_current: column.rows.current,
    null_rate_reference: column.fault ? null : rateOf(column, 'reference'),
    null_rate_current: column.fault ? null : rateOf(column, 'current'),
    measures: withAdjusted(weighed, adjusted.distribution),
    absent: weighed.absent,
    decided_by: column.fault ? null : { measure: decides, value: valueOf(weighed.measures, decides), threshold },
    aspects: { distribution: of.distribution.verdict, missing: of.missing.verdict, new_categories: of.new_categories.verdict, range: of.range.verdict },
    false_alarm_rate: isMeasured ? falseAlarmRate(weighed, config) : null,
    verdict,
    reasons: unique([...reasons, ...notes(weighed)]),
    distribution: column.bins && { bins: column.bins, reference: [...column.counts.reference], current: [...column.counts.current] },
  };
}

/** Drifted where any is; else insufficient where any is. */
export const worstOf = (verdicts: readonly DriftVerdict[]): DriftVerdict =>
  verdicts.includes('drifted') ? 'drifted' : verdicts.includes('insufficient') ? 'insufficient' : 'not-drifted';

function distribution(weighed: WeighedColumn, p: number | null, config: DriftConfig): Found {
  const { column, decides, threshold, measures } = weighed;
  const few = tooFew(presentOf(column), config, column);
  if (few) return found('insufficient', few);
  const value = valueOf(measures, decides);
  if (value === null) return found('insufficient', reason('measure-absent', { measure: decides }), ...absenceOf(weighed));
  if (column.bins?.kind === 'categories' && column.bins.values.length === 0) return found('insufficient', reason('mostly-other', { share: 1 }));
  const size = { measure: decides, value, threshold };
  if (p === null) return value < threshold ? found('not-drifted', reason('distribution-close', size)) : found('insufficient', reason('no-p-value'));
  const tested = { ...size, p, level: config.level };
  if (value < threshold) return found('not-drifted', p < config.level ? reason('distribution-small', tested) : reason('distribution-close', size));
  return p < config.level ? found('drifted', reason('distribution-changed', tested)) : found('insufficient', reason('distribution-by-chance', tested));
}

function missing({ column, limits }: WeighedColumn, p: number | null, config: DriftConfig): Found {
  const few = tooFew(column.rows, config);
  if (few) return found('insufficient', few);
  const side = (of: Side) => ({ missing: column.missing[of], rows: column.rows[of] });
  const change = Math.abs(missingChange(side('reference'), side('current')) ?? 0);
  if (change < limits.missing || change === 0) return found('not-drifted');
  const values = { reference: rateOf(column, 'reference') ?? 0, current: rateOf(column, 'current') ?? 0, limit: limits.missing };
  return p !== null && p < config.level ? found('drifted', reason('missing-changed', values)) : found('insufficient', reason('missing-by-chance', values));
}

function newCategories({ column, limits, measures }: WeighedColumn, p: number | null, config: DriftConfig): Found {
  if (column.bins?.kind !== 'categories') return found('not-drifted');
  const few = tooFew(presentOf(column), config, column);
  if (few) return found('insufficient', few);
  const all = newCategoriesOf(column);
  const values = { share: measures.new_category_share ?? 0, limit: limits.newCategories };
  if (!all) return atMost(column, column.bins.other ? [column.bins.values.length] : [], limits.newCategories);
  if (values.share < limits.newCategories || values.share === 0) return found('not-drifted');
  if (p !== null && p < config.level) return found('drifted', reason('new-categories', values));
  // Where a reference of so many categories lacks as many anyway, more of them are nothing new.
  return found(newByChance(all) >= limits.newCategories ? 'not-drifted' : 'insufficient', reason('new-by-chance', values));
}

function range({ column, limits, measures }: WeighedColumn, p: number | null, config: DriftConfig): Found {
  if (column.outOfRange === null && column.bins?.kind !== 'edges') return found('not-drifted');
  const few = tooFew(presentOf(column), config, column);
  if (few) return found('insufficient', few);
  if (column.outOfRange === null) return atMost(column, [0, column.counts.current.length - 1], limits.outOfRange);
  const values = { share: measures.out_of_range_share ?? 0, limit: limits.outOfRange };
  if (values.share < limits.outOfRange || values.share === 0) return found('not-drifted');
  return p !== null && p < config.level ? found('drifted', reason('out-of-range', values)) : found('insufficient', reason('range-by-chance', values));
}

/** Where only counts are known: what is new, or outside, is in these bins, among what is not. */
function atMost(column: MeasuredColumn, bins: readonly number[], limit: number): Found {
  const rows = bins.reduce((sum, bin) => sum + (column.counts.current[bin] ?? 0), 0);
  return rows / presentOf(column).current < limit || rows === 0 ? found('not-drifted') : found('insufficient', reason('from-counts'));
}

function tooFew(rows: { readonly reference: number; readonly current: number }, { rowsMin }: DriftConfig, whole?: MeasuredColumn): DriftReason | null {
  for (const side of SIDES) {
    if (rows[side] === 0) return reason(whole && whole.rows[side] > 0 ? 'all-missing' : 'side-empty', { side });
  }
  const side: Side = rows.reference < rows.current ? 'reference' : 'current';
  return rows[side] < rowsMin ? reason('rows-too-few', { side, rows: rows[side], needed: rowsMin }) : null;
}

function valueOf(measures: DriftMeasures, decides: DriftMeasure): number | null {
  if (decides === 'ks') return measures.ks?.d ?? null;
  return decides === 'wasserstein' ? (measures.wasserstein?.normalised ?? null) : measures[decides];
}

const absenceOf = ({ absent, decides }: WeighedColumn): readonly DriftReason[] => {
  const why = absent[decides];
  return why ? [why] : [];
};

/** The test that decides is the one that was adjusted; the other is told as it is. */
function withAdjusted({ measures, decides }: WeighedColumn, p: number | null): DriftMeasures {
  const byValues = decides === 'ks' || decides === 'wasserstein';
  return byValues
    ? { ...measures, ks: measures.ks && { ...measures.ks, p_adjusted: p } }
    : { ...measures, chi2: measures.chi2 && { ...measures.chi2, p_adjusted: p } };
}

function rateOf({ rows, missing: without }: MeasuredColumn, side: Side): number | null {
  return rows[side] > 0 ? without[side] / rows[side] : null;
}

/** What is said beside a verdict. */
function notes({ column, measures }: WeighedColumn): DriftReason[] {
  const { bins, counts, notFinite, values } = column;
  const said = SIDES.filter((side) => notFinite[side] > 0).map((side) => reason('values-not-finite', { side, rows: notFinite[side] }));
  const total = presentOf(column).reference;
  const others = bins?.kind === 'categories' && bins.other ? (counts.reference.at(-1) ?? 0) : 0;
  if (total > 0 && others / total >= MOSTLY) said.push(reason('mostly-other', { share: others / total }));
  // By how much the distance of the values may be more than the one that is told.
  const more = column.bracket ?? (values === null ? Math.max(...counts.reference.map((count) => count / total)) : 0);
  if (measures.ks && more > 0) said.push(reason('on-edges', { share: more }));
  return said;
}

const MOSTLY = 0.5;

const unique = (reasons: readonly DriftReason[]): DriftReason[] => [...new Map(reasons.map((one) => [JSON.stringify(one), one])).values()];
