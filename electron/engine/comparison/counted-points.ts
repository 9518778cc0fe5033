import { newcombeDifference } from '../../../shared/drift/newcombe-difference';
import { ratioInterval } from '../../../shared/drift/ratio-interval';
import { rowsNeeded } from '../../../shared/drift/rows-needed';
import { judge, together, type Verdict } from '../../../shared/drift/verdict';
import { type FeatureComparison, MARGINS, type PointOf, ROWS_MIN, type Undecided } from '../../../shared/models/arm-comparison';
import type { ArmBucket } from '../../../shared/models/service';
import type { Both } from './needs';

// What the gateway itself counted of both arms: every request, whether it is in a log or not.

export type Counted = Both<ArmBucket | undefined>;

/** Why it is open, where it is: nothing came, too little came, or the interval lies across. */
export function whyOpen(verdict: Verdict, requests: Both<number>): Undecided | null {
  if (verdict !== 'inconclusive') return null;
  if (requests.candidate === 0) return 'no-traffic';
  return Math.min(requests.stable, requests.candidate) < ROWS_MIN ? 'few-requests' : 'undecided';
}

export const requestsOf = ({ stable, candidate }: Counted): Both<number> => ({ stable: stable?.requests ?? 0, candidate: candidate?.requests ?? 0 });

const partsOf = ({ stable, candidate }: Counted, of: 'errors' | 'refused') => {
  const part = (bucket: ArmBucket | undefined) => ({ part: bucket?.[of] ?? 0, total: bucket?.requests ?? 0 });
  return { stable: part(stable), candidate: part(candidate) };
};

export function errorsPoint(counted: Counted, fresh: PointOf<'errors'>['fresh']): PointOf<'errors'> {
  const arms = partsOf(counted, 'errors');
  const difference = newcombeDifference(arms.candidate, arms.stable);
  const verdict = judge(difference, MARGINS.errors);
  const needed = verdict === 'inconclusive' && difference ? rowsNeeded(difference, MARGINS.errors, arms.candidate.total) : null;
  return { id: 'errors', verdict, reason: whyOpen(verdict, requestsOf(counted)), needed, arms, difference, fresh };
}

/** Whether there is enough to see an error rate that is a trifle too high; and how long that takes at the pace of this candidate. */
export function enoughPoint(counted: Counted, { since, now }: { readonly since: number; readonly now: number }): PointOf<'enough'> {
  const requests = requestsOf(counted);
  const { difference } = errorsPoint(counted, []);
  const needed = Math.max(ROWS_MIN, difference ? rowsNeeded(difference, MARGINS.errors, requests.candidate) : 0);
  const isEnough = requests.candidate >= needed && requests.stable >= ROWS_MIN;
  const perMs = requests.candidate / Math.max(1, now - since);
  const reason: Undecided | null = isEnough ? null : requests.candidate === 0 ? 'no-traffic' : 'few-requests';
  const moreMs = isEnough ? 0 : perMs > 0 ? Math.max(0, needed - requests.candidate) / perMs : null;
  return { id: 'enough', verdict: isEnough ? 'pass' : 'inconclusive', reason, needed, requests, moreMs };
}

/** By the 95th percentile; a difference of a millisecond is let pass, whatever the ratio. */
export function latencyPoint(counted: Counted): PointOf<'latency'> {
  const quantiles = (['p50', 'p95', 'p99'] as const).map((quantile) => {
    const [stable, candidate] = [timeOf(counted.stable, quantile), timeOf(counted.candidate, quantile)];
    return {
      quantile,
      ms: { stable: counted.stable?.[quantile] ?? null, candidate: counted.candidate?.[quantile] ?? null },
      ratio: stable && candidate && ratioInterval(candidate, stable),
    };
  });
  const [stable, candidate] = [timeOf(counted.stable, 'p95'), timeOf(counted.candidate, 'p95')];
  const ratio = quantiles.find(({ quantile }) => quantile === 'p95')?.ratio ?? null;
  const byRatio = judge(ratio, MARGINS.latency, 1);
  const isTrifle = stable !== null && candidate !== null && candidate.high - stable.low <= MARGINS.slowerMs;
  const isMore = stable !== null && candidate !== null && candidate.value - stable.value > MARGINS.slowerMs;
  const verdict: Verdict = isTrifle ? 'pass' : byRatio === 'fail' && !isMore ? 'inconclusive' : byRatio;
  return { id: 'latency', verdict, reason: whyOpen(verdict, requestsOf(counted)), needed: null, quantiles };
}

function timeOf(bucket: ArmBucket | undefined, quantile: 'p50' | 'p95' | 'p99') {
  const value = bucket?.[quantile] ?? null;
  const within = bucket?.within?.[quantile] ?? null;
  return value === null || within === null ? null : { value, low: Math.min(value, within[0]), high: Math.max(value, within[1]) };
}

/** Requests that the model refuses, and outputs that are no number; the second is known by the log alone. */
export function answersPoint(counted: Counted, outputs: readonly FeatureComparison[] | null, why: Undecided | null): PointOf<'answers'> {
  const refused = partsOf(counted, 'refused');
  const refusedMore = newcombeDifference(refused.candidate, refused.stable);
  const empty = outputs && { stable: sumOf(outputs, 'stable'), candidate: sumOf(outputs, 'candidate') };
  const emptyMore = empty && newcombeDifference(empty.candidate, empty.stable);
  const byRefused = judge(refusedMore, MARGINS.answers);
  const verdict = together([byRefused, judge(emptyMore, MARGINS.answers)]);
  const reason = verdict !== 'inconclusive' ? null : byRefused === 'pass' && empty === null ? why : whyOpen(verdict, requestsOf(counted));
  return { id: 'answers', verdict, reason, needed: null, refused, refusedMore, empty, emptyMore };
}

function sumOf(features: readonly FeatureComparison[], arm: 'stable' | 'candidate') {
  return features.reduce((sum, { missing }) => ({ part: sum.part + missing[arm].part, total: sum.total + missing[arm].total }), { part: 0, total: 0 });
}
