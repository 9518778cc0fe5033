import type { ColumnReport } from '../../../../shared/models/drift-report';
import type { DriftWords } from '../../../../shared/words/drift-words';
import { decidingP } from './report-order';

/** What a line of a table says of a column, on paper and in a terminal. */
export const LINE_HEADS = ['column', 'type', 'verdict', 'decides', 'value', 'threshold', 'p', 'missing', 'new', 'range'] as const;

/** Value, threshold, p, missing, new, out of range: empty where there is none. */
export function lineNumbers(column: ColumnReport, { say, number, p, share }: DriftWords): string[] {
  const { decided_by: decided, null_rate_reference: before, null_rate_current: now, measures } = column;
  const found = decidingP(column);
  const shareOf = (value: number | null) => (value === null ? '' : share(value));
  return [
    decided && decided.value !== null ? number(decided.value, decided.threshold) : '',
    decided ? number(decided.threshold) : '',
    found === null ? '' : p(found),
    before === null || now === null ? '' : say('drift.report.from-to', { reference: share(before), current: share(now) }),
    shareOf(measures.new_category_share),
    shareOf(measures.out_of_range_share),
  ];
}
