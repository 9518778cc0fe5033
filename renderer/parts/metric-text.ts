import type { IntlShape } from 'react-intl';
import type { MetricValue } from '../../shared/models/run';

const DIGITS = 5;
/** Beyond these a number is written with its power of ten. */
const LARGE = 1e7;
const SMALL = 1e-4;

/** A value as people read it: five digits, powers of ten where it is very large or small. What is not finite is said as it is. */
export function metricText(intl: Pick<IntlShape, 'formatNumber'>, value: MetricValue): string {
  if (value === 'Infinity') return '∞';
  if (value === '-Infinity') return '−∞';
  if (value === 'NaN') return 'NaN';
  const size = Math.abs(value);
  if (size !== 0 && (size >= LARGE || size < SMALL)) return intl.formatNumber(value, { notation: 'scientific', maximumSignificantDigits: 3 });
  return intl.formatNumber(value, { maximumSignificantDigits: Number.isInteger(value) ? 12 : DIGITS });
}

/** How far a value is from another, with its sign, in the little room beside a name: `+0.00366`, `+9.8E-6`. */
export function deltaText(intl: Pick<IntlShape, 'formatNumber'>, delta: number): string {
  const size = Math.abs(delta);
  if (size !== 0 && (size >= LARGE || size < SMALL)) {
    return intl.formatNumber(delta, { notation: 'scientific', maximumSignificantDigits: 2, signDisplay: 'exceptZero' });
  }
  return intl.formatNumber(delta, { maximumSignificantDigits: 3, signDisplay: 'exceptZero' });
}

/** From so much on a number is counted in these, by the signs of measures: words of a language are too long for an axis. */
const UNITS = [
  { from: 1e12, unit: 1e12, sign: 'T' },
  { from: 1e9, unit: 1e9, sign: 'G' },
  { from: 1e6, unit: 1e6, sign: 'M' },
  { from: 1e4, unit: 1e3, sign: 'k' },
] as const;

/** The same in the little room of an axis: `20k`, `1.5`, `6E-4`. As many digits as tell it from the place a `step` further. */
export function axisText(intl: Pick<IntlShape, 'formatNumber'>, value: number, step?: number): string {
  const size = Math.abs(value);
  const digits = (least: number) => ({ maximumSignificantDigits: step ? Math.min(AXIS_DIGITS, Math.max(least, digitsTo(size, step))) : least });
  if (size !== 0 && size < 0.001) return intl.formatNumber(value, { notation: 'scientific', ...digits(2) });
  const large = UNITS.find(({ from }) => size >= from);
  if (step !== undefined && step < 1 && size < 100) {
    const decimals = Math.min(AXIS_DIGITS, decimalsOf(step));
    return intl.formatNumber(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }
  if (large) return `${intl.formatNumber(value / large.unit, digits(3))}${large.sign}`;
  return intl.formatNumber(value, digits(3));
}

/** More than these reach beyond the place of an axis. */
const AXIS_DIGITS = 6;
/** From the first digit of a number to the second of its step: steps are 1, 2, 2.5 or 5. */
const digitsTo = (size: number, step: number) => (size === 0 ? 1 : Math.floor(Math.log10(size)) - Math.floor(Math.log10(step)) + 2);

/** So many after the point tell places that are a step apart, all of them alike: 0.70, 0.75, 0.80. */
function decimalsOf(step: number): number {
  const decimals = -Math.floor(Math.log10(step));
  return Number.isInteger(Number((step * 10 ** decimals).toPrecision(6))) ? decimals : decimals + 1;
}

/** As a number to draw or to export; what is not finite cannot be drawn. */
export const drawnValue = (value: MetricValue): number | null => (typeof value === 'number' ? value : null);

/** The beginning of a digest or an id: enough to tell it from others by eye. */
export const shortId = (id: string): string => id.slice(0, 8);
