import { chiSquare, type ChiSquare } from '../../../../shared/drift/chi-square';
import { cramersV } from '../../../../shared/drift/cramers-v';
import { hellinger } from '../../../../shared/drift/hellinger';
import { jsDistance } from '../../../../shared/drift/js-distance';
import { type KsDistance, ksOfCounts } from '../../../../shared/drift/ks';
import { ksAsymptoticP, ksP } from '../../../../shared/drift/ks-p';
import { lInfinity } from '../../../../shared/drift/l-infinity';
import { newCategoryShare } from '../../../../shared/drift/new-categories';
import { outOfRangeShare } from '../../../../shared/drift/out-of-range';
import { psi } from '../../../../shared/drift/psi';
import { totalOf } from '../../../../shared/drift/shares';
import { joinNeighbours, joinRare } from '../../../../shared/drift/sparse-bins';
import { totalVariation } from '../../../../shared/drift/total-variation';
import { normalisedWasserstein } from '../../../../shared/drift/wasserstein';
import type { DriftConfig } from '../../../../shared/models/drift-config';
import type { DriftMeasures, DriftReason } from '../../../../shared/models/drift-report';
import type { MeasuredColumn } from './measured-column';

export type Measured = { readonly measures: DriftMeasures; readonly absent: Readonly<Record<string, DriftReason>> };

const reason = (id: string, values: DriftReason['values'] = {}): DriftReason => ({ id, values });

/** Every measure of a column, and of each that it does not have, why. p-values are not adjusted yet. */
export function measureColumn(column: MeasuredColumn, config: DriftConfig): Measured {
  const { reference, current } = column.counts;
  const nothing = column.fault ?? emptySide(column);
  const joined = testedBins(column, config);
  const chi2 = nothing ? null : chiSquare(joined.reference, joined.current);
  const raw = column.values?.wasserstein ?? null;
  const hasValues = column.values !== null && nothing === null;
  const measures: DriftMeasures = {
    ks: nothing ? null : ksOf(column),
    wasserstein: hasValues && raw !== null ? { raw, normalised: normalisedWasserstein(raw, column.values.sigma) } : null,
    psi: nothing ? null : psi(reference, current),
    js: nothing ? null : jsDistance(reference, current),
    hellinger: nothing ? null : hellinger(reference, current),
    tvd: nothing ? null : totalVariation(reference, current),
    linf: nothing ? null : lInfinity(reference, current),
    chi2: chi2 && { ...chi2, p_adjusted: null },
    cramers_v: chi2 && cramersV(chi2, totalOf(joined.reference) + totalOf(joined.current)),
    new_category_share: nothing ? null : newShareOf(column),
    out_of_range_share: nothing ? null : outOfRangeOf(column),
  };
  return { measures, absent: absences(column, measures, nothing, chi2) };
}

/** The bins of the χ² test, which wants a few rows expected in each. */
export function testedBins({ bins, counts }: MeasuredColumn, { otherBelow }: DriftConfig) {
  return bins?.kind === 'categories'
    ? joinRare(counts.reference, counts.current, { other: bins.other, ownFrom: otherBelow })
    : joinNeighbours(counts.reference, counts.current);
}

/** Why nothing can be compared, where a side holds no value. */
function emptySide({ rows, missing }: MeasuredColumn): DriftReason | null {
  for (const side of ['reference', 'current'] as const) {
    if (rows[side] === 0) return reason('side-empty', { side });
    if (missing[side] >= rows[side]) return reason('all-missing', { side });
  }
  return null;
}

/** By the values where they are to be had; else at the edges of the bins, where p is an upper bound. */
function ksOf({ values, bins, counts }: MeasuredColumn): DriftMeasures['ks'] {
  if (values) return { d: values.ks.d, ...ksP(values.ks), p_adjusted: null };
  const onEdges: KsDistance | null = bins?.kind === 'edges' ? ksOfCounts(counts.reference, counts.current) : null;
  return onEdges && { d: onEdges.d, p: ksAsymptoticP(onEdges.d, onEdges.n, onEdges.m), p_adjusted: null, method: 'asymptotic' };
}

const presentIn = ({ rows, missing }: MeasuredColumn, side: 'reference' | 'current'): number => rows[side] - missing[side];

function newShareOf(column: MeasuredColumn): number | null {
  const { newCategories } = column;
  return (
    newCategories &&
    newCategoryShare({ ...newCategories, inNew: newCategories.rows, rows: presentIn(column, 'reference'), current: presentIn(column, 'current') })
  );
}

function outOfRangeOf(column: MeasuredColumn): number | null {
  const { outOfRange } = column;
  return outOfRange && outOfRangeShare({ ...outOfRange, current: presentIn(column, 'current') });
}

function absences(column: MeasuredColumn, measures: DriftMeasures, nothing: DriftReason | null, chi2: ChiSquare | null): Record<string, DriftReason> {
  const isCategory = column.bins?.kind === 'categories';
  const absent: Record<string, DriftReason> = {};
  for (const [measure, value] of Object.entries(measures)) if (value === null) absent[measure] = nothing ?? whyAbsent(measure);
  if (measures.wasserstein?.normalised === null) absent['wasserstein'] = reason('no-spread');
  return absent;

  function whyAbsent(measure: string): DriftReason {
    if (measure === 'chi2' || measure === 'cramers_v') return reason(chi2 ? 'one-value' : 'one-bin');
    if (measure === 'new_category_share') return reason(isCategory ? 'from-counts' : 'for-categories');
    if (column.type === 'category' || column.type === 'boolean' || (isCategory && column.type === 'time')) return reason('for-numbers');
    if (measure === 'wasserstein' && column.values && column.bracket === undefined) return reason('not-finite');
    return reason('from-counts');
  }
}
