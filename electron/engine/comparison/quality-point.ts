import { auc } from '../../../shared/drift/auc';
import { around, type Interval } from '../../../shared/drift/interval';
import { meanDifference, meanInterval, type Summed } from '../../../shared/drift/mean-difference';
import { newcombeDifference } from '../../../shared/drift/newcombe-difference';
import { rowsNeeded } from '../../../shared/drift/rows-needed';
import { judge } from '../../../shared/drift/verdict';
import { wilsonInterval } from '../../../shared/drift/wilson-interval';
import { MARGINS, type PointOf, type Undecided } from '../../../shared/models/arm-comparison';
import type { ServiceLabels } from '../../../shared/models/service-labels';
import type { Both } from './needs';
import type { Judged, ReadLabels } from './read-labels';

/** Fewer labels of an arm prove nothing. */
export const LABELS_MIN = 200;
const HALF = 0.5;

type Quality = PointOf<'quality'>;
const NOTHING = { stable: null, candidate: null } as const;
const NONE = { part: 0, total: 0 };

/** What is said where there is nothing to join. */
export const unlabelled = (reason: Undecided): Quality => ({
  id: 'quality',
  verdict: 'inconclusive',
  reason,
  needed: null,
  metric: null,
  arms: NOTHING,
  difference: null,
  margin: null,
  accuracy: null,
  slice: null,
  labelled: { stable: NONE, candidate: NONE },
  lag: null,
  repeated: 0,
  contradicting: 0,
  unmatched: 0,
  unreadable: 0,
});

/** How well both arms did by the labels that have come. */
export function qualityPoint(task: ServiceLabels['task'], read: ReadLabels): Quality {
  const { judged, answered, lags, ...counts } = read;
  const part = (arm: 'stable' | 'candidate') => ({ part: judged[arm].length, total: answered[arm] });
  const labelled = { stable: part('stable'), candidate: part('candidate') };
  const base = { ...unlabelled('labels-none'), labelled, lag: lags, ...counts };
  if (labelled.stable.part + labelled.candidate.part === 0) return base;
  const found = measureOf(task, judged);
  const worse = found.difference && worsening(found.metric, found.difference);
  const few = Math.min(labelled.stable.part, labelled.candidate.part) < LABELS_MIN;
  const verdict = few ? 'inconclusive' : judge(worse, found.margin ?? 0);
  const reason: Undecided | null = verdict !== 'inconclusive' ? null : few ? 'few-labels' : found.difference ? 'undecided' : 'one-kind';
  const needed = verdict !== 'inconclusive' || !worse || !found.margin ? (few ? LABELS_MIN : null) : rowsNeeded(worse, found.margin, labelled.candidate.part);
  return { ...base, ...found, verdict, reason, needed: needed === null ? null : Math.max(LABELS_MIN, needed) };
}

/** How much worse a difference is: of an error more of it, of all else less. */
export const worsening = (metric: Quality['metric'], { value, low, high }: Interval): Interval =>
  metric === 'mae' ? { value, low, high } : { value: -value, low: -high, high: -low };

type Measured = Pick<Quality, 'metric' | 'arms' | 'difference' | 'margin' | 'accuracy'>;
export const measureOf = (task: ServiceLabels['task'], judged: Both<readonly Judged[]>): Measured => MEASURES[task](judged);
const MEASURES: Readonly<Record<ServiceLabels['task'], (judged: Both<readonly Judged[]>) => Measured>> = {
  score({ stable, candidate }) {
    const areas = { stable: areaOf(stable), candidate: areaOf(candidate) };
    const interval = (of: typeof areas.stable) => of && around(of.value, Math.sqrt(of.variance));
    const right = (rows: readonly Judged[]) => rows.filter(({ said, true: truth }) => (said >= HALF ? 1 : 0) === truth).length;
    return {
      metric: 'auc',
      arms: { stable: interval(areas.stable), candidate: interval(areas.candidate) },
      difference:
        areas.stable && areas.candidate
          ? around(areas.candidate.value - areas.stable.value, Math.sqrt(areas.stable.variance + areas.candidate.variance))
          : null,
      margin: MARGINS.auc,
      accuracy: { stable: wilsonInterval(right(stable), stable.length), candidate: wilsonInterval(right(candidate), candidate.length) },
    };
  },
  class({ stable, candidate }) {
    const right = (rows: readonly Judged[]) => ({ part: rows.filter(({ true: isRight }) => isRight === 1).length, total: rows.length });
    const [a, b] = [right(stable), right(candidate)];
    return {
      metric: 'accuracy',
      arms: { stable: wilsonInterval(a.part, a.total), candidate: wilsonInterval(b.part, b.total) },
      difference: newcombeDifference(b, a),
      margin: MARGINS.accuracy,
      accuracy: null,
    };
  },
  number({ stable, candidate }) {
    const [a, b] = [errorsOf(stable), errorsOf(candidate)];
    return {
      metric: 'mae',
      arms: { stable: meanInterval(a), candidate: meanInterval(b) },
      difference: meanDifference(b, a),
      margin: a.count > 0 ? MARGINS.mae * a.mean : null,
      accuracy: null,
    };
  },
};

const areaOf = (rows: readonly Judged[]) =>
  auc(
    rows.map(({ said }) => said),
    rows.map(({ true: truth }) => truth === 1),
  );

function errorsOf(rows: readonly Judged[]): Summed {
  const errors = rows.map(({ said, true: truth }) => Math.abs(said - truth));
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return { count: errors.length, mean, variance: errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / (errors.length - 1) };
}
