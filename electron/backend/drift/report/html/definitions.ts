import type { DriftWords } from '../../../../../shared/words/drift-words';
import { type Html, html } from './html';

const DEFINED = [
  'ks',
  'wasserstein',
  'psi',
  'js',
  'hellinger',
  'tvd',
  'linf',
  'chi2',
  'cramers_v',
  'missing',
  'new_category_share',
  'out_of_range_share',
  'p_adjusted',
  'false_alarm_rate',
] as const;

/** Every number's definition, once. */
export function definitions({ say }: DriftWords): Html {
  const entries = DEFINED.map((id) => html`<dt id="drift.definition.${id}">${say(`drift.measure.${id}`)}</dt><dd>${say(`drift.definition.${id}`)}</dd>`);
  return html`<h2>${say('drift.report.definitions')}</h2><div class="panel"><p class="quiet">${say('drift.report.chart.bins')}</p><dl>${entries}</dl></div>`;
}
