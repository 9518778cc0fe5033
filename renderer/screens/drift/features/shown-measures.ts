import type { DriftMeasure } from '../../../../shared/models/drift-config';
import type { ColumnReport } from '../../../../shared/models/drift-report';
import { DRIFT_MEASURES, sizeOf } from '../measures';

/** What people ask for first; others are shown where they decide. */
const FIRST: readonly DriftMeasure[] = ['ks', 'psi', 'wasserstein'];

/** The measures worth a column: those that people ask for, where any feature has them, and each that decides. */
export function shownMeasures(reports: readonly Pick<ColumnReport, 'measures' | 'decided_by'>[]): readonly DriftMeasure[] {
  return DRIFT_MEASURES.filter(
    (measure) =>
      reports.some(({ decided_by: decided }) => decided?.measure === measure) ||
      (FIRST.includes(measure) && reports.some((report) => sizeOf(report, measure) !== null)),
  );
}
