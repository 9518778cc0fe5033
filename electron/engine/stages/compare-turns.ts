import type { FindingId, StageOutcome } from '../../../shared/models/stage';
import { figure, finding } from './findings';
import { type Interval, medianInterval, quantile } from './interval';

/** What was measured of both in one turn, one after the other. */
export type Pair = { readonly candidate: number; readonly champion: number };

export type Rule = {
  /** The candidate may be so many times the champion; of what is better when it is more, at least so many. */
  readonly limit: number;
  readonly better: 'less' | 'more';
  /** A difference that nobody minds, whatever the ratio. */
  readonly floor?: number;
};

/** What is measured as nothing (a process that did not grow) is still divided by. */
const NEARLY_NOTHING = 1e-9;

export type Comparison = { readonly ratio: Interval | null; readonly difference: Interval | null; readonly outcome: StageOutcome };

/**
 * Both were measured in the same moments, so each turn is held against itself, and the machine's bad moments fall on both. It fails where
 * the whole interval is beyond the limit, passes where it is within, and is inconclusive where the interval lies across.
 */
export function compareTurns(pairs: readonly Pair[], { limit, better, floor = 0 }: Rule): Comparison {
  const ratio = medianInterval(pairs.map(({ candidate, champion }) => candidate / Math.max(champion, NEARLY_NOTHING)));
  const difference = medianInterval(pairs.map(({ candidate, champion }) => candidate - champion));
  if (!ratio || !difference) return { ratio: null, difference, outcome: floor > 0 && difference && difference.high <= floor ? 'pass' : 'inconclusive' };
  if (better === 'more') return { ratio, difference, outcome: ratio.low >= limit ? 'pass' : ratio.high < limit ? 'fail' : 'inconclusive' };
  const within = ratio.high <= limit || difference.high <= floor;
  const beyond = ratio.low > limit && difference.low > floor;
  return { ratio, difference, outcome: within ? 'pass' : beyond ? 'fail' : 'inconclusive' };
}

const median = (values: readonly number[]): number =>
  quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  );

export function comparisonFinding(id: FindingId, pairs: readonly Pair[], rule: Rule) {
  const comparison = compareTurns(pairs, rule);
  const { ratio, outcome } = comparison;
  const values = {
    candidate: figure(median(pairs.map(({ candidate }) => candidate))),
    champion: figure(median(pairs.map(({ champion }) => champion))),
    ratio: figure(ratio?.median ?? Number.NaN),
    low: figure(ratio?.low ?? Number.NaN),
    high: figure(ratio?.high ?? Number.NaN),
    limit: String(rule.limit),
    floor: String(rule.floor ?? 0),
  };
  return { finding: finding(id, outcome, values), comparison };
}
