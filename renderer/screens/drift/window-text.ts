import type { IntlShape } from 'react-intl';
import type { MonitorWindowSize } from '../../../shared/models/drift-monitor';

type Intl = Pick<IntlShape, 'formatDate' | 'formatDateTimeRange'>;
/** Windows are cut in UTC, and told as they are cut: in another zone a day would begin the evening before. */
const UTC = { timeZone: 'UTC' } as const;
const DAY = { ...UTC, month: 'short', day: 'numeric' } as const;
const HOUR = { ...DAY, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const DAY_MS = 86_400_000;

/** When a window begins, in the few letters of an axis. */
export function windowStart(intl: Intl, start: number, size: MonitorWindowSize): string {
  if (size === 'hour') return intl.formatDate(start, HOUR);
  return intl.formatDate(start, size === 'month' ? { ...UTC, month: 'short', year: 'numeric' } : DAY);
}

/** A moment within a window, told as windows are. */
export const momentWords = (intl: Pick<IntlShape, 'formatDate'>, at: number, { start, end }: { readonly start: number; readonly end: number }): string =>
  intl.formatDate(at, end - start > DAY_MS ? HOUR : { ...UTC, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** A stretch of time from its first moment to before its last, as a person would say it. */
export function spanWords(intl: Intl, { start, end }: { readonly start: number; readonly end: number }): string {
  const isDays = start % DAY_MS === 0 && end % DAY_MS === 0;
  // Its last day is the one before it ends; an hour ends when the next one begins.
  const last = isDays ? end - 1 : end;
  const format = { ...(isDays ? DAY : HOUR), year: 'numeric' } as const;
  return last - start < DAY_MS && isDays ? intl.formatDate(start, format) : intl.formatDateTimeRange(start, last, format);
}
