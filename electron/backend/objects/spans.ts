import type { Span } from '../connectors/contract';

/** In order, apart from each other, none empty: what touches or overlaps is one. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of spans.filter((span) => span.end > span.start).toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
}

/** What of the wanted is not among what is there. */
export function missingSpans(wanted: readonly Span[], there: readonly Span[]): Span[] {
  const missing: Span[] = [];
  const held = mergeSpans(there);
  for (const { start, end } of mergeSpans(wanted)) {
    let at = start;
    for (const each of held) {
      if (each.end <= at) continue;
      if (each.start >= end) break;
      if (each.start > at) missing.push({ start: at, end: each.start });
      at = Math.max(at, each.end);
    }
    if (at < end) missing.push({ start: at, end });
  }
  return missing;
}

/** Pieces of at most so many bytes, in order. */
export const cutSpans = (spans: readonly Span[], bytes: number): Span[] =>
  spans.flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / bytes) }, (_, index) => ({ start: start + index * bytes, end: Math.min(end, start + (index + 1) * bytes) })),
  );

export const bytesOfSpans = (spans: readonly Span[]): number => spans.reduce((sum, { start, end }) => sum + end - start, 0);
