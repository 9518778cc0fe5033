/** Windows that are looked at together, by their places; both are included. */
export type Brush = { readonly first: number; readonly last: number };

export const brushOf = (one: number, other: number): Brush => ({ first: Math.min(one, other), last: Math.max(one, other) });

/** The windows that a stretch of time holds; null where it holds none. */
export function brushedBy(windows: readonly { readonly start: number; readonly end: number }[], from: number, to: number): Brush | null {
  const first = windows.findIndex(({ end }) => end > from);
  const last = windows.findLastIndex(({ start }) => start < to);
  return first < 0 || last < first ? null : { first, last };
}

/** Where a key leads: arrows move it, with Shift they make it longer or shorter at its end. Null for other keys. */
export function movedBrush({ first, last }: Brush, key: string, isLonger: boolean, count: number): Brush | null {
  const width = last - first;
  const begin = (at: number): Brush => {
    const from = Math.min(count - 1 - width, Math.max(0, at));
    return { first: from, last: from + width };
  };
  if (key === 'Home') return begin(0);
  if (key === 'End') return begin(count - 1 - width);
  const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[key];
  if (step === undefined) return null;
  return isLonger ? { first, last: Math.min(count - 1, Math.max(first, last + step)) } : begin(first + step);
}
