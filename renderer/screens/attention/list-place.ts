import type { AttentionLine } from './rows';

/** The line of the first item; -1 where there is none. */
export const firstItem = (lines: readonly AttentionLine[]): number => lines.findIndex(({ kind }) => kind === 'item');

/** Where an item is now; if it is gone, the item in its place, else the last one. */
export function placeOf(lines: readonly AttentionLine[], { id, line }: { readonly id: string; readonly line: number }): number {
  const now = lines.findIndex((each) => each.kind === 'item' && each.item.id === id);
  if (now >= 0) return now;
  const next = lines.findIndex((each, at) => at >= line && each.kind === 'item');
  return next >= 0 ? next : lines.findLastIndex(({ kind }) => kind === 'item');
}

/** The item so many steps further; headings are passed over, and the ends hold. */
export function stepFrom(lines: readonly AttentionLine[], line: number, step: number): number {
  for (let at = line + step; at >= 0 && at < lines.length; at += step) if (lines[at]?.kind === 'item') return at;
  return line;
}
