import type { DrawnBin } from './drawn-bins';
import { cut } from '../cut';
import type { Drawn } from './drawn';
import { type Html, html } from './html';

const [WIDTH, NAME, VALUES, ROW, BAR] = [560, 150, 112, 22, 7];
const NAME_MAX = 22;

/** Categories: a line each, with a bar for each side. */
export function barChart(bins: readonly DrawnBin[], { label, hints, names, words: { share } }: Drawn): Html {
  const largest = Math.max(...bins.flatMap(({ reference, current }) => [reference, current]));
  const length = (value: number) => Math.round((value / largest) * (WIDTH - NAME - VALUES) * 10) / 10;
  const bars = (side: 'reference' | 'current', top: number) =>
    bins.map((bin, at) => `M${NAME} ${at * ROW + top}h${length(bin[side])}v${BAR}h-${length(bin[side])}z`).join('');
  const texts = bins.map(({ bin, reference, current }, at) => {
    const y = at * ROW + 15;
    // A drawing reads from the left in every language.
    const shares = `${share(reference)} → ${share(current)}`;
    return html`<text x="${NAME - 8}" y="${y}" text-anchor="end">${cut(names.bin(bin), NAME_MAX)}</text><text class="number" x="${WIDTH}" y="${y}" text-anchor="end">${shares}</text>`;
  });
  const areas = hints.map((hint, at) => html`<rect class="hint" x="0" y="${at * ROW}" width="${WIDTH}" height="${ROW}"><title>${hint}</title></rect>`);
  return html`<svg viewBox="0 0 ${WIDTH} ${bins.length * ROW + 4}" role="img" aria-label="${label}"><path class="reference" d="${bars('reference', 3)}"/><path class="current-bar" d="${bars('current', 3 + BAR + 1)}"/>${texts}${areas}</svg>`;
}
