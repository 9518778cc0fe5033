import type { ColumnReport } from '../../../../../shared/models/drift-report';
import type { DriftWords } from '../../../../../shared/words/drift-words';
import { LINE_HEADS, lineNumbers } from '../column-line';
import { columnName, typeText } from './column-section';
import { type Html, html } from './html';
import { verdictChip } from './verdict-chip';

/** A line for each column; those that have a section of their own lead there. */
export function columnTable(columns: readonly { readonly column: ColumnReport; readonly at: number; readonly hasSection: boolean }[], words: DriftWords): Html {
  const { say } = words;
  const isNumber = (head: string) => ['value', 'threshold', 'p', 'missing', 'new', 'range'].includes(head);
  const head = LINE_HEADS.map((name) => html`<th scope="col"${isNumber(name) ? html` class="number"` : null}>${say(`drift.report.${name}`)}</th>`);
  const rows = columns.map(({ column, at, hasSection }) => {
    const name = hasSection ? html`<a href="#c${at}">${columnName(column)}</a>` : columnName(column);
    const numbers = lineNumbers(column, words).map((text) => html`<td class="number">${text}</td>`);
    const decided = column.decided_by ? say(`drift.measure.${column.decided_by.measure}`) : '';
    return html`<tr><th scope="row">${name}</th><td>${typeText(column, words)}</td><td>${verdictChip(column.verdict, words)}</td><td>${decided}</td>${numbers}</tr>
`;
  });
  return html`<div class="panel scroll" role="region" tabindex="0" aria-label="${say('drift.report.columns')}"><table class="lines"><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
