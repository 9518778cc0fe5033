import type { DistributionBar } from './distribution-bars';

/** Where half of a side lies below: in which bar, and how far into it as if its rows lay evenly. `value` is null beyond the ends, where no edge bounds it. */
export type Median = { readonly index: number; readonly part: number; readonly value: number | null };
export type Side = 'reference' | 'current';
/** How the current side lies to the reference, as far as counts in bins can tell. */
export type Shift = 'up' | 'down' | 'wider' | 'narrower';

/** Of numbers and times. Null: the side has no rows. */
export function medianOf(bars: readonly DistributionBar[], side: Side): Median | null {
  let below = 0;
  for (const [index, bar] of bars.entries()) {
    const share = bar[side];
    if (share > 0 && below + share >= HALF) {
      const part = (HALF - below) / share;
      const { from, to, kind } = bar;
      return { index, part, value: kind !== 'in' || from === null || to === null ? null : from + part * (to - from) };
    }
    below += share;
  }
  return null;
}
/** Shares are quotients: their sum may miss a half by less than this. */
const HALF = 0.5 - 1e-12;

/** A word only where it holds: at all edges, or on both sides of the reference's middle half. */
export function shiftOf(bars: readonly DistributionBar[]): Shift | null {
  let [was, is] = [0, 0];
  const edges = bars.slice(0, -1).map(({ reference, current }) => {
    was += reference;
    is += current;
    return { was, fewer: was - is };
  });
  const [up, down] = [Math.max(0, ...edges.map(({ fewer }) => fewer)), Math.max(0, ...edges.map(({ fewer }) => -fewer))];
  if (up > 0 && down <= up * AGAINST) return 'up';
  if (down > 0 && up <= down * AGAINST) return 'down';
  const nearest = (share: number) => edges.reduce((best, edge) => (Math.abs(edge.was - share) < Math.abs(best.was - share) ? edge : best));
  if (edges.length === 0) return null;
  const [low, high] = [-nearest(0.25).fewer, nearest(0.75).fewer];
  const enough = Math.max(up, down) * BOTH;
  if (low >= enough && high >= enough && enough > 0) return 'wider';
  return low <= -enough && high <= -enough && enough > 0 ? 'narrower' : null;
}
/** So much of a move may go the other way: less than that is chance. */
const AGAINST = 0.1;
/** Of the largest difference, on each side of the middle. */
const BOTH = 0.25;
