import type { ColumnReport, DriftReport, DriftVerdict } from '../../../../shared/models/drift-report';
import type { DriftWords } from '../../../../shared/words/drift-words';

const RANK: Readonly<Record<DriftVerdict, number>> = { drifted: 0, insufficient: 1, 'not-drifted': 2 };

/** What drifted first, the largest against its threshold before others; then what could not be judged. */
export const worstFirst = (columns: readonly ColumnReport[]): ColumnReport[] =>
  columns.toSorted((a, b) => RANK[a.verdict] - RANK[b.verdict] || excess(b) - excess(a));

const excess = ({ decided_by: decided }: ColumnReport): number => (decided && decided.value !== null ? decided.value / decided.threshold : 0);

/** The verdict in one sentence: how many columns, and of how many nothing is known. */
export function headline({ verdict, columns }: DriftReport, { say }: DriftWords): string {
  const count = (of: DriftVerdict) => columns.filter((column) => column.verdict === of).length;
  if (columns.length === 0) return say('drift.report.verdict.none');
  return say(`drift.report.verdict.${verdict}`, { columns: columns.length, drifted: count('drifted'), insufficient: count('insufficient') });
}

/** The adjusted p that stands beside the measure that decides: of the values themselves where they are numbers, else of their counts. */
export function decidingP({ decided_by: decided, measures: { ks, chi2 } }: ColumnReport): number | null {
  const byValues = decided?.measure === 'ks' || decided?.measure === 'wasserstein';
  return (byValues ? (ks?.p_adjusted ?? chi2?.p_adjusted) : (chi2?.p_adjusted ?? ks?.p_adjusted)) ?? null;
}
