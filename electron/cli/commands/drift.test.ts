import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { categoryColumn, numberColumn, reportOf, thinColumn } from '../../../e2e/drift-report-stage';
import type { DriftReport } from '../../../shared/models/drift-report';
import { AppError, failure } from '../../../shared/models/failure';
import type { judgeDrift } from '../../backend/drift/judge-drift';
import { parseArguments } from '../arguments';
import { BadInput } from '../exit';
import { drift } from './drift';

let folder = '';
let printed = '';
let told = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drift-command-'));
  [printed, told] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((printed += String(text)), true));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((told += String(text)), true));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

type Judge = typeof judgeDrift;
const finds = (report: DriftReport) => vi.fn<Judge>(() => Promise.resolve(report));
const SIDES = ['--reference', 'a.parquet', '--current', 'b.parquet'];
const run = (words: readonly string[], judge: Judge) => drift(parseArguments(['drift', ...words]), judge);
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test.each<[string, DriftReport, number, number]>([
  ['drifted', reportOf([numberColumn('a'), thinColumn('b')]), 1, 1],
  ['not drifted', reportOf([categoryColumn('a')]), 0, 0],
  ['insufficient', reportOf([categoryColumn('a'), thinColumn('b')]), 2, 0],
])('%s has its exit status, and --fail-on drifted lets what is not known pass', async (_, report, status, onDrifted) => {
  expect(await run(SIDES, finds(report))).toBe(status);
  expect(await run([...SIDES, '--fail-on', 'insufficient'], finds(report))).toBe(status);
  expect(await run([...SIDES, '--fail-on', 'drifted'], finds(report))).toBe(onDrifted);
});

test('what is judged is what was typed: paths from here, columns and the configuration', async () => {
  const judge = finds(reportOf([categoryColumn('a')]));
  const config = file('drift.json', '\uFEFF{"level": 0.01, "columns": ["z"], "of": {"a": {"measure": "js", "threshold": 0.2}}}');
  await run(['--reference', 'jan', '--reference', '/data/feb/*.csv', '--current', 'june.jsonl', '--config', config, '--columns', 'a,b'], judge);
  const [reference, current, given] = judge.mock.calls[0] ?? [];
  expect([reference?.name, reference?.files]).toEqual(['jan, /data/feb/*.csv', [join(process.cwd(), 'jan'), '/data/feb/*.csv']]);
  expect(current?.files).toEqual([join(process.cwd(), 'june.jsonl')]);
  expect(given).toMatchObject({ level: 0.01, columns: ['a', 'b'], of: { a: { measure: 'js', threshold: 0.2 } }, rowsMin: 500 });
  await run([...SIDES, '--columns', '["a,b","c\\nd"]'], judge);
  expect(judge.mock.calls[1]?.[2].columns).toEqual(['a,b', 'c\nd']);
});

test.each<[string, readonly string[], RegExp]>([
  ['no side', [], /takes --reference/],
  ['one side', ['--reference', 'a'], /takes --current/],
  ['an empty side', ['--reference', 'a', '--current', ' '], /--current names no file/],
  ['a word too many', [...SIDES, 'c.parquet'], /does not take “c\.parquet”/],
  ['a format that there is not', [...SIDES, '--format', 'pdf'], /text, json, html/],
  ['a verdict that there is not', [...SIDES, '--fail-on', 'not-drifted'], /drifted or insufficient/],
  ['an empty name of a column', [...SIDES, '--columns', 'a,,b'], /a name is empty/],
  ['no name of a column', [...SIDES, '--columns', '[]'], /a name is empty/],
  ['a column twice', [...SIDES, '--columns', 'a,b,a'], /“a” twice/],
  ['columns that are no list', [...SIDES, '--columns', '["a"'], /no list of names/],
  ['columns that are no names', [...SIDES, '--columns', '[1,2]'], /no list of names/],
  ['a configuration that is not there', [...SIDES, '--config', '/nowhere/drift.json'], /cannot be read/],
  ['a configuration that is a folder', [...SIDES, '--config', tmpdir()], /cannot be read/],
  ['a folder that is not there', [...SIDES, '--out', '/nowhere/drift.html'], /no folder \/nowhere/],
  ['a folder to write over', [...SIDES, '--out', tmpdir()], /is a folder/],
])('%s is bad input, and nothing is read', async (_, typed, message) => {
  const judge = finds(reportOf([]));
  const error = await run(typed, judge).catch((found: unknown) => found);
  expect(error).toBeInstanceOf(BadInput);
  expect(String(error)).toMatch(message);
  expect([judge.mock.calls.length, printed]).toEqual([0, '']);
});

test.each<[string, string, RegExp]>([
  ['no JSON', '{"level": 0.05', /cannot be read/],
  ['empty', '', /cannot be read/],
  ['a list', '[]', /expected object/i],
  ['a name that is not known', '{"treshold": 1}', /treshold/],
  ['one of a column that is not known', '{"of": {"delay": {"treshold": 1}}}', /of: delay: .*treshold/],
  ['a measure that there is not', '{"of": {"delay": {"measure": "p-value"}}}', /of: delay: measure/],
  ['edges that fall', '{"of": {"delay": {"edges": [3, 1]}}}', /edges rise/],
  ['a level beyond one', '{"level": 5}', /level/],
  ['another version', '{"schema": "pilothouse.drift-config/2"}', /schema/],
  ['a number that is text', '{"bins": "20"}', /bins/],
])('a configuration that is %s is bad input that says where', async (_, text, message) => {
  const judge = finds(reportOf([]));
  const error = await run([...SIDES, '--config', file('drift.json', text)], judge).catch((found: unknown) => found);
  expect(error).toBeInstanceOf(BadInput);
  expect(String(error)).toMatch(message);
  expect(judge).not.toHaveBeenCalled();
});

test.each<[string, AppError | Error]>([
  ['a file that is gone', new AppError(failure('local', { reason: 'data-gone', values: { file: 'a.parquet' } }))],
  ['a file that is cut short', new AppError(failure('invalid', { reason: 'data-cut-short', values: { file: 'a.parquet', text: '' } }))],
  ['a side that lies nowhere', new AppError(failure('not-found'))],
  ['a fault of ours', new TypeError('x is not a function')],
])('%s ends with 3: 1 would say that there is drift', async (_, error) => {
  expect(await run(SIDES, () => Promise.reject(error))).toBe(3);
  expect([printed, told.startsWith('pilothouse: ')]).toEqual(['', true]);
  expect(await run([...SIDES, '--format', 'json'], () => Promise.reject(error))).toBe(3);
  expect(JSON.parse(printed)).toHaveProperty('failure.code');
});

test('a column that is on neither side is bad input; one that is on one side is a finding', async () => {
  const absent = (side: string) => ({ id: 'column-absent', values: { side } });
  const nowhere = reportOf([thinColumn('delya', { reasons: [absent('both')] })]);
  await expect(run([...SIDES, '--columns', 'delya'], finds(nowhere))).rejects.toThrow('no column “delya” on either side');
  expect(await run([...SIDES, '--columns', 'delay'], finds(reportOf([thinColumn('delay', { reasons: [absent('current')] })])))).toBe(2);
});

test.each([
  ['drift.json', (text: string) => expect(JSON.parse(text)).toHaveProperty('schema', 'pilothouse.drift-report/1')],
  ['drift.HTML', (text: string) => expect(text).toMatch(/^<!doctype html>/)],
  ['drift.txt', (text: string) => expect(text).toMatch(/^Drifted: /)],
])('a report is written to %s in the form of its name, whole, and its verdict is printed', async (name, check) => {
  const out = join(folder, name);
  writeFileSync(out, 'before');
  expect(await run([...SIDES, '--out', out], finds(reportOf([numberColumn('a')])))).toBe(1);
  check(readFileSync(out, 'utf8'));
  expect(printed).toBe('Drifted: 1 of 1 column drifted\n');
  expect(readdirSync(folder)).toEqual([name]);
});

test('--format goes before the name of the file; --json is --format json', async () => {
  const report = finds(reportOf([categoryColumn('a')]));
  await run([...SIDES, '--format', 'text', '--out', join(folder, 'a.json')], report);
  expect(readFileSync(join(folder, 'a.json'), 'utf8')).toMatch(/^Not drifted/);
  await run([...SIDES, '--json'], report);
  expect(JSON.parse(printed.slice(printed.indexOf('{')))).toHaveProperty('verdict', 'not-drifted');
});

test('a report is never written over what was judged, by whatever name', async () => {
  const judged = file('june.json', 'rows');
  symlinkSync(judged, join(folder, 'link.json'));
  const report = reportOf([categoryColumn('a')], { current: { name: 'june', digest: 'd', rows: 1, files: [judged] } });
  for (const out of [judged, join(folder, 'link.json')])
    await expect(run([...SIDES, '--out', out], finds(report))).rejects.toThrow(/written over what was judged/);
  expect(readFileSync(judged, 'utf8')).toBe('rows');
});

test('a name that no file can have is bad input, and leaves nothing behind', async () => {
  await expect(run([...SIDES, '--out', join(folder, `${'x'.repeat(300)}.json`)], finds(reportOf([])))).rejects.toThrow(/cannot be written/);
  expect(readdirSync(folder)).toEqual([]);
});

test('told to end, the work is stopped and the status is that of neither verdict', async () => {
  const judge: Judge = (_reference, _current, _config, options) =>
    new Promise((_done, fail) => options?.signal?.addEventListener('abort', () => fail(new AppError(failure('cancelled')))));
  const ended = run([...SIDES, '--out', join(folder, 'a.html')], judge);
  await vi.waitUntil(() => process.listenerCount('SIGTERM') > 0);
  process.emit('SIGTERM');
  expect(await ended).toBe(130);
  expect([existsSync(join(folder, 'a.html')), process.listenerCount('SIGTERM')]).toEqual([false, 0]);
});
