import type { HistoryPoint } from '../../data/delivery';
import type { ChartPoint } from '../../ui/downsample';

export type Mark = { readonly at: number; readonly step: number };

/** Marks nearer to each other than this share of the time shown would lie over each other. */
const APART = 0.06;

/** Moments at which another step began; of those that are too near to be told apart, the last. */
export function stepMarks(points: readonly HistoryPoint[]): readonly Mark[] {
  const marks = stepChanges(points);
  const span = (points.at(-1)?.at ?? 0) - (points[0]?.at ?? 0);
  return marks.filter(({ at }, index) => (marks[index + 1]?.at ?? Number.POSITIVE_INFINITY) - at > span * APART);
}

function stepChanges(points: readonly HistoryPoint[]): readonly Mark[] {
  const marks: Mark[] = [];
  let before: number | null = points[0]?.step ?? null;
  for (const { at, step } of points) {
    if (step !== null && step !== before) marks.push({ at, step });
    before = step;
  }
  return marks;
}

/** The last value holds until now, as long as it is known to be true. */
export function untilNow(points: readonly HistoryPoint[], now: number | null): readonly HistoryPoint[] {
  const last = points.at(-1);
  return last && now !== null && now > last.at ? [...points, { ...last, at: now }] : points;
}

export const splitPoints = (points: readonly HistoryPoint[]): readonly ChartPoint[] =>
  points.map(({ at, desired, reported, pods }) => ({ at, values: [desired, reported, pods] }));
export const replicaPoints = (points: readonly HistoryPoint[]): readonly ChartPoint[] =>
  points.map(({ at, ready, updated, total }) => ({ at, values: [ready, updated, total] }));
