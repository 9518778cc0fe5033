import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CALL, CONNECTION, type DataStage, NO_LABELS, reasonOf, stageData } from '../../../e2e/data-under-test';

let stage: DataStage;
beforeEach(() => {
  stage = stageData();
});
afterEach(() => stage.close());

const sha = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const connection = CONNECTION;
const rowOf = async (name: string) => (await stage.verbs['data.list']({ connection }, CALL)).datasets.find((row) => row.name === name);
const versionOf = async (name: string, version: string) => stage.verbs['data.version']({ connection, name, version }, CALL);

test('a file becomes a version named by its content: the digest is what sha256sum prints', async () => {
  stage.write('data/a.csv', 'id,city\n1,Oslo\n2,Rome\n');
  const version = await stage.register('cities', 'data/a.csv', { labels: { ...NO_LABELS, owner: 'Ada', region: 'EU' } });
  const digest = sha('id,city\n1,Oslo\n2,Rome\n');
  expect(version).toBe(digest.slice(0, 12));
  expect(await rowOf('cities')).toMatchObject({ versions: 1, latest: version, state: 'ready', rows: 2, labels: { owner: 'Ada', region: 'EU' }, failure: null });
  expect(await versionOf('cities', String(version))).toMatchObject({
    digest,
    number: 1,
    schema: [
      { name: 'id', type: 'BIGINT' },
      { name: 'city', type: 'VARCHAR' },
    ],
    paths: [{ path: 'data/a.csv', digest }],
    failure: null,
  });
});

test('taking what has not changed gives the version that there is, also when the file was touched or moved within its folder', async () => {
  stage.write('data/a.csv', 'n\n1\n');
  const first = await stage.register('d', 'data');
  expect(first).toMatchObject({ detail: { reason: 'data-none' } }); // a folder is read as Parquet unless it says otherwise
  stage.data.forget('d');
  const version = await stage.register('d', 'data', { source: { path: 'data', format: 'csv' } });
  utimesSync(join(stage.root, 'data/a.csv'), 1, 1);
  expect(await stage.data.take('d')).toMatchObject({ id: version, isNew: false });
  renameSync(join(stage.root, 'data/a.csv'), join(stage.root, 'data/b.csv'));
  expect(await stage.data.take('d')).toMatchObject({ id: version, isNew: false });
  expect((await versionOf('d', String(version))).paths.map(({ path }) => path)).toEqual(['data/b.csv']);
});

test('changed content is a version of its own, and content that comes back is the version that it was', async () => {
  stage.write('a.csv', 'n\n1\n');
  const first = await stage.register('d', 'a.csv');
  stage.write('a.csv', 'n\n2\n');
  const second = await stage.data.take('d');
  expect(second).toMatchObject({ isNew: true });
  stage.write('a.csv', 'n\n1\n');
  expect(await stage.data.take('d')).toMatchObject({ id: first, isNew: false });
  expect(await rowOf('d')).toMatchObject({ versions: 2, latest: first });
});

test('a folder is its files in the order of their paths; marks and other formats are left out', async () => {
  for (const [path, content] of Object.entries({
    'd/b.csv': 'n\n2\n',
    'd/a.csv': 'n\n1\n',
    'd/x/c.csv': 'n\n3\n',
    'd/_SUCCESS': '',
    'd/.part.csv': 'broken"',
    'd/readme.md': '#',
  }))
    stage.write(path, content);
  const version = await stage.register('d', 'd', { source: { path: 'd', format: 'csv' } });
  const found = await versionOf('d', String(version));
  expect(found.paths.map(({ path }) => path)).toEqual(['d/a.csv', 'd/b.csv', 'd/x/c.csv']);
  expect(found.digest).toBe(sha(['n\n1\n', 'n\n2\n', 'n\n3\n'].map((text) => `${sha(text)}\n`).join('')));
  const { rows } = await stage.verbs['data.rows']({ connection, name: 'd', version: String(version), offset: 1, limit: 5 }, CALL);
  expect(rows).toEqual([[2], [3]]);
});

test('a version whose files were changed since says so, and keeps its profile; the change is found by content, not by time', async () => {
  stage.write('a.csv', 'n\n1\n');
  const version = String(await stage.register('d', 'a.csv'));
  utimesSync(join(stage.root, 'a.csv'), 5, 5);
  expect((await versionOf('d', version)).failure).toBeNull();
  stage.write('a.csv', 'n\n9\n');
  const page = { connection, name: 'd', version, offset: 0, limit: 10 };
  expect(await reasonOf(() => stage.verbs['data.rows'](page, CALL))).toBe('data-version-gone');
  const found = await versionOf('d', version);
  expect(found.failure?.detail).toMatchObject({ reason: 'data-version-gone', values: { file: 'a.csv' } });
  expect(found.columns[0]).toMatchObject({ min: 1 });
});

test('two versions differ in rows, columns, types and in how values are spread', async () => {
  await stage.parquet('a.parquet', "SELECT i AS n, 'k' || (i % 2) AS k, i AS old, i AS t FROM range(1000) t(i)");
  const from = String(await stage.register('d', 'a.parquet'));
  await stage.parquet('a.parquet', "SELECT i + 500 AS n, 'k' || (i % 4) AS k, i AS young, i::VARCHAR AS t FROM range(2000) t(i)");
  const { id: to } = await stage.data.take('d');
  const diff = await stage.verbs['data.diff']({ connection, name: 'd', from, to }, CALL);
  expect(diff).toMatchObject({
    rows: [1000, 2000],
    added: [{ name: 'young' }],
    removed: [{ name: 'old' }],
    retyped: [{ name: 't', from: 'BIGINT', to: 'VARCHAR' }],
  });
  const by = Object.fromEntries(diff.columns.map((column) => [column.name, column]));
  expect(by['k']?.totalVariation).toBeCloseTo(0.5, 9);
  expect(by['n']?.totalVariation).toBeGreaterThan(0.6);
  expect(by['n']?.bins.reduce((sum, bin) => sum + bin.before, 0)).toBeCloseTo(1, 9);
});

test('what a run wrote is a version of the run, derived from what the run read', async () => {
  stage.write('raw.csv', 'n\n1\n');
  stage.write('out/clean.csv', 'n\n1\n');
  const raw = String(await stage.register('raw', 'raw.csv'));
  await stage.register('clean', 'out/clean.csv');
  stage.write('out/clean.csv', 'n\n2\n');
  stage.inputs.set('r1', [{ name: 'raw', digest: '', context: null, sourceType: 'local', source: '', schema: null, profile: null, version: raw }]);
  await stage.data.wrote('r1', 'out');
  const { history } = await stage.verbs['data.get']({ connection, name: 'clean' }, CALL);
  expect(history[0]).toMatchObject({ number: 2, producedBy: 'r1' });
  const id = `clean@${history[0]?.id}`;
  expect(stage.facts.map(({ from, relation, to }) => `${from.id} ${relation} ${to.id}`)).toEqual([`r1 wrote ${id}`, `raw@${raw} derived ${id}`]);
});

test('a run learns the version at its path; what changed is taken first, and what is not registered has none', async () => {
  stage.write('data/a.csv', 'n\n1\n');
  await stage.register('d', 'data', { source: { path: 'data/*.csv', format: 'csv' } });
  stage.write('data/a.csv', 'n\n2\n');
  expect(await stage.data.versionAt('data/a.csv')).toMatchObject({ name: 'd', digest: sha('n\n2\n') });
  expect(await stage.data.versionAt('elsewhere')).toBeNull();
  stage.write('data/a.csv', 'n\n"2\n');
  expect(await reasonOf(() => stage.data.versionAt('data'))).toBe('data-malformed');
  expect(stage.data.readableAt('data/a.csv')).toMatchObject({ ok: false, failure: { detail: { reason: 'data-malformed' } } });
  expect(stage.data.readableAt('elsewhere')).toEqual({ ok: true });
});

test('what was mended is readable once the version at its path is asked for, also where several datasets lie', async () => {
  const checks = [{ name: 'small', check: { rule: 'range' as const, column: 'n', min: null, max: 9 } }];
  stage.write('data/a.csv', 'n\n1\n');
  stage.write('data/b.csv', 'n\n99\n');
  stage.write('data/c.csv', 'n\n"3\n');
  for (const name of ['a', 'b', 'c']) await stage.register(name, `data/${name}.csv`, { checks });
  expect(['data', 'data/a.csv', 'data/b.csv', 'data/c.csv'].map((path) => stage.data.readableAt(path).ok)).toEqual([false, true, false, false]);
  stage.write('data/b.csv', 'n\n2\n');
  stage.write('data/c.csv', 'n\n3\n');
  expect(stage.data.readableAt('data').ok).toBe(false);
  await stage.data.versionAt('data');
  expect(stage.data.readableAt('data')).toEqual({ ok: true });
});

test('a watched folder is taken when new data has come and keeps still, and not while it grows', async () => {
  await stage.close();
  stage = stageData({ watch: { lookEveryMs: 20, settleMs: 1_500 } });
  stage.write('in/1.csv', 'n\n1\n');
  const first = await stage.register('d', 'in', { source: { path: 'in', format: 'csv' }, watched: true });
  stage.data.start();
  const path = join(stage.root, 'in/2.csv');
  writeFileSync(path, 'n\n');
  for (let row = 0; row < 12; row++) {
    appendFileSync(path, `${row}\n`);
    await new Promise((resolve) => setTimeout(resolve, 50)); // the writer's own pace
    expect((await rowOf('d'))?.latest).toBe(first);
  }
  await vi.waitFor(async () => expect(await rowOf('d')).toMatchObject({ versions: 2, rows: 13, state: 'ready' }), { timeout: 10_000 });
});

test('a watched folder that vanishes is said, and taken up again when it is back', async () => {
  await stage.close();
  stage = stageData({ watch: { lookEveryMs: 20, settleMs: 40 } });
  stage.write('in/1.csv', 'n\n1\n');
  const first = await stage.register('d', 'in', { source: { path: 'in', format: 'csv' }, watched: true });
  stage.data.start();
  renameSync(join(stage.root, 'in'), join(stage.root, 'away'));
  await vi.waitFor(async () => expect(await rowOf('d')).toMatchObject({ state: 'failed', latest: first, failure: { detail: { reason: 'data-gone' } } }));
  renameSync(join(stage.root, 'away'), join(stage.root, 'in'));
  await vi.waitFor(async () => expect(await rowOf('d')).toMatchObject({ state: 'ready', latest: first, failure: null, versions: 1 }), { timeout: 10_000 });
});

test('data that changes while it is read is noticed and taken again, whole', async () => {
  const rows = Array.from({ length: 400_000 }, (_, at) => `${at},${at % 7}`).join('\n');
  stage.write('a.csv', `n,m\n${rows}\n`);
  const taken = stage.register('d', 'a.csv');
  await vi.waitFor(() => expect(stage.data.board.has('d')).toBe(true));
  writeFileSync(join(stage.root, 'a.csv'), 'n,m\n1,2\n');
  const version = String(await taken);
  expect(await versionOf('d', version)).toMatchObject({ rows: 1, digest: sha(readFileSync(join(stage.root, 'a.csv'))) });
  expect(await rowOf('d')).toMatchObject({ versions: 1 });
});

test('a profile can be broken off, and leaves what was there', async () => {
  await stage.parquet('a.parquet', 'SELECT i AS n, random() AS x FROM range(3000000) t(i)');
  const abort = new AbortController();
  stage.data.register({ name: 'd', source: { path: 'a.parquet', format: 'parquet' }, labels: NO_LABELS, checks: [], watched: false });
  const events: string[] = [];
  const feed = {
    congested: false,
    onDrain: () => undefined,
    push: ({ under }: { under: { doing: string }[] }) => void events.push(...under.map(({ doing }) => doing)),
  };
  const stop = await stage.verbs['data.progress']({ connection }, feed);
  const taking = reasonOf(() => stage.verbs['data.take']({ connection, name: 'd' }, { signal: abort.signal }));
  await vi.waitFor(() => expect(events).toContain('profiling'));
  abort.abort();
  expect(await taking).toBe('cancelled');
  stop();
  expect(await rowOf('d')).toMatchObject({ versions: 0, state: 'failed', failure: { code: 'cancelled' } });
  expect(stage.data.readableAt('a.parquet')).toEqual({ ok: true });
  expect((await stage.data.take('d')).isNew).toBe(true);
});

test('a source is shown before it is registered, by its ending or by what it is said to be', async () => {
  stage.write('d/a.csv', 'n;s\n1;x\n2;y\n');
  stage.write('d/b.csv', 'n;s\n3;z\n');
  const peek = async (path: string, format?: 'csv') => stage.verbs['data.peek']({ connection, source: { path, ...(format && { format }) } }, CALL);
  expect(await peek('d')).toMatchObject({
    source: { path: 'd', format: 'csv' },
    files: 2,
    rows: {
      columns: ['n', 's'],
      rows: [
        [1, 'x'],
        [2, 'y'],
        [3, 'z'],
      ],
    },
  });
  stage.write('notes.txt', 'n\n1\n');
  expect(await reasonOf(() => peek('notes.txt'))).toBe('data-format-unknown');
  expect((await peek('notes.txt', 'csv')).rows.rows).toEqual([[1]]);
  expect(await reasonOf(() => peek('nowhere.csv'))).toBe('data-gone');
});

test('a workspace that is moved and opened again knows its data, and reads nothing twice', async () => {
  stage.write('data/a.csv', 'n\n1\n');
  const version = await stage.register('d', 'data/a.csv');
  stage = await stage.reopen();
  expect(await rowOf('d')).toMatchObject({ latest: version, state: 'ready' });
  expect(await stage.data.take('d')).toMatchObject({ id: version, isNew: false });
});

test('a name is taken once, and is free when it was forgotten; the files stay', async () => {
  stage.write('a.csv', 'n\n1\n');
  await stage.register('d', 'a.csv');
  expect(await reasonOf(() => stage.register('d', 'a.csv'))).toBe('data-name-taken');
  await stage.verbs['data.forget']({ connection, name: 'd' }, CALL);
  expect(await reasonOf(() => stage.verbs['data.get']({ connection, name: 'd' }, CALL))).toBe('data-unknown');
  expect(readFileSync(join(stage.root, 'a.csv'), 'utf8')).toBe('n\n1\n');
  expect(await stage.register('d', 'a.csv')).toMatch(/^[a-f0-9]{12}$/);
});

test('columns of any name are profiled, checked and shown', async () => {
  const names = ['a"; DROP TABLE x; --', "it's", 'c0', 'r', 't', 'a b', 'n\nl', 'select', '$1', 'é数'];
  const head = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',');
  stage.write('a.csv', `${head}\n${names.map((_, at) => at).join(',')}\n`);
  const checks = names.map((name) => ({ name: `about ${name}`, check: { rule: 'range' as const, column: name, min: 0, max: 9 } }));
  const found = await versionOf('d', String(await stage.register('d', 'a.csv', { checks })));
  expect(found.columns.map(({ name, min }) => [name, min])).toEqual(names.map((name, at) => [name, at]));
  expect(found.checks.map(({ outcome }) => outcome)).toEqual(names.map(() => 'passed'));
});

test('the engine is left while data is read: the profile ends, nothing is kept of it', async () => {
  await stage.parquet('a.parquet', 'SELECT i AS n, random() AS x FROM range(3000000) t(i)');
  const taking = stage.register('d', 'a.parquet');
  await vi.waitFor(() => expect(stage.data.board.has('d')).toBe(true));
  await Promise.all([stage.data.close(), taking]);
  expect(stage.data.store.versions('d')).toEqual([]);
  rmSync(join(stage.root, 'a.parquet'));
  mkdirSync(join(stage.root, 'later'));
});
