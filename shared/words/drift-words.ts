import { DRIFT_REASONS, isDriftReasonId, type ReasonValueKind } from '../models/drift-reasons';
import type { DriftReason } from '../models/drift-report';
import type { Locale } from '../models/preferences';
import { en, type WordId } from './words';

export type Say = (id: WordId, values?: Record<string, string | number>) => string;

/** How numbers and reasons of drift are told in one language: the same in a window, a terminal and a report. */
export interface DriftWords {
  readonly locale: Locale;
  readonly say: Say;
  /** Four digits; as many more as it takes to see on which side of `than` it lies. */
  number(value: number, than?: number): string;
  share(value: number, than?: number): string;
  p(value: number, than?: number): string;
  count(value: number): string;
  reason(reason: DriftReason): string;
}

const DIGITS = 4;
const P_DIGITS = 3;
const DIGITS_MAX = 17;
/** Below it, and from a million on, a number is told by its power. */
const SMALL = 1e-4;
const LARGE = 1e6;
/** The least that a p-value is told as: 0 would say that it cannot happen. */
const P_LEAST = 1e-300;
/** Marks that only turn the direction of reading: texts of ours stand in places that know theirs. */
const MARKS = /[\u200e\u200f\u061c]/g;

export function createDriftWords(locale: Locale, say: Say): DriftWords {
  const formats = new Map<string, Intl.NumberFormat>();
  const formatted = (value: number, options: Intl.NumberFormatOptions): string => {
    const key = JSON.stringify(options);
    const format = formats.get(key) ?? new Intl.NumberFormat(locale, options);
    formats.set(key, format);
    return format.format(value).replaceAll(MARKS, '');
  };
  const plain = (value: number, digits: number): string => {
    const size = Math.abs(value);
    if (size !== 0 && (size < SMALL || (size >= LARGE && !Number.isSafeInteger(value)))) return value.toExponential(digits - 1).replace(/\.?0+e/, 'e');
    if (Number.isSafeInteger(value)) return formatted(value, {});
    return formatted(value, { maximumSignificantDigits: digits });
  };
  const percent = (value: number, digits: number): string =>
    value !== 0 && Math.abs(value) < SMALL
      ? `${plain(value * 100, digits)}%`
      : formatted(value, { style: 'percent', maximumSignificantDigits: Math.max(digits - 1, 1) });
  const number = (value: number, than?: number) => apart(plain, DIGITS, value, than);
  const share = (value: number, than?: number) => apart(percent, DIGITS, value, than);
  const p = (value: number, than?: number) => (value < P_LEAST ? say('drift.p.least', { p: P_LEAST.toExponential() }) : apart(plain, P_DIGITS, value, than));
  const count = (value: number) => formatted(value, {});
  const told: Readonly<Record<ReasonValueKind, (value: string | number, than?: number) => string>> = {
    share: (value, than) => (typeof value === 'number' ? share(value, than) : value),
    number: (value, than) => (typeof value === 'number' ? number(value, than) : value),
    p: (value, than) => (typeof value === 'number' ? p(value, than) : value),
    count: (value) => (typeof value === 'number' ? count(value) : value),
    text: String,
    measure: (value) => worded(`drift.measure.${value}`, value),
    side: (value) => worded(`drift.side.${value}`, value),
    type: (value) => worded(`drift.type.${value}`, value),
  };
  const worded = (id: string, value: string | number) => (isWord(id) ? say(id) : String(value));
  return {
    locale,
    say,
    number,
    share,
    p,
    count,
    reason({ id, values }) {
      const kinds: Readonly<Record<string, ReasonValueKind>> | undefined = isDriftReasonId(id) ? DRIFT_REASONS[id] : undefined;
      // A report of another version may give reasons that we have no words for, or leave a value out.
      if (!kinds || !isDriftReasonId(id) || Object.keys(kinds).some((name) => values[name] === undefined))
        return say('drift.reason.unknown', { id, values: JSON.stringify(values) });
      const shown = Object.entries(kinds).map(([name, kind]) => [name, told[kind](values[name] ?? '', beside(name, values))] as const);
      return say(`drift.reason.${id}`, Object.fromEntries(shown));
    },
  };
}

const isWord = (id: string): id is WordId => Object.hasOwn(en, id);

/** What a value is held against, so that both are not told as the same number. */
function beside(name: string, values: DriftReason['values']): number | undefined {
  const other = { value: 'threshold', p: 'level', share: 'limit' }[name];
  const found = other === undefined ? undefined : values[other];
  return typeof found === 'number' ? found : undefined;
}

function apart(tell: (value: number, digits: number) => string, digits: number, value: number, than: number | undefined): string {
  if (than === undefined || than === value) return tell(value, digits);
  let told = tell(value, digits);
  for (let more = digits + 1; more <= DIGITS_MAX && told === tell(than, more - 1); more += 1) told = tell(value, more);
  return told;
}
