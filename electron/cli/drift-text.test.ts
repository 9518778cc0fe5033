import { expect, test } from 'vitest';
import { categoryColumn, numberColumn, reportOf, thinColumn } from '../../e2e/drift-report-stage';
import { driftReportSchema } from '../../shared/models/drift-report';
import { htmlReport } from '../backend/drift/report/html-report';
import { jsonReport } from '../backend/drift/report/json-report';
import { LINE_HEADS, lineNumbers } from '../backend/drift/report/column-line';
import { measureRows } from '../backend/drift/report/measure-rows';
import { reportWords } from '../backend/drift/report/report-words';
import { driftText } from './drift-text';

const words = reportWords('en');
const report = reportOf([
  categoryColumn('carrier'),
  numberColumn('delay'),
  thinColumn('gust'),
  numberColumn('close', { decided_by: { measure: 'psi', value: 0.099_999_99, threshold: 0.1 } }),
]);

test('text says what drifted and why first, then what is not known, then every column', () => {
  const lines = driftText(report, words).split('\n');
  expect(lines[0]).toBe('Drifted: 2 of 4 columns drifted; 1 has too little data to be judged');
  expect(lines.slice(2, 5)).toEqual([
    'Drifted',
    '  delay',
    '    Kolmogorov–Smirnov D is 0.3101, at least the threshold 0.1, and it is not chance: adjusted p < 1e-300 is below 0.05.',
  ]);
  expect(lines).toContain('    Too few rows in the current data: 214 of the 500 that are needed.');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('COLUMN')) + 1, -4);
  expect(table.map((line) => line.split(/ {2,}/).slice(0, 5))).toEqual([
    ['delay', 'number', 'Drifted', 'Kolmogorov–Smirnov D', '0.3101'],
    ['close', 'number', 'Drifted', 'Population stability index', '0.09999999'],
    ['gust', 'number', 'Insufficient data', 'Kolmogorov–Smirnov D', '-'],
    ['carrier', 'category', 'Not drifted', 'Population stability index', '0.01235'],
  ]);
  expect(lines.at(-1)).toContain(report.config_digest);
});

test('JSON, HTML and text say the same: verdicts, every number in full, every reason', () => {
  const read = driftReportSchema.parse(JSON.parse(jsonReport(report)));
  expect(read).toEqual(report);
  const page = htmlReport(report, 'en');
  const text = driftText(report, words);
  const escaped = (shown: string) => shown.replaceAll('<', '&lt;');
  expect(/data-report="verdict"><span class="chip [a-z-]+" data-verdict="([a-z-]+)"/.exec(page)?.[1]).toBe(read.verdict);
  expect(text.startsWith(words.say(`drift.verdict.${read.verdict}`))).toBe(true);
  for (const [at, column] of read.columns.entries()) {
    const section = page.slice(page.indexOf(`<section class="panel column" id="c${at}"`)).split('</section>')[0] ?? '';
    expect(/data-verdict="([a-z-]+)"/.exec(section)?.[1]).toBe(column.verdict);
    const shown = new Map([...section.matchAll(/<data data-of="([^"]+)" value="([^"]+)"/g)].map(([, of, value]) => [of, Number(value)]));
    const wanted = [
      ...measureRows(column).flatMap(({ figures }) => figures.map(({ path, value }) => [path, value] as const)),
      ['n_reference', column.n_reference] as const,
      ['n_current', column.n_current] as const,
      ...(column.null_rate_current === null ? [] : [['null_rate_current', column.null_rate_current] as const]),
    ];
    for (const [path, value] of wanted) expect([path, shown.get(path)]).toEqual([path, value]);
    // Every number of the JSON form is in the page: none is left out by the list that both are made of.
    const { measures } = column;
    const inJson = Object.values(measures)
      .flatMap((measure) => (typeof measure === 'object' ? Object.values(measure ?? {}) : [measure]))
      .filter((value) => typeof value === 'number');
    const df = measures.chi2 ? [measures.chi2.df] : [];
    expect(
      [...shown]
        .filter(([of]) => !/^(n_|null_|decided)/.test(of ?? ''))
        .map(([, value]) => value)
        .concat(df)
        .toSorted(),
    ).toEqual(inJson.toSorted());
    for (const reason of column.reasons) expect(section).toContain(escaped(words.reason(reason)));
    const line = text.split('\n').find((found) => found.startsWith(`${column.name} `)) ?? '';
    expect(line.split(/ {2,}/)).toEqual([
      column.name,
      words.say(`drift.type.${column.type ?? 'unknown'}`),
      words.say(`drift.verdict.${column.verdict}`),
      words.say(`drift.measure.${column.decided_by?.measure ?? 'ks'}`),
      ...lineNumbers(column, words).map((cell) => cell || '-'),
    ]);
  }
  expect(LINE_HEADS).toHaveLength(4 + lineNumbers(numberColumn('any'), words).length);
});

test('names that would move the cursor, colour the screen or turn the direction of reading do nothing in a terminal', () => {
  const name = '\u001b[2J\u202eevil\r\nDrifted: no';
  const text = driftText(
    reportOf([numberColumn(name), thinColumn('x', { reasons: [{ id: 'column-unread', values: { text: name } }] })], {
      reference: { name, digest: name, rows: 1, files: [] },
    }),
    words,
  );
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
  expect(text.split('\n').filter((line) => line.startsWith('Drifted: no'))).toEqual([]);
});

test('a report of no columns says so', () => {
  expect(driftText(reportOf([]), words).split('\n')[0]).toBe('Insufficient data: There is no column to judge');
});
