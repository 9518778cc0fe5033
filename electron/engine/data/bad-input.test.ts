import { mkdirSync, rmSync, symlinkSync, truncateSync, statSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CALL, CONNECTION, type DataStage, NO_LABELS, stageData } from '../../../e2e/data-under-test';
import { duckFailure } from '../../backend/tables/duck-failure';
import { fileFailure } from '../../backend/tables/source-files';
import { Failure } from '../../../shared/models/failure';
import { words } from '../../../shared/words/all-words';
import { reasonWord } from '../../../shared/words/words';
import { IntlMessageFormat } from 'intl-messageformat';

let stage: DataStage;
beforeEach(() => {
  stage = stageData();
});
afterEach(() => stage.close());

const connection = CONNECTION;
const GOOD = Array.from({ length: 30_000 }, (_, at) => `${at},x${at}`).join('\n');

/** Registers it, which must fail. @returns reason, what our words name, and our words themselves */
async function refused(path: string, format: 'csv' | 'parquet' | 'jsonl' = 'csv') {
  const told = Failure.parse(await stage.register('d', path, { source: { path, format } }));
  const { reason, values = {} } = told.detail;
  if (reason === undefined) throw new Error(`no reason: ${JSON.stringify(told)}`);
  // Every value that our words name must be there, in every language.
  for (const locale of ['en', 'ar'] as const)
    expect(String(new IntlMessageFormat(words[locale][reasonWord(reason)], locale).format(values))).not.toContain('{');
  // Nothing tells where on this machine the workspace lies, and the dataset says the same as the call.
  expect(JSON.stringify(told)).not.toContain(stage.root);
  expect(stage.data.store.get('d')).toMatchObject({ latest: null, failure: told });
  return { code: told.code, reason, values };
}

test.each([
  ['in a long file', `a,b\n${GOOD}\n51,"broken\n52,"ok"\n53,x"y\n`, '30002'],
  ['among the first rows', 'a,b\n1,"x"\n2,"broken\n3,"ok"\n', '3'],
  ['at the end of the file', 'a,b\n1,"x"\n2,"never closed\n', '3'],
])('broken quotes %s are found with file and line', async (_, text, line) => {
  stage.write('d/bad.csv', text);
  expect(await refused('d/bad.csv')).toMatchObject({ code: 'invalid', reason: 'data-malformed', values: { file: 'd/bad.csv', line } });
});

test.each([
  ['more', '1,2,3'],
  ['fewer', '1'],
])('a row with %s columns than the others is found with its line', async (_, row) => {
  stage.write('bad.csv', `a,b\n${GOOD}\n${row}\n1,2\n`);
  expect(await refused('bad.csv')).toMatchObject({ reason: 'data-malformed', values: { file: 'bad.csv', line: '30002' } });
});

test.each([
  ['late', `a,b\n${GOOD}\n`, Buffer.from('7,\u00e9t\u00e9\n', 'latin1'), '30002'],
  ['early', 'a,b\n1,\u00e9t\u00e9\n', Buffer.from('7,\u00e9t\u00e9\n', 'latin1'), '3'],
  ['at the very end', 'a,b\n1,x\n', Buffer.from([0x37, 0x2c, 0xc3]), '3'],
  ['as NUL', 'a,b\n1,x\n', Buffer.from('1,\0\n'), '3'],
])('mixed encodings, %s: the line is named, and the next dataset is read as if nothing had been', async (_, head, tail, line) => {
  stage.write('bad.csv', Buffer.concat([Buffer.from(head), tail]));
  expect(await refused('bad.csv')).toMatchObject({ code: 'invalid', reason: 'data-encoding', values: { where: `bad.csv:${line}` } });
  stage.write('good.csv', 'a\n1\n');
  expect(await stage.register('good', 'good.csv')).toMatch(/^[a-f0-9]{12}$/);
});

test('UTF-16 and packed text of another encoding are refused, which DuckDB itself would stumble over', async () => {
  stage.write('u.csv', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'));
  expect(await refused('u.csv')).toMatchObject({ reason: 'data-encoding' });
  stage.data.forget('d');
  stage.write('l.csv.gz', gzipSync(Buffer.concat([Buffer.from(`a,b\n${'1,\u00e9\n'.repeat(30_000)}`), Buffer.from('2,\u00e9\n', 'latin1')])));
  expect((await refused('l.csv.gz')).reason).toMatch(/data-(encoding|malformed)/);
});

test.each([
  ['cut short', (whole: Buffer) => whole.subarray(0, whole.length - 500)],
  ['cut to its first bytes', (whole: Buffer) => whole.subarray(0, 4)],
  ['cut at its head', (whole: Buffer) => whole.subarray(500)],
  ['something else', () => Buffer.from('this is a letter to my aunt, and no Parquet at all')],
])('Parquet that is %s is no version', async (_, spoil) => {
  await stage.parquet('d/a.parquet', 'SELECT i AS n FROM range(100000) t(i)');
  await stage.parquet('d/b.parquet', 'SELECT i AS n FROM range(100000) t(i)');
  stage.write('d/b.parquet', spoil(readFileSync(join(stage.root, 'd/b.parquet'))));
  expect(await refused('d', 'parquet')).toMatchObject({ code: 'invalid', reason: 'data-cut-short', values: { file: 'd/b.parquet' } });
});

test('Parquet with spoilt bytes inside fails or reads, but ends nothing', async () => {
  await stage.parquet('a.parquet', "SELECT i AS n, 's' || i AS s, random() AS x FROM range(50000) t(i)");
  const whole = readFileSync(join(stage.root, 'a.parquet'));
  for (let at = 0; at < 12; at++) {
    const bytes = Buffer.from(whole);
    for (let n = 0; n < 8; n++) bytes[Math.floor(((at * 8 + n) / 96) * bytes.length)] = (at * 37 + n * 11) & 0xff;
    stage.write('a.parquet', bytes);
    await stage.register(`d${at}`, 'a.parquet');
  }
  stage.write('a.parquet', whole);
  expect(await stage.register('whole', 'a.parquet')).toMatch(/^[a-f0-9]{12}$/);
});

test('an empty file, a folder without data and a path without anything are told apart', async () => {
  stage.write('d/a.csv', 'n\n1\n');
  stage.write('d/empty.csv', '');
  expect(await refused('d')).toMatchObject({ reason: 'data-empty', values: { file: 'd/empty.csv' } });
  stage.data.forget('d');
  mkdirSync(join(stage.root, 'nothing'));
  expect(await refused('nothing')).toMatchObject({ reason: 'data-none', values: { file: 'nothing' } });
  stage.data.forget('d');
  expect(await refused('no/such/place.csv')).toMatchObject({ code: 'local', reason: 'data-gone' });
});

test('a file of a head alone has no rows, and is a version', async () => {
  stage.write('a.csv', 'n,s\n');
  const version = String(await stage.register('d', 'a.csv'));
  expect(await stage.verbs['data.version']({ connection, name: 'd', version }, CALL)).toMatchObject({
    rows: 0,
    columns: [{ name: 'n', nulls: 0, min: null }, { name: 's' }],
  });
});

test('CSV files with other columns are refused with what differs; the same in another order go together', async () => {
  stage.write('d/a.csv', 'n,s\n1,x\n');
  stage.write('d/b.csv', 'n,t\n1,x\n');
  expect(await refused('d')).toMatchObject({ reason: 'data-schemas-differ', values: { file: 'd/b.csv', other: 'd/a.csv' } });
  stage.data.forget('d');
  stage.write('d/b.csv', 's,n\ny,2\n');
  const version = String(await stage.register('d', 'd', { source: { path: 'd', format: 'csv' } }));
  expect((await stage.verbs['data.rows']({ connection, name: 'd', version, offset: 0, limit: 9 }, CALL)).rows).toEqual([
    [1, 'x'],
    [2, 'y'],
  ]);
});

test('Parquet files with other columns are refused; integers beside floats, as writers make them where a value is missing, are not', async () => {
  await stage.parquet('d/a.parquet', "SELECT 1 AS n, 'x' AS s");
  await stage.parquet('d/b.parquet', "SELECT 'one' AS n, 'x' AS s");
  expect(await refused('d', 'parquet')).toMatchObject({ reason: 'data-schemas-differ', values: { file: 'd/b.parquet', other: 'd/a.parquet' } });
  stage.data.forget('d');
  await stage.parquet('d/b.parquet', "SELECT 2.5::DOUBLE AS n, 'x' AS s");
  const version = String(await stage.register('d', 'd'));
  expect((await stage.verbs['data.rows']({ connection, name: 'd', version, offset: 0, limit: 9 }, CALL)).rows).toEqual([
    [1, 'x'],
    [2.5, 'x'],
  ]);
});

test('a column whose type shows only far down is read as what it is', async () => {
  stage.write('a.csv', `a,b\n${GOOD}\n7.5,x\nnone,y\n`);
  stage.write('a.jsonl', `${'{"a":1}\n'.repeat(50_000)}{"a":"one"}\n`);
  const types = async (name: string, path: string) => {
    const version = String(await stage.register(name, path));
    return (await stage.verbs['data.version']({ connection, name, version }, CALL)).schema.map(({ type }) => type);
  };
  expect(await types('csv', 'a.csv')).toEqual(['VARCHAR', 'VARCHAR']);
  expect(await types('jsonl', 'a.jsonl')).toEqual(['JSON']);
  const { id } = await stage.data.take('csv');
  const last = await stage.verbs['data.rows']({ connection, name: 'csv', version: id, offset: 30_000, limit: 2 }, CALL);
  expect(last.rows).toEqual([
    ['7.5', 'x'],
    ['none', 'y'],
  ]);
});

test('JSON Lines with a broken line name it', async () => {
  stage.write('a.jsonl', '{"a":1}\n{"a":2\n{"a":3}\n');
  expect(await refused('a.jsonl', 'jsonl')).toMatchObject({ reason: 'data-malformed', values: { file: 'a.jsonl' } });
});

test('a line longer than any row is refused, and so is a file that is no text', async () => {
  stage.write('long.csv', `a,b\n${'x'.repeat(20_000_000)},1\n`);
  expect(await refused('long.csv')).toMatchObject({ reason: 'data-malformed', values: { file: 'long.csv' } });
  stage.data.forget('d');
  stage.write('bin.csv', Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) & 0xff)));
  expect(await refused('bin.csv')).toMatchObject({ reason: 'data-encoding' });
});

test('links that lead in circles end, and links to files are followed', async () => {
  stage.write('d/a.csv', 'n\n1\n');
  stage.write('elsewhere/b.csv', 'n\n2\n');
  symlinkSync('..', join(stage.root, 'd/up'));
  symlinkSync('../elsewhere/b.csv', join(stage.root, 'd/b.csv'));
  const version = String(await stage.register('d', 'd', { source: { path: 'd/*.csv', format: 'csv' } }));
  expect((await stage.verbs['data.version']({ connection, name: 'd', version }, CALL)).rows).toBe(2);
  expect(await stage.register('all', 'd', { source: { path: 'd', format: 'csv' } })).toMatch(/^[a-f0-9]{12}$/);
});

test('a folder that vanishes leaves its versions known, says that their content is gone, and blocks what would read it', async () => {
  stage.write('d/a.csv', 'n\n1\n');
  const version = String(await stage.register('d', 'd', { source: { path: 'd', format: 'csv' } }));
  rmSync(join(stage.root, 'd'), { recursive: true });
  await expect(stage.data.take('d')).rejects.toMatchObject({ failure: { code: 'local', detail: { reason: 'data-gone' } } });
  expect(await stage.verbs['data.version']({ connection, name: 'd', version }, CALL)).toMatchObject({
    rows: 1,
    failure: { detail: { reason: 'data-version-gone' } },
  });
  expect(stage.data.readableAt('d')).toMatchObject({ ok: false, failure: { detail: { reason: 'data-gone' } } });
});

test('a registry that has no room left is told as a full disk, and the next version is kept once there is', async () => {
  stage.write('a.csv', 'n\n1\n');
  const first = await stage.register('d', 'a.csv');
  const { database } = stage.data.store.registry;
  database.exec('CREATE TABLE filler (bytes BLOB)');
  database.pragma('max_page_count = 120');
  const fill = () => {
    for (;;) database.exec('INSERT INTO filler VALUES (zeroblob(2000))');
  };
  expect(fill).toThrow(/full/);
  stage.write('a.csv', `n${'o'.repeat(9_000)}\n2\n`);
  await expect(stage.data.take('d')).rejects.toMatchObject({ failure: { code: 'local', detail: { reason: 'disk-full' } } });
  expect(stage.data.store.get('d').latest).toBe(first);
  database.exec('DELETE FROM filler');
  expect(await stage.data.take('d')).toMatchObject({ isNew: true });
});

test('a spill beyond the disk is told as a full disk, and what needs too much memory as that', () => {
  const context = { root: stage.root, source: 'a.parquet' };
  const reason = (text: string) => duckFailure(new Error(text), context).failure.detail.reason;
  expect(reason('IO Error: Could not write file "x": No space left on device')).toBe('disk-full');
  expect(
    reason(
      'Out of Memory Error: failed to offload data block of size 256.0 KiB (1.0 GiB/1.0 GiB used).\nThis limit was set by the max_temp_directory_size setting.',
    ),
  ).toBe('disk-full');
  expect(reason('Out of Memory Error: could not allocate block of size 256.0 KiB (488.2 MiB/488.2 MiB used)')).toBe('data-too-large');
});

test('a file that may not be read says so, and one on a network that is gone is gone', () => {
  const told = (code: string) => fileFailure(Object.assign(new Error(code), { code }), 'a.csv').failure;
  expect(told('EACCES')).toMatchObject({ code: 'local', detail: { reason: 'data-unreadable', values: { file: 'a.csv' } } });
  for (const code of ['ENOENT', 'ESTALE', 'EHOSTDOWN', 'EIO', 'ENOTCONN']) expect(told(code)).toMatchObject({ code: 'local', detail: { reason: 'data-gone' } });
});

test('nothing outside of the workspace is read, whatever the path says', async () => {
  const source = { path: '../../etc/passwd', format: 'csv' as const };
  stage.data.register({ name: 'd', source, labels: NO_LABELS, checks: [], watched: false });
  await expect(stage.data.take('d')).rejects.toBeDefined();
  expect(stage.data.store.versions('d')).toEqual([]);
});

test('a hundred files of text are read within the memory that is allowed', async () => {
  for (let at = 0; at < 100; at++) stage.write(`d/${String(at).padStart(3, '0')}.csv`, `n,s\n${GOOD}\n`);
  const version = String(await stage.register('d', 'd', { source: { path: 'd', format: 'csv' } }));
  expect(await stage.verbs['data.version']({ connection, name: 'd', version }, CALL)).toMatchObject({ rows: 3_000_000, files: 100 });
  truncateSync(join(stage.root, 'd/050.csv'), statSync(join(stage.root, 'd/050.csv')).size - 3);
  writeFileSync(join(stage.root, 'd/051.csv'), 'n,s\n');
  expect((await stage.data.take('d')).isNew).toBe(true);
}, 60_000);
