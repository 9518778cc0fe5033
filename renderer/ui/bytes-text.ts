import type { IntlShape } from 'react-intl';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
const STEP = 1_000;

/** A size in the largest unit of which there is at least one: `1.4 kB`, `96 MB`. */
export function bytesText(intl: Pick<IntlShape, 'formatNumber' | 'locale'>, bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= STEP && unit < UNITS.length - 1) {
    value /= STEP;
    unit += 1;
  }
  return intl.formatNumber(value, {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    // The short form of a byte has no plural; Arabic has short forms for some units only, and they would stand beside whole words.
    unitDisplay: unit === 0 || intl.locale.startsWith('ar') ? 'long' : 'short',
    maximumFractionDigits: unit === 0 || value >= 100 ? 0 : 1,
  });
}
