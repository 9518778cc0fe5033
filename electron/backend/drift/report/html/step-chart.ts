import type { BinWords } from './bin-words';
import type { Drawn } from './drawn';
import type { DrawnBin } from './drawn-bins';
import { type Html, html } from './html';
import { niceTop } from './nice-top';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [560, 230, 46, 8, 10, 22];
/** How wide a letter of the axis is at most, and what stays free between two labels. */
const LETTER = 7;
const GAP = 14;

/** Numbers: bins side by side, of the same width whatever they span, so that the height of a step is the share of rows in it. */
export function stepChart(bins: readonly DrawnBin[], { label, hints, names, words: { share } }: Drawn): Html {
  const top = niceTop(Math.max(...bins.flatMap(({ reference, current }) => [reference, current])));
  const step = (WIDTH - LEFT - RIGHT) / bins.length;
  const x = (at: number) => round(LEFT + at * step);
  const y = (value: number) => round(HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM));
  const floor = HEIGHT - BOTTOM;
  const outline = (side: 'reference' | 'current') => bins.map((bin, at) => `V${y(bin[side])}H${x(at + 1)}`).join('');
  const lines = [top, top / 2].map(
    (value) =>
      html`<path class="grid" d="M${LEFT} ${y(value)}H${WIDTH - RIGHT}"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${share(value)}</text>`,
  );
  const areas = hints.map(
    (hint, at) => html`<rect class="hint" x="${x(at)}" y="${TOP}" width="${round(step)}" height="${floor - TOP}"><title>${hint}</title></rect>`,
  );
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">${lines}<path class="reference" d="M${LEFT} ${floor}${outline('reference')}V${floor}Z"/><path class="grid" d="M${LEFT} ${floor}H${WIDTH - RIGHT}"/><path class="current" d="M${LEFT} ${floor}${outline('current')}V${floor}"/>${outsideMarks(bins, x)}${axis(bins, names, x)}${areas}</svg>`;
}

/** What lies outside of the reference's bins stands apart. */
function outsideMarks(bins: readonly DrawnBin[], x: (at: number) => number): Html[] {
  const places = bins.flatMap(({ bin }, at) => (bin.kind === 'below' ? [at + 1] : bin.kind === 'above' ? [at] : []));
  return places.map((at) => html`<path class="apart" d="M${x(at)} ${TOP}V${HEIGHT - BOTTOM + 4}"/>`);
}

/** Some edges: the first, the last, and such between as have room. */
function axis(bins: readonly DrawnBin[], names: BinWords, x: (at: number) => number): Html[] {
  const edges = bins.flatMap(({ bin }, at) => (bin.kind === 'between' ? [{ at: x(at), text: names.edge(bin.low, bin.high) }] : []));
  const last = bins.findLastIndex(({ bin }) => bin.kind === 'between');
  const end = bins[last]?.bin;
  if (end?.kind === 'between') edges.push({ at: x(last + 1), text: names.edge(end.high, end.low) });
  const room = Math.max(...edges.map(({ text }) => text.length)) * LETTER + GAP;
  const [from, to] = [edges[0]?.at ?? 0, edges.at(-1)?.at ?? 0];
  // The outer two stand inward of their places, those between on both sides of theirs.
  const isFree = (at: number, taken: number) => at - taken >= room && to - at >= room * 1.5;
  let taken = from + room / 2;
  const shown = edges.filter(({ at }, place) => {
    if (place === 0 || place === edges.length - 1) return true;
    if (!isFree(at, taken)) return false;
    taken = at;
    return true;
  });
  return shown.map(({ at, text }, place) => {
    const anchor = place === 0 ? 'start' : place === shown.length - 1 ? 'end' : 'middle';
    return html`<text x="${at}" y="${HEIGHT - 6}" text-anchor="${anchor}">${text}</text>`;
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;
