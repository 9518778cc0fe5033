import { MOVING_LETTERS } from '../../../../../shared/lib/moving-letters';
import type { DriftWords } from '../../../../../shared/words/drift-words';
import type { BinName } from './drawn-bins';
import { cut } from '../cut';

/** How the ends of a bin and the bin itself are named. */
export interface BinWords {
  /** Told apart from the edge beside it. */
  edge(value: number, beside: number): string;
  bin(bin: BinName): string;
}
export type TimeShown = 'absolute' | 'time-of-day' | 'weekday' | null;

const LABEL_MAX = 60;
const DATE_MAX = 8.64e15;
/** The day before a Monday: days of the week are told by 1, Monday, to 7. */
const SUNDAY = Date.UTC(2001, 0, 7);
const DAY_MS = 86_400_000;

/** Times are told in UTC, as they are counted. */
export function createBinWords({ locale, say, number }: DriftWords, time: TimeShown): BinWords {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: 'UTC' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const edge = (value: number, beside: number): string => {
    if (time === 'absolute' && Math.abs(value) <= DATE_MAX) return date.format(value).replaceAll(MOVING_LETTERS, '');
    if (time === 'time-of-day' && value >= 0 && value <= DAY_MS) return clock.format(value);
    return number(value, beside);
  };
  return {
    edge,
    bin(bin) {
      if (bin.kind === 'below') return say('drift.report.chart.below', { edge: edge(bin.edge, bin.edge) });
      if (bin.kind === 'above') return say('drift.report.chart.above', { edge: edge(bin.edge, bin.edge) });
      if (bin.kind === 'between') return say('drift.report.chart.between', { low: edge(bin.low, bin.high), high: edge(bin.high, bin.low) });
      if (bin.kind === 'other') return say('drift.report.chart.other');
      if (time === 'weekday' && /^[1-7]$/.test(bin.value)) return weekday.format(SUNDAY + Number(bin.value) * DAY_MS);
      return cut(bin.value, LABEL_MAX);
    },
  };
}
