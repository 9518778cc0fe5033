import type { IntlShape } from 'react-intl';
import { spanText } from '../ui/time-text';

const PRECISE_BELOW_MS = 10_000;

/** How long something took: `1.1 sec` where a tenth matters, else as `spanText`. */
export function preciseSpan(intl: IntlShape, lengthMs: number): string {
  if (lengthMs >= PRECISE_BELOW_MS) return spanText(intl, lengthMs);
  return intl.formatNumber(Math.max(0, lengthMs) / 1_000, { style: 'unit', unit: 'second', unitDisplay: 'short', maximumFractionDigits: 1 });
}
