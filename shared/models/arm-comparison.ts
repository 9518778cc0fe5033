import { z } from 'zod';
import { VERDICTS } from '../drift/verdict';
import type { CheckId } from './action';

// A candidate beside the stable revision, as far as that can be told now. What is missing is inconclusive, never good.

const count = z.number().int().nonnegative();
const share = z.number();
/** With what holds the true value in 95 of 100 cases. */
const Interval = z.object({ value: z.number(), low: z.number(), high: z.number() });
const both = <Of extends z.ZodType>(of: Of) => z.object({ stable: of, candidate: of });
const Part = z.object({ part: count, total: count });

/** From where on something is no trifle any more. Shares, unless said otherwise. */
export const MARGINS = {
  /** More errors of a model among all answers. */
  errors: 0.01,
  /** More answers without a number where one belongs, and more requests that are refused. */
  answers: 0.01,
  /** Times as slow at its 95th percentile; a difference of a millisecond is let pass, as in the performance stage. */
  latency: 1.3,
  slowerMs: 1,
  /** Population stability index between the arms. */
  psi: 0.1,
  /** More values of an input that are missing. */
  missing: 0.02,
  /** Less area under the curve, and less that is right. */
  auc: 0.02,
  accuracy: 0.02,
  /** Of the stable revision's own mean absolute error, more. */
  mae: 0.05,
} as const;
/** Fewer rows of an arm prove nothing. */
export const ROWS_MIN = 500;

/** Why nothing can be said, or not yet. */
export const Undecided = z.enum([
  'no-traffic', // the candidate has answered nothing since the split was set
  'few-requests',
  'undecided', // the interval lies across the limit
  'log-off', // no payload log is kept
  'log-empty', // nothing of it was written yet
  'log-unread', // it could not be read
  'masked', // what would be compared is masked or dropped
  'nothing-told', // no input or output that can be compared
  'split-off', // the measured split is not the one that was set
  'labels-unset', // no dataset is named for them
  'labels-unread', // it could not be read, or may not be
  'labels-none', // none of them is of a request in the log
  'few-labels',
  'one-kind', // labels of one kind alone
]);
export type Undecided = z.infer<typeof Undecided>;

const base = {
  verdict: z.enum(VERDICTS),
  reason: Undecided.nullable(),
  /** So many of the candidate's would probably decide; null where that cannot be told. */
  needed: count.nullable(),
};

/** How often each bin occurs, in shares of the arm. Numbers: equal bins from `low` to `high`, one below and one above. Categories: the last is all others. */
export const Distribution = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('numbers'), low: z.number(), high: z.number(), shares: both(z.array(share)) }),
  z.object({ kind: z.literal('categories'), names: z.array(z.string()), shares: both(z.array(share)) }),
]);
export type Distribution = z.infer<typeof Distribution>;

export const FeatureComparison = z.object({
  name: z.string(),
  rows: both(count),
  verdict: z.enum(VERDICTS),
  reason: Undecided.nullable(),
  psi: Interval.nullable(),
  /** What chance alone makes of it, in 95 of 100 cases, at most; and in how many bins it was measured. */
  byChance: z.number().nullable(),
  bins: count,
  /** Of the test that both are of one distribution, adjusted for how many features are looked at. */
  p: z.number().nullable(),
  missing: both(Part),
  /** Of the candidate: beyond every value of the stable revision, or a category that it never had. */
  beyond: Part,
  distribution: Distribution.nullable(),
});
export type FeatureComparison = z.infer<typeof FeatureComparison>;

export const FreshError = z.object({ status: z.number().int(), text: z.string().nullable(), count });

export const ComparisonPoint = z.discriminatedUnion('id', [
  z.object({ id: z.literal('enough'), ...base, requests: both(count), moreMs: z.number().nullable() }),
  z.object({ id: z.literal('inputs'), ...base, features: z.array(FeatureComparison) }),
  z.object({ id: z.literal('errors'), ...base, arms: both(Part), difference: Interval.nullable(), fresh: z.array(FreshError) }),
  z.object({
    id: z.literal('answers'),
    ...base,
    refused: both(Part),
    refusedMore: Interval.nullable(),
    /** Values of outputs that are no number, or not there; null without a log. */
    empty: both(Part).nullable(),
    emptyMore: Interval.nullable(),
  }),
  z.object({
    id: z.literal('latency'),
    ...base,
    quantiles: z.array(z.object({ quantile: z.enum(['p50', 'p95', 'p99']), ms: both(z.number().nullable()), ratio: Interval.nullable() })),
  }),
  z.object({ id: z.literal('predictions'), ...base, features: z.array(FeatureComparison) }),
  z.object({
    id: z.literal('quality'),
    ...base,
    metric: z.enum(['auc', 'accuracy', 'mae']).nullable(),
    arms: both(Interval.nullable()),
    /** The candidate's less the stable revision's. */
    difference: Interval.nullable(),
    /** Of a difference that would be no trifle, in the unit of the metric. */
    margin: z.number().nullable(),
    /** Beside the area under the curve, where scores are compared. */
    accuracy: both(Interval.nullable()).nullable(),
    /** Where the candidate is most surely worse, of all values of inputs with enough labels; it decides nothing by itself. */
    slice: z
      .object({
        feature: z.string(),
        value: z.string(),
        rows: both(count),
        /** Widened for how many were looked at: all of them together hold in 95 of 100 cases. */
        difference: Interval,
        of: count,
        verdict: z.enum(VERDICTS),
      })
      .nullable(),
    /** Rows whose label has come, of those that were answered. */
    labelled: both(Part),
    /** From the answer to its label, ms; null where labels have no time. */
    lag: z.object({ p50: z.number(), p95: z.number() }).nullable(),
    /** Labels that came again and said the same, that contradict one another (left out), that are of no request in the log, and that are unreadable. */
    repeated: count,
    contradicting: count,
    unmatched: count,
    unreadable: count,
  }),
]);
export type ComparisonPoint = z.infer<typeof ComparisonPoint>;
export type PointId = ComparisonPoint['id'];
export type PointOf<Id extends PointId> = Extract<ComparisonPoint, { id: Id }>;

export const ArmComparison = z.object({
  at: z.number(),
  /** Revisions. */
  stable: z.number().int(),
  candidate: z.number().int(),
  /** Since when the split is what it is: nothing before it is counted. */
  since: z.number(),
  /** Of the candidate: what was set, and what came of it. */
  split: z.object({ wanted: share, measured: Interval.nullable() }),
  log: z.object({
    /** Of requests, that is kept. */
    share,
    /** Of those, every so manieth was read. */
    oneIn: z.number().int().positive(),
    rows: both(count),
    /** Sampled, and not written. */
    lost: count,
    /** Inputs and outputs of which nothing may be seen. */
    hidden: z.array(z.string()),
  }),
  points: z.array(ComparisonPoint),
});
export type ArmComparison = z.infer<typeof ArmComparison>;

export const pointOf = <Id extends PointId>({ points }: Pick<ArmComparison, 'points'>, id: Id): PointOf<Id> | undefined =>
  points.find((point): point is PointOf<Id> => point.id === id);

/** As what each point stands among the checks of a plan. */
export const POINT_CHECKS: Readonly<Record<PointId, CheckId>> = {
  enough: 'enough-data',
  inputs: 'arms-alike',
  errors: 'errors-compared',
  answers: 'answers-compared',
  latency: 'latency-compared',
  predictions: 'predictions-compared',
  quality: 'quality-compared',
};
