/** So many windows are shown at once: a quarter of a year of days. */
export const WINDOWS_SHOWN = 90;

/** A stretch of windows that are shown together. `before`: how it is asked for; null: the newest. */
export type Range = { readonly start: number; readonly end: number; readonly before: number | null };
type Times = { readonly start: number; readonly end: number };

/** All windows in stretches, the newest first. */
export function rangesOf(windows: readonly Times[]): readonly Range[] {
  const ranges: Range[] = [];
  for (let end = windows.length; end > 0; end -= WINDOWS_SHOWN) {
    const [first, last] = [windows[Math.max(0, end - WINDOWS_SHOWN)], windows[end - 1]];
    if (first && last) ranges.push({ start: first.start, end: last.end, before: windows[end]?.start ?? null });
  }
  return ranges;
}

/** The stretch that was asked for; else the one that holds the window that is looked at; else the newest. */
export function rangeShown(ranges: readonly Range[], { before, from }: { readonly before: number | null; readonly from: number | null }): Range | null {
  const holds = ({ start }: Range) => (before !== null ? start < before : from === null || start <= from);
  return ranges.find(holds) ?? ranges.at(-1) ?? null;
}
