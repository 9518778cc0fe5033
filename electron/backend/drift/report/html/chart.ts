import type { ColumnReport } from '../../../../../shared/models/drift-report';
import type { DriftWords } from '../../../../../shared/words/drift-words';
import { barChart } from './bar-chart';
import { createBinWords, type TimeShown } from './bin-words';
import { drawnBins } from './drawn-bins';
import { cut } from '../cut';
import { type Html, html } from './html';
import { stepChart } from './step-chart';

export type ChartSize = { readonly bins: number; readonly categories: number; readonly hints: boolean };
/** What a chart is drawn by: how many bins, and whether each tells its numbers. */
export const chartSize = (columns: number): ChartSize =>
  columns <= 100 ? { bins: 40, categories: 20, hints: true } : { bins: 20, categories: 8, hints: false };

const NAME_MAX = 80;

/** Both sides of a column in the same bins. */
export function chart(column: ColumnReport, time: TimeShown, size: ChartSize, words: DriftWords): Html {
  const { say } = words;
  const isNumbers = column.distribution?.bins.kind === 'edges';
  const bins = column.distribution ? drawnBins(column.distribution, isNumbers ? size.bins : size.categories) : [];
  if (bins.length === 0) return html`<p class="quiet">${say('drift.report.chart.none')}</p>`;
  const names = createBinWords(words, time);
  const label = say('drift.report.chart', { column: cut(column.name, NAME_MAX) });
  const hints = size.hints
    ? bins.map(({ bin, reference, current }) =>
        say('drift.report.chart.bin', { bin: names.bin(bin), reference: words.share(reference), current: words.share(current) }),
      )
    : [];
  return html`<figure>${isNumbers ? stepChart(bins, { label, hints, names, words }) : barChart(bins, { label, hints, names, words })}<figcaption><span class="key reference"></span>${say('drift.report.reference')} <span class="key current"></span>${say('drift.report.current')}</figcaption></figure>`;
}
