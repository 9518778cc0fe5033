import { replaceEqualDeep } from '@tanstack/react-query';
import type { Input, Output } from '../../shared/api/api';
import type { RunRow } from '../../shared/models/run';

/** What is looked for, and in which order. */
export type RunQuery = Omit<Input<'runs.search'>, 'connection' | 'offset' | 'limit'>;
/** A place in the list whose run has not been read yet. */
export type RunGap = { readonly id: string; readonly gap: true };
export type RunSlot = RunRow | RunGap;
export const isGap = (slot: RunSlot): slot is RunGap => 'gap' in slot;

/** What is known of a list of runs. The slots are as many as there are runs. */
export type RunList = { readonly total: number | null; readonly slots: readonly RunSlot[] };
export const NO_RUNS: RunList = { total: null, slots: [] };

/** One page is read in one go, and is more than a window shows. */
export const RUN_PAGE = 100;

/** A gap is the same object each time, so that it is drawn once. */
const gaps: RunGap[] = [];
const gapAt = (index: number): RunGap => (gaps[index] ??= { id: `gap-${index}`, gap: true });

/** The list with a page in its place. A run that did not change stays the same object, wherever it moved to. */
export function withPage({ slots }: RunList, offset: number, { rows, total }: Output<'runs.search'>): RunList {
  const known = new Map<string, RunRow>();
  for (let index = Math.max(0, offset - RUN_PAGE); index < Math.min(slots.length, offset + 2 * RUN_PAGE); index += 1) {
    const slot = slots[index];
    if (slot && !isGap(slot)) known.set(slot.id, slot);
  }
  const came = new Set(rows.map(({ id }) => id));
  const next = Array.from({ length: total }, (_, index): RunSlot => {
    const row = rows[index - offset];
    if (row) return replaceEqualDeep(known.get(row.id), row);
    const slot = slots[index];
    // A run that moved into this page stands in no other any more.
    return !slot || isGap(slot) || came.has(slot.id) ? gapAt(index) : slot;
  });
  return { total, slots: next };
}
