import type { IntlShape } from 'react-intl';
import type { ColumnType } from '../../../../shared/models/drift-config';
import { edgeText } from '../../../parts/edge-text';
import type { Say } from '../../../ui/use-words';
import type { DistributionBar } from './distribution-bars';

type Intl = Pick<IntlShape, 'formatNumber' | 'formatDate'>;
const DAY_MS = 86_400_000;
/** As they are counted. */
const UTC = { timeZone: 'UTC' } as const;
/** The day before a Monday: days of the week are counted as 1, Monday, to 7. */
const SUNDAY = Date.UTC(2001, 0, 7);

/** What a bin holds, in words. */
export function binText(say: Say, intl: Intl, type: ColumnType | null, { kind, name, from, to }: DistributionBar): string {
  const edge = (value: number | null) => (value === null ? '' : edgeText(intl, type, value));
  if (kind === 'category') {
    if (type === 'time' && name !== null && /^[1-7]$/.test(name)) return intl.formatDate(SUNDAY + Number(name) * DAY_MS, { ...UTC, weekday: 'long' });
    return name === null || name === '' ? '“”' : name;
  }
  if (kind === 'other') return say('monitors.distribution.other');
  if (kind === 'below') return say('monitors.distribution.below', { edge: edge(to) });
  if (kind === 'above') return say('monitors.distribution.above', { edge: edge(from) });
  return say('monitors.distribution.between', { low: edge(from), high: edge(to) });
}
