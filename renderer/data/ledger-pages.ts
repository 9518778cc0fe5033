import type { Output } from '../../shared/api/api';
import type { Failure } from '../../shared/models/failure';
import type { LedgerRow } from '../../shared/models/ledger-entry';

export type LedgerPages = {
  /** Newest first, without a gap, as far down as was asked for. */
  readonly rows: readonly LedgerRow[];
  /** Entries that fit, read or not; null before the first answer. */
  readonly total: number | null;
  /** Nothing older is left to read. */
  readonly whole: boolean;
  readonly reading: boolean;
  readonly failure: Failure | null;
};
export const NO_PAGES: LedgerPages = { rows: [], total: null, whole: false, reading: true, failure: null };
/** What was read, and what came since and is kept aside, newest first. */
export type LedgerHeld = { readonly pages: LedgerPages; readonly fresh: readonly LedgerRow[] };

/** The rows with a page of older ones below them. */
export function appended(pages: LedgerPages, { rows, total }: Output<'ledger.list'>, page: number): LedgerPages {
  const last = pages.rows.at(-1)?.seq ?? Number.POSITIVE_INFINITY;
  return { rows: [...pages.rows, ...rows.filter(({ seq }) => seq < last)], total, whole: rows.length < page, reading: false, failure: null };
}

/**
 * What came since: among the rows where they are live, else aside.
 * @param how `gap`: more came than were read, so that the list begins with them
 */
export function withNewest(
  { pages, fresh }: LedgerHeld,
  { rows, total }: Output<'ledger.list'>,
  { live, gap }: { readonly live: boolean; readonly gap: boolean },
): LedgerHeld {
  if (gap) return { pages: { ...pages, rows, total, whole: false }, fresh: [] };
  const top = (fresh[0] ?? pages.rows[0])?.seq ?? -1;
  const come = [...rows.filter(({ seq }) => seq > top), ...fresh];
  if (live) return { pages: { ...pages, rows: come.length > 0 ? [...come, ...pages.rows] : pages.rows, total }, fresh: [] };
  return { pages: { ...pages, total }, fresh: come };
}
