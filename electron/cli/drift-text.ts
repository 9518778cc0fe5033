import type { ColumnReport, DriftReport, ReportSide } from '../../shared/models/drift-report';
import type { DriftWords } from '../../shared/words/drift-words';
import { cut } from '../backend/drift/report/cut';
import { LINE_HEADS, lineNumbers } from '../backend/drift/report/column-line';
import { headline, worstFirst } from '../backend/drift/report/report-order';
import { harmless, table } from './text';

const NAME_MAX = 48;
const REASON_MAX = 400;

/** The verdict in one line. */
export const driftHeadline = (report: DriftReport, words: DriftWords): string => `${words.say(`drift.verdict.${report.verdict}`)}: ${headline(report, words)}`;

/** A report for a terminal: what drifted and why, what could not be judged and why, a line for each column, what was judged. */
export function driftText(report: DriftReport, words: DriftWords): string {
  const columns = worstFirst(report.columns);
  return [
    driftHeadline(report, words),
    ...(['drifted', 'insufficient'] as const).flatMap((verdict) => whyLines(columns, verdict, words)),
    ...(columns.length === 0 ? [] : ['', columnTable(columns, words)]),
    '',
    judgedTable(report, words),
  ].join('\n');
}

const nameOf = ({ name }: ColumnReport): string => harmless(cut(name, NAME_MAX));

function whyLines(columns: readonly ColumnReport[], verdict: 'drifted' | 'insufficient', words: DriftWords): string[] {
  const found = columns.filter((column) => column.verdict === verdict);
  if (found.length === 0) return [];
  const lines = found.flatMap((column) => [`  ${nameOf(column)}`, ...column.reasons.map((reason) => `    ${harmless(cut(words.reason(reason), REASON_MAX))}`)]);
  return ['', words.say(`drift.verdict.${verdict}`), ...lines];
}

function columnTable(columns: readonly ColumnReport[], words: DriftWords): string {
  const { say } = words;
  const rows = columns.map((column) => {
    const { type, verdict, decided_by: decided } = column;
    const cells = [say(`drift.type.${type ?? 'unknown'}`), say(`drift.verdict.${verdict}`), decided ? say(`drift.measure.${decided.measure}`) : ''];
    return [nameOf(column), ...[...cells, ...lineNumbers(column, words)].map((cell) => cell || NONE)];
  });
  return table([LINE_HEADS.map((head) => say(`drift.report.${head}`).toLocaleUpperCase(words.locale)), ...rows]);
}
const NONE = '-';

function judgedTable({ reference, current, config_digest: digest }: DriftReport, { say }: DriftWords): string {
  const side = (which: 'reference' | 'current', { name, rows, files, digest: own, digest_of: of }: ReportSide) => [
    say(`drift.report.${which}`),
    cut(name, REASON_MAX),
    say('drift.report.row-count', { count: rows }),
    say('drift.report.files', { count: files.length }),
    of === 'etags' ? `${say('drift.report.digest-etags')} ${own}` : own,
  ];
  return table([side('reference', reference), side('current', current), [say('drift.report.config'), digest]]);
}
