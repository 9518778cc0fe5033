import type { DriftMeasure } from '../../../../shared/models/drift-config';
import type { ColumnReport } from '../../../../shared/models/drift-report';
import type { WordId } from '../../../../shared/words/words';
import type { Anchor } from '../../../ui/popover';

/** The numbers of a feature, each of which says where it comes from. */
export type NumberOf = DriftMeasure | 'missing' | 'new_category_share' | 'out_of_range_share' | 'rows';
/** A number that was pressed, and where it stands. */
export type Explained = { readonly of: NumberOf; readonly report: ColumnReport; readonly anchor: Anchor };

export const wordOf = (of: NumberOf): WordId => (of === 'rows' ? 'monitors.features.rows' : `drift.measure.${of}`);
export const definitionOf = (of: NumberOf): WordId => (of === 'rows' ? 'monitors.explain.rows.means' : `drift.definition.${of}`);
export const isShare = (of: NumberOf): boolean => of === 'missing' || of === 'new_category_share' || of === 'out_of_range_share';

/** From where on it is a verdict of its own; null where it decides nothing. */
export function thresholdOf({ decided_by: decided }: Pick<ColumnReport, 'decided_by'>, of: NumberOf): number | null {
  return decided?.measure === of ? decided.threshold : null;
}
