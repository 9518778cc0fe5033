import type { HeatMap } from '../../../shared/models/drift-monitor';

/** A stretch of time, from its first moment to before its last. */
export type Span = { readonly from: number; readonly to: number };

/** What is looked at: what was brushed, else the window that the map opens on, else the newest. Null where there is none. */
export function spanShown(windows: HeatMap['windows'], asked: { readonly from: number | null; readonly to: number | null }, focus: number | null): Span | null {
  if (asked.from !== null && asked.to !== null) return { from: asked.from, to: asked.to };
  const shown = windows.find(({ start }) => start === focus) ?? windows.at(-1);
  return shown ? { from: shown.start, to: shown.end } : null;
}

/** The feature that is furthest from its reference within a stretch; the first of all where none can be judged there. */
export function worstColumnOf({ windows, columns }: HeatMap, { from, to }: Span): string | null {
  let worst: string | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const { name, ratios, verdicts } of columns)
    for (const [index, { start, end }] of windows.entries()) {
      const ratio = ratios[index] ?? null;
      const verdict = verdicts[index] ?? null;
      if (start < from || end > to || ratio === null || verdict === null || verdict === 'insufficient') continue;
      // What drifted comes before what is only large.
      const care = verdict === 'drifted' ? ratio + DRIFTED_FIRST : ratio;
      if (care <= most) continue;
      most = care;
      worst = name;
    }
  return worst ?? columns[0]?.name ?? null;
}
const DRIFTED_FIRST = 1e6;
