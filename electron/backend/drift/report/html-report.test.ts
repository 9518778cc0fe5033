import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { categoryColumn, numberColumn, reportOf, thinColumn } from '../../../../e2e/drift-report-stage';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import { htmlReport } from './html-report';

const HOSTILE = [
  '<script>alert(1)</script>',
  '</title><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</style><style>*{display:none}',
  'a\u202eb\u2066c\nd\u0000e',
  '&lt;b&gt;',
  '{count, plural, one {x} other {y}}',
  '${process.exit(1)}',
  '$&$1',
  '__proto__',
  '\ud800 half of a pair',
  'javascript:alert(1)',
  'عمود',
];

const tagsOf = (page: string) => new Set([...page.matchAll(/<([a-z0-9]+)[\s>/]/g)].map(([, name]) => name));

test('a page loads nothing, runs nothing, and its policy allows its own style sheet alone', () => {
  const page = htmlReport(reportOf([numberColumn('delay'), categoryColumn('carrier'), thinColumn('gust')]), 'en');
  const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
  expect(page).not.toMatch(/<script|<link|<iframe|<object|@import|url\(|\ssrc=|\son[a-z]+=|https?:|\sstyle=/i);
});

test('names of columns, of files and of categories are text, whatever they say', () => {
  const columns = HOSTILE.flatMap((name) => [
    numberColumn(name),
    categoryColumn(`${name} as category`, {
      distribution: {
        bins: { kind: 'categories', values: HOSTILE, other: true },
        reference: [...HOSTILE.map(() => 10), 1],
        current: [...HOSTILE.map(() => 9), 20],
      },
    }),
    thinColumn(`${name} unread`, {
      reasons: [
        { id: 'column-unread', values: { text: name } },
        { id: name, values: { [name]: name } },
      ],
    }),
  ]);
  const side = { name: HOSTILE.join(), digest: HOSTILE[0] ?? '', rows: 1, files: HOSTILE };
  const hostile = htmlReport(reportOf(columns, { reference: side, current: side, config_digest: HOSTILE[1] ?? '' }), 'en');
  const plain = htmlReport(reportOf([numberColumn('a'), categoryColumn('b'), thinColumn('c')]), 'en');
  expect([...tagsOf(hostile)].toSorted()).toEqual([...tagsOf(plain)].toSorted());
  expect(hostile.match(/<style>/g)).toHaveLength(1);
  // oxlint-disable-next-line no-control-regex -- it is what is looked for
  expect(hostile).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0000]/);
  expect(hostile.isWellFormed()).toBe(true);
  // Each tag of the page has only such attributes as it has on a page of plain names.
  const attributes = (page: string) =>
    new Set(
      [...page.matchAll(/<[a-z0-9]+((?:\s[a-z-]+="[^"]*")*)\s?\/?>/gi)].flatMap(([, all]) =>
        [...(all ?? '').matchAll(/\s([a-z-]+)="/gi)].map(([, name]) => name),
      ),
    );
  expect([...attributes(hostile)].toSorted()).toEqual([...attributes(plain)].toSorted());
  // And nothing stands between two tags that is neither text nor a tag of that form.
  expect(hostile.replaceAll(/<style>[\s\S]*?<\/style>|<!doctype html>|<\/?[a-z0-9]+(?:\s[a-z-]+="[^"<>]*")*\s?\/?>/gi, '')).not.toMatch(/[<>]/);
});

test('what drifted comes first, the largest before others, with why; what was asked in between keeps its place in the report', () => {
  const mild = numberColumn('mild', { decided_by: { measure: 'ks', value: 0.15, threshold: 0.1 } });
  const page = htmlReport(reportOf([categoryColumn('same'), thinColumn('thin'), mild, numberColumn('worst')]), 'en');
  const places = [...page.matchAll(/<section[^>]*data-column="(\d+)"/g)].map(([, at]) => Number(at));
  expect(places).toEqual([3, 2, 1, 0]);
  expect(page.indexOf('adjusted p &lt; 1e-300')).toBeLessThan(page.indexOf('<table'));
});

test('it reads from the right in Arabic, and no word of it is English but names', () => {
  const page = htmlReport(reportOf([numberColumn('x1'), categoryColumn('x2'), thinColumn('x3')]), 'ar');
  expect(page).toContain('<html lang="ar" dir="rtl">');
  const text = page
    .replace(/<style>[\s\S]*?<\/style>|<pre>[\s\S]*?<\/pre>|<code>[\s\S]*?<\/code>/g, '')
    .replaceAll(/<(?:bdi|text)[^>]*>[^<]*<\/(?:bdi|text)>|<[^>]*>|&[a-z#0-9]+;/g, ' ');
  expect(
    text.match(/[A-Za-z]{3,}/g)?.filter((word) => !['Pilothouse', 'JSON', 'june', 'january', 'parquet', 'Delta', 'and', 'partners'].includes(word)),
  ).toEqual([]);
});

test('the digests of both sides and of the configuration are in it, and the configuration itself', () => {
  const report = reportOf([numberColumn('delay')]);
  const page = htmlReport(report, 'en');
  for (const digest of [report.reference.digest, report.current.digest, report.config_digest]) expect(page).toContain(`<code>${digest}</code>`);
  expect(page).toContain('\n  &quot;rowsMin&quot;: 500,\n');
});

test.each([1_000, 12_000])('a page of %i columns with long names and many bins stays small enough to open', (count) => {
  const long = 'x'.repeat(5_000);
  const edges = Array.from({ length: 1_001 }, (_, at) => at);
  const counts = Array.from({ length: 1_002 }, () => 7);
  const values = edges.map((edge) => `<${edge}${long.slice(0, 300)}`);
  const columns = Array.from({ length: count }, (_, at) =>
    at % 2
      ? numberColumn(`${at}${long}`, { distribution: { bins: { kind: 'edges', edges }, reference: counts, current: counts } })
      : categoryColumn(`${at}<${long}`, {
          distribution: {
            bins: { kind: 'categories', values, other: true },
            reference: counts,
            current: counts,
          },
        }),
  );
  const page = htmlReport(reportOf(columns), 'en');
  expect(Buffer.byteLength(page)).toBeLessThan(12_000_000);
  expect(page.match(/<section/g)).toHaveLength(1_000);
  if (count > 5_000) expect(page).toContain('7000 more columns are in the JSON report alone.'.replace('7000', '7,000'));
});

test('a report of no columns, and one of no rows, can be read', () => {
  expect(htmlReport(reportOf([]), 'en')).toContain('There is no column to judge');
  const empty = numberColumn('empty', { distribution: { bins: { kind: 'edges', edges: [0, 1] }, reference: [0, 0, 0], current: [0, 0, 0] } });
  expect(htmlReport(reportOf([empty]), 'en')).toContain('There is nothing to draw');
});

test('times are told as times, in UTC, and days of the week by their names', () => {
  const day = 86_400_000;
  const edges = [0, day / 2, day];
  const moments = numberColumn('moment', {
    type: 'time',
    distribution: { bins: { kind: 'edges', edges: edges.map((edge) => edge + 1_000 * day) }, reference: [0, 5, 5, 0], current: [0, 4, 6, 0] },
  });
  const clock = numberColumn('clock', { type: 'time', distribution: { bins: { kind: 'edges', edges }, reference: [0, 5, 5, 0], current: [0, 4, 6, 0] } });
  const week = categoryColumn('week', {
    type: 'time',
    distribution: { bins: { kind: 'categories', values: ['1', '7'], other: false }, reference: [5, 5], current: [4, 6] },
  });
  const config = driftConfigSchema.parse({ of: { moment: { time: 'absolute' } } });
  const page = htmlReport(reportOf([moments, clock, week], { config }), 'en');
  for (const told of [/>Sep 27, 1972, 12:00\sAM</, />12:00</, />Monday</, />Sunday</]) expect(page).toMatch(told);
  expect(htmlReport(reportOf([moments, week], { config }), 'ar')).not.toContain('\uFFFD');
});

test('edges that lie next to each other are not told as one number', () => {
  const ulp = 1 + Number.EPSILON;
  const page = htmlReport(
    reportOf([numberColumn('ulp', { distribution: { bins: { kind: 'edges', edges: [1, ulp] }, reference: [0, 9, 0], current: [0, 0, 9] } })]),
    'en',
  );
  for (const told of ['>1</text>', '>1.0000000000000002</text>', '1 to below 1.0000000000000002: reference 100%, current 0%']) expect(page).toContain(told);
});
