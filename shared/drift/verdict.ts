import type { Interval } from './interval';

export const VERDICTS = ['pass', 'fail', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];

/**
 * Of a measure that is worse when it is more, and `none` where both sides are alike. It passes where even the end of the interval is below
 * the limit. It fails where what was found reaches the limit *and* is not of chance: effect and significance, both. Everything else is
 * inconclusive, and so is what could not be measured.
 */
export function judge(found: Interval | null, limit: number, none = 0): Verdict {
  if (!found || Number.isNaN(found.value)) return 'inconclusive';
  if (found.high < limit) return 'pass';
  return found.value >= limit && found.low > none ? 'fail' : 'inconclusive';
}

/** What several say together: one that fails decides, and what is not known is never good. Of none: not known. */
export function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.length > 0 && verdicts.every((verdict) => verdict === 'pass') ? 'pass' : 'inconclusive';
}
