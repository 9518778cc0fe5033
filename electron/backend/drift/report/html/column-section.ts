import type { ColumnReport, DriftReport } from '../../../../../shared/models/drift-report';
import type { DriftWords } from '../../../../../shared/words/drift-words';
import { measureRows } from '../measure-rows';
import type { TimeShown } from './bin-words';
import { type ChartSize, chart } from './chart';
import { datum, figureCell } from './figure-text';
import { cut } from '../cut';
import { type Html, html } from './html';
import { VERDICT_MARK, verdictChip } from './verdict-chip';

const NAME_MAX = 200;
const REASON_MAX = 600;
const ASPECTS = ['distribution', 'missing', 'new_categories', 'range'] as const;

export const columnName = ({ name }: ColumnReport): Html => html`<bdi>${cut(name, NAME_MAX)}</bdi>`;
export const typeText = ({ type }: ColumnReport, { say }: DriftWords): string => say(`drift.type.${type ?? 'unknown'}`);
export const reasonTexts = ({ reasons }: ColumnReport, words: DriftWords): string[] => reasons.map((reason) => cut(words.reason(reason), REASON_MAX));

/** All that is known of one column. `at` is its place in the report. */
export function columnSection(column: ColumnReport, at: number, report: DriftReport, size: ChartSize, words: DriftWords): Html {
  const { say } = words;
  const rate = column.false_alarm_rate;
  const told = rate === null ? null : html`<p class="quiet">${say('drift.report.false-alarms', { rate: words.share(rate) })}</p>`;
  const aspects = ASPECTS.map((aspect) => {
    const verdict = column.aspects[aspect];
    return html`<li><span aria-hidden="true">${VERDICT_MARK[verdict]}</span> ${say(`drift.aspect.${aspect}`)}: ${say(`drift.verdict.${verdict}`)}</li>`;
  });
  return html`<section class="panel column" id="c${at}" data-column="${at}"><h3>${columnName(column)} ${verdictChip(column.verdict, words)} <small>${typeText(column, words)}</small></h3><ul class="reasons">${reasonTexts(column, words).map((text) => html`<li>${text}</li>`)}</ul><ul class="aspects">${aspects}</ul><div class="sides"><div>${chart(column, timeOf(column, report), size, words)}</div>${measureTable(column, words)}</div>${told}</section>
`;
}

/** As which part a time was read: a moment of the day where nothing else is said, of dates the day of the week. */
function timeOf({ name, type, distribution }: ColumnReport, { config }: DriftReport): TimeShown {
  if (type !== 'time') return null;
  return config.of[name]?.time ?? (distribution?.bins.kind === 'categories' ? 'weekday' : 'time-of-day');
}

function measureTable(column: ColumnReport, words: DriftWords): Html {
  const { say, share } = words;
  const threshold = column.decided_by?.threshold ?? null;
  const said = column.reasons.map(words.reason);
  const lines = measureRows(column).map((row) => {
    const limit =
      row.decides && threshold !== null
        ? html` <span class="quiet">(${say('drift.report.threshold')} ${datum('decided_by.threshold', threshold, words.number(threshold))})</span>`
        : null;
    return html`<tr${row.decides ? html` class="decides"` : null}><th scope="row"><a href="#${row.definition}">${say(row.name)}</a></th><td>${figureCell(row, row.decides ? threshold : null, said, words)}${limit}</td></tr>`;
  });
  const side = (which: 'reference' | 'current') => {
    const [rows, rate] = [column[`n_${which}`], column[`null_rate_${which}`]];
    const missing =
      rate === null ? null : html` · <a href="#drift.definition.missing">${say('drift.report.missing')}</a> ${datum(`null_rate_${which}`, rate, share(rate))}`;
    return html`<tr><th scope="row">${say(`drift.report.${which}`)}</th><td>${datum(`n_${which}`, rows, say('drift.report.row-count', { count: rows }))}${missing}</td></tr>`;
  };
  return html`<table class="measures"><tbody>${lines}${side('reference')}${side('current')}</tbody></table>`;
}
