import type { SeriesPoint } from '../../../../shared/models/drift-monitor';

/** From the beginning of the first to the end of the last of neighbouring windows that are alike. */
export type Stretch = { readonly from: number; readonly to: number };

function stretchesOf(points: readonly SeriesPoint[], isOf: (point: SeriesPoint) => boolean): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const point of points) {
    if (!isOf(point)) continue;
    const before = found.at(-1);
    // Windows that are next to each other: a month may be missing between two.
    if (before && before.to === point.start) found[found.length - 1] = { from: before.from, to: point.end };
    else found.push({ from: point.start, to: point.end });
  }
  return found;
}

/** Where too few rows were there to judge. */
export const tooFew = (points: readonly SeriesPoint[]): readonly Stretch[] =>
  stretchesOf(points, ({ value, verdict }) => value === null || verdict === null || verdict === 'insufficient');

/** Where it was drifted. */
export const drifted = (points: readonly SeriesPoint[]): readonly Stretch[] => stretchesOf(points, ({ verdict }) => verdict === 'drifted');

/** Windows between which there is nothing at all. */
export const missing = (points: readonly SeriesPoint[]): readonly Stretch[] =>
  points.flatMap(({ start }, index) => {
    const before = points[index - 1];
    return before && before.end < start ? [{ from: before.end, to: start }] : [];
  });
