const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** The first Monday since 1970 began. */
const MONDAY_MS = 4 * DAY_MS;

export type WindowTimes = { readonly start: number; readonly end: number };

/** The window that a moment lies in, in UTC; a week begins on Monday. */
export function windowOf(at: number, size: 'hour' | 'day' | 'week' | 'month'): WindowTimes {
  if (size === 'month') {
    const date = new Date(at);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    return { start: Date.UTC(year, month), end: Date.UTC(year, month + 1) };
  }
  const [length, from] = size === 'week' ? [WEEK_MS, MONDAY_MS] : [size === 'day' ? DAY_MS : HOUR_MS, 0];
  const start = Math.floor((at - from) / length) * length + from;
  return { start, end: start + length };
}
