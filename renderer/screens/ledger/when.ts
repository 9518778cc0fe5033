export const SPANS = ['today', 'week', 'month'] as const;
export type Span = (typeof SPANS)[number];
/** Which days are looked at. Days are of the reader's own clock, `2026-03-31`, both included; null is without an end. */
export type When = { readonly kind: 'any' } | { readonly kind: Span } | { readonly kind: 'days'; readonly from: string | null; readonly to: string | null };

export const isSpan = (text: string): text is Span => SPANS.some((span) => span === text);

/** A day that is in the calendar. */
export function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(year, month - 1, day);
  return date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day;
}

const SPAN_DAYS: Readonly<Record<Span, number>> = { today: 1, week: 7, month: 30 };

function startOf(day: string, plus = 0): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + plus).getTime();
}

/** The same as epoch ms, both ends included. */
export function boundsOf(when: When, now: number): { readonly from: number | null; readonly to: number | null } {
  if (when.kind === 'any') return { from: null, to: null };
  if (when.kind === 'days') return { from: when.from === null ? null : startOf(when.from), to: when.to === null ? null : startOf(when.to, 1) - 1 };
  const today = new Date(now);
  return { from: new Date(today.getFullYear(), today.getMonth(), today.getDate() - SPAN_DAYS[when.kind] + 1).getTime(), to: null };
}
