import type { FormatDateOptions, IntlShape } from 'react-intl';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const unit = (intl: IntlShape, value: number, name: 'second' | 'minute' | 'hour' | 'day') =>
  intl.formatNumber(value, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 });

/** How long: `8 sec`, `12 min`, `1 hr 58 min`, `3 days`. Two units at most; a negative length is none. */
export function spanText(intl: IntlShape, lengthMs: number): string {
  const length = Math.max(0, lengthMs);
  if (length < MINUTE) return unit(intl, Math.floor(length / SECOND), 'second');
  if (length < HOUR) return unit(intl, Math.floor(length / MINUTE), 'minute');
  const [large, small] = length < DAY ? ([HOUR, MINUTE] as const) : ([DAY, HOUR] as const);
  const whole = Math.floor(length / large);
  const rest = Math.floor((length - whole * large) / small);
  const names = large === HOUR ? (['hour', 'minute'] as const) : (['day', 'hour'] as const);
  return rest === 0 || whole >= 10 ? unit(intl, whole, names[0]) : `${unit(intl, whole, names[0])} ${unit(intl, rest, names[1])}`;
}

/** How long ago: `now`, `12 sec. ago`, `3 days ago`. What lies ahead by a clock that differs counts as now. */
export function agoText(intl: IntlShape, at: number, now: number): string {
  const age = Math.max(0, now - at);
  const ago = (value: number, name: 'second' | 'minute' | 'hour' | 'day') => intl.formatRelativeTime(-value, name, { style: 'short', numeric: 'auto' });
  if (age < MINUTE) return ago(Math.floor(age / SECOND), 'second');
  if (age < HOUR) return ago(Math.floor(age / MINUTE), 'minute');
  if (age < DAY) return ago(Math.floor(age / HOUR), 'hour');
  return ago(Math.floor(age / DAY), 'day');
}

/** A day begins at a whole quarter of an hour, in whatever zone. */
const QUARTER = 15 * MINUTE;
const KEPT_MAX = 1_000;
const kept = new WeakMap<IntlShape, Map<string, string>>();

/** When: `11:04` today, `22 Nov, 11:04` in this year, else with the year. Always the 24-hour clock, as logs have it. */
export function whenText(intl: IntlShape, at: number, now: number, seconds = false): string {
  const texts = kept.get(intl) ?? new Map<string, string>();
  kept.set(intl, texts);
  const key = `${at} ${Math.floor(now / QUARTER)} ${seconds}`; // rows by the dozen say the same, each second
  const text = texts.get(key) ?? formatWhen(intl, at, now, seconds);
  if (texts.size >= KEPT_MAX) texts.clear();
  texts.set(key, text);
  return text;
}

function formatWhen(intl: IntlShape, at: number, now: number, seconds: boolean): string {
  const time: FormatDateOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(seconds && { second: '2-digit' }) };
  const day = (moment: number) => intl.formatDate(moment, { year: 'numeric', month: 'numeric', day: 'numeric' });
  const year = (moment: number) => intl.formatDate(moment, { year: 'numeric' });
  if (day(at) === day(now)) return intl.formatDate(at, time);
  return intl.formatDate(at, { day: 'numeric', month: 'short', ...(year(at) !== year(now) && { year: 'numeric' }), ...time });
}
