import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type DriftReport, driftReportSchema } from '../../../shared/models/drift-report';
import { parseArguments } from '../arguments';
import { drift } from './drift';

// The whole way from what was typed to what is written, over real files.
let folder = '';
let printed = '';
let told = '';
const at = (name: string) => join(folder, name);
const ROWS = 2_000;
/** Of a stream of numbers that is the same each time. */
const noise = (seed: number) => () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;

function csv(name: string, header: readonly string[], row: (next: () => number, place: number) => readonly (string | number)[], rows = ROWS, seed = 7): string {
  const next = noise(seed);
  const quoted = (cell: string | number) => (typeof cell === 'string' && /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell));
  const lines = [header, ...Array.from({ length: rows }, (_, place) => row(next, place))];
  writeFileSync(at(name), `${lines.map((cells) => cells.map(quoted).join(',')).join('\n')}\n`);
  return at(name);
}

const HOSTILE = '<img src=x onerror=alert(1)>","\'; drop table t; --';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drift-files-'));
  const header = ['delay', 'carrier', HOSTILE];
  csv('january.csv', header, (next) => [Math.floor(next() * 600), next() < 0.5 ? 'AA' : 'DL', next()]);
  csv('february.csv', header, (next) => [Math.floor(next() * 600), next() < 0.5 ? 'AA' : 'DL', next()], ROWS, 11);
  csv('june.csv', header, (next) => [Math.floor(next() * 600) + 200, next() < 0.3 ? 'AA' : 'ZZ', next() + 1], ROWS, 13);
  csv('few.csv', header, (next) => [Math.floor(next() * 600), 'AA', next()], 40);
  csv('words.csv', header, (next) => [`late by ${Math.floor(next() * 9)}`, 'AA', next()]);
  csv('narrow.csv', ['carrier'], () => ['AA']);
  writeFileSync(at('empty.csv'), '');
  writeFileSync(at('header.csv'), 'delay,carrier\n');
  writeFileSync(at('broken.csv'), `delay,carrier\n1,"AA\n${'2,"D"L",x,y\n'.repeat(50)}`);
  writeFileSync(at('cut.parquet'), 'PAR1 and no end');
  writeFileSync(at('text.docx'), 'no table');
  mkdirSync(at('nothing'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  [printed, told] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((told += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const run = (...words: readonly string[]) => drift(parseArguments(['drift', ...words]));
async function reportOf(...words: readonly string[]): Promise<{ readonly status: number; readonly report: DriftReport }> {
  const status = await run(...words, '--format', 'json');
  return { status, report: driftReportSchema.parse(JSON.parse(printed)) };
}

test('two months of one kind have not drifted, and a third has: the status says so, and the report which columns', async () => {
  expect(await run('--reference', at('january.csv'), '--current', at('february.csv'))).toBe(0);
  expect(printed).toMatch(/^Not drifted: /);
  printed = '';
  const { status, report } = await reportOf('--reference', at('january.csv'), '--current', at('june.csv'));
  expect([status, report.verdict]).toEqual([1, 'drifted']);
  expect(report.columns.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['delay', 'drifted'],
    ['carrier', 'drifted'],
    [HOSTILE, 'drifted'],
  ]);
});

test('JSON, HTML and text of the same two sides hold the same', async () => {
  const sides = ['--reference', at('january.csv'), '--current', at('june.csv')];
  const { report } = await reportOf(...sides);
  await run(...sides, '--out', at('drift.html'));
  printed = '';
  await run(...sides);
  const page = readFileSync(at('drift.html'), 'utf8');
  expect(page).not.toContain('<img');
  for (const column of report.columns) {
    const { psi, js, tvd } = column.measures;
    for (const value of [psi, js, tvd]) expect(page).toContain(` value="${value}"`);
  }
  for (const digest of [report.reference.digest, report.current.digest, report.config_digest]) {
    expect(page).toContain(digest);
    expect(printed).toContain(digest);
  }
});

test('the configuration and the columns that are typed hold', async () => {
  writeFileSync(at('drift.json'), JSON.stringify({ of: { delay: { measure: 'psi', threshold: 50 }, carrier: { threshold: 0.9, newCategories: 1 } } }));
  const { status, report } = await reportOf(
    '--reference',
    at('january.csv'),
    '--current',
    at('june.csv'),
    '--columns',
    'carrier',
    '--config',
    at('drift.json'),
  );
  expect([status, report.columns.map(({ name }) => name)]).toEqual([0, ['carrier']]);
  expect(report.config).toMatchObject({ columns: ['carrier'], of: { delay: { measure: 'psi', threshold: 50 } } });
});

test('what is wrong with a column is said of that column, and the others are judged', async () => {
  const few = await reportOf('--reference', at('january.csv'), '--current', at('few.csv'));
  expect([few.status, few.report.columns[0]?.reasons[0]?.id]).toEqual([2, 'rows-too-few']);
  printed = '';
  const words = await reportOf('--reference', at('january.csv'), '--current', at('words.csv'), '--columns', 'delay,carrier');
  expect(words.report.columns[0]?.reasons).toMatchObject([{ id: 'types-differ' }]);
  expect(words.report.columns[1]?.measures.js).toEqual(expect.any(Number));
  printed = '';
  const narrow = await reportOf('--reference', at('january.csv'), '--current', at('narrow.csv'), '--columns', 'delay');
  expect(narrow.report.columns[0]?.null_rate_reference).toBe(null);
  expect([narrow.status, narrow.report.columns[0]?.reasons]).toEqual([2, [{ id: 'column-absent', values: { side: 'current' } }]]);
});

test('a column that is nowhere is bad input that names it', async () => {
  const ended = run('--reference', at('january.csv'), '--current', at('june.csv'), '--columns', 'delay,delya');
  await expect(ended).rejects.toThrow('there is no column “delya” on either side');
});

test.each([
  ['a file that is not there', 'nowhere.csv'],
  ['a glob that fits nothing', '*.tsv'],
  ['an empty folder', 'nothing'],
  ['an empty file', 'empty.csv'],
  ['broken quotes', 'broken.csv'],
  ['Parquet cut short', 'cut.parquet'],
  ['a file of another kind', 'text.docx'],
])('%s has no report: 3, and why in words', async (_, name) => {
  expect(await run('--reference', at('january.csv'), '--current', at(name))).toBe(3);
  expect(printed).toBe('');
  expect(told).toMatch(/^pilothouse: \S/);
  expect(told).not.toMatch(/^pilothouse: \{|\n\s+at /);
});

test('a table of no rows is judged as one that holds too little', async () => {
  const { status, report } = await reportOf('--reference', at('january.csv'), '--current', at('header.csv'), '--columns', 'delay');
  expect([status, report.current.rows, report.columns[0]?.verdict]).toEqual([2, 0, 'insufficient']);
});
