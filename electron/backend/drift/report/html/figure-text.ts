import type { DriftWords } from '../../../../../shared/words/drift-words';
import type { Figure, MeasureRow } from '../measure-rows';
import { type Html, html } from './html';

/**
 * The numbers of a measure, each with all its digits for whoever reads the page by a program; or why there are none, unless `said` tells it
 * of the whole column.
 */
export function figureCell({ figures, method, df, absent }: MeasureRow, threshold: number | null, said: readonly string[], words: DriftWords): Html {
  const { say } = words;
  const why = absent && words.reason(absent);
  if (why !== null && !said.includes(why)) return html`<span class="quiet">${say('drift.report.absent')}: ${why}</span>`;
  if (figures.length === 0) return html`<span class="quiet">${say('drift.report.absent')}</span>`;
  const notes = [...(df === null ? [] : [say('drift.report.df', { df })]), ...(method === null ? [] : [say(`drift.report.method.${method}`)])];
  const numbers = figures.map((figure, at) => html`${at === 0 ? '' : ' · '}${figureText(figure, at === 0 ? threshold : null, words)}`);
  return html`${numbers}${notes.map((note) => html` · ${note}`)}`;
}

function figureText({ path, value, told }: Figure, threshold: number | null, { say, number, share, p }: DriftWords): Html {
  if (told === 'p' || told === 'p-adjusted') return datum(path, value, say(told === 'p' ? 'drift.report.p.of' : 'drift.report.p.adjusted', { p: p(value) }));
  return datum(path, value, told === 'share' ? share(value) : number(value, threshold ?? undefined));
}

/** A number as it is told, and as it is. `of` is where it stands in the JSON form. */
export const datum = (of: string, value: number, told: string): Html => html`<data data-of="${of}" value="${value}">${told}</data>`;
