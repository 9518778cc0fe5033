import { createHash } from 'node:crypto';
import type { DriftReport } from '../../../../shared/models/drift-report';
import type { Locale } from '../../../../shared/models/preferences';
import type { DriftWords } from '../../../../shared/words/drift-words';
import { chartSize } from './html/chart';
import { columnSection, columnName, reasonTexts } from './html/column-section';
import { columnTable } from './html/column-table';
import { definitions } from './html/definitions';
import { cut } from './cut';
import { Html, html } from './html/html';
import { judgedSection } from './html/judged-section';
import { STYLE } from './html/style';
import { verdictChip } from './html/verdict-chip';
import { headline, worstFirst } from './report-order';
import { reportWords } from './report-words';

/** Beyond them the page would be too large to open; the JSON form holds all. */
const SECTIONS_MAX = 1_000;
const LINES_MAX = 5_000;
const NAME_MAX = 200;
/** Nothing is loaded and nothing runs, whatever a name of a column says: only this style sheet holds. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A report as one page that needs nothing else: no script, no font, no address. It reads from the right in Arabic, follows the system's light or dark, and prints. */
export function htmlReport(report: DriftReport, locale: Locale): string {
  const words = reportWords(locale);
  const { say } = words;
  const title = `${say('drift.report.title')}: ${cut(report.reference.name, NAME_MAX)} / ${cut(report.current.name, NAME_MAX)}`;
  const head = html`<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>${Html.style(STYLE)}`;
  return html`<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"><head>${head}</head><body><main>${body(report, words)}</main></body></html>
`.text;
}

function body(report: DriftReport, words: DriftWords): Html {
  const { say } = words;
  const places = new Map(report.columns.map((column, at) => [column, at]));
  const all = worstFirst(report.columns).map((column, rank) => ({ column, at: places.get(column) ?? 0, hasSection: rank < SECTIONS_MAX }));
  const lines = all.slice(0, LINES_MAX);
  const size = chartSize(report.columns.length);
  const left = all.length - lines.length;
  return html`${top(report, words)}${whatDrifted(lines, words)}<h2>${say('drift.report.columns')}</h2>${columnTable(lines, words)}${left > 0 ? html`<p>${say('drift.report.more-columns', { count: left })}</p>` : null}
${lines.filter(({ hasSection }) => hasSection).map(({ column, at }) => columnSection(column, at, report, size, words))}${judgedSection(report, words)}${definitions(words)}<footer>${say('drift.report.made')}</footer>`;
}

/** The verdict, and between what. */
function top(report: DriftReport, words: DriftWords): Html {
  const { say } = words;
  const side = (which: 'reference' | 'current') =>
    html`<p>${say(`drift.report.${which}`)}: <bdi>${cut(report[which].name, NAME_MAX)}</bdi> <span class="quiet">${say('drift.report.row-count', { count: report[which].rows })}</span></p>`;
  return html`<header><h1>${say('drift.report.title')}</h1><p class="lead" data-report="verdict">${verdictChip(report.verdict, words)} <span>${headline(report, words)}</span></p>${side('reference')}${side('current')}</header>`;
}

/** Those that drifted, with why: before everything else. */
function whatDrifted(
  lines: readonly { readonly column: DriftReport['columns'][number]; readonly at: number; readonly hasSection: boolean }[],
  words: DriftWords,
): Html | null {
  const drifted = lines.filter(({ column }) => column.verdict === 'drifted');
  if (drifted.length === 0) return null;
  const items = drifted.map(({ column, at, hasSection }) => {
    const name = hasSection ? html`<a href="#c${at}">${columnName(column)}</a>` : columnName(column);
    return html`<dt>${name}</dt>${reasonTexts(column, words).map((text) => html`<dd>${text}</dd>`)}`;
  });
  return html`<h2>${words.say('drift.verdict.drifted')}</h2><div class="panel"><dl>${items}</dl></div>`;
}
