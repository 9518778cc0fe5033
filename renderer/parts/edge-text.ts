import type { IntlShape } from 'react-intl';
import type { ColumnType } from '../../shared/models/drift-config';
import { metricText } from './metric-text';

const DAY_MS = 86_400_000;
/** Times are told in UTC, as they are counted. */
const UTC = { timeZone: 'UTC' } as const;

/** The edge of a bin: a number; of times a moment, or a time of the day. */
export function edgeText(intl: Pick<IntlShape, 'formatNumber' | 'formatDate'>, type: ColumnType | null, edge: number): string {
  if (type !== 'time') return metricText(intl, edge);
  if (edge >= 0 && edge <= DAY_MS) return intl.formatDate(edge, { ...UTC, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return intl.formatDate(edge, { ...UTC, year: 'numeric', month: 'short', day: 'numeric' });
}
