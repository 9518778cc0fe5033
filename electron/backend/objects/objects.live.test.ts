import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BackendUnderTest, startBackend } from '../../../e2e/backend-under-test';
import { type FaultProxy, startFaultProxy } from '../../../e2e/peers/fault-proxy';
import { type ObjectStore, startObjectStore } from '../../../e2e/peers/versitygw';
import { askDuck, writeWideParquet } from '../../../e2e/peers/wide-parquet';
import { driftConfigSchema } from '../../../shared/models/drift-config';
import { failureOf } from '../../../shared/models/failure';
import type { ObjectStoreSettings } from '../../../shared/models/object-store';
import { judgeDrift } from '../drift/judge-drift';
import { ObjectPlace } from './object-place';

const NEVER = new AbortController().signal;
const BUCKET = 'data';
const WIDE = { rows: 60_000, columns: 50, rowsPerGroup: 20_480 };
const ASKED = ['c7', 'c21', 'c40'];

let folder: string;
let store: ObjectStore;
let proxy: FaultProxy;
let app: BackendUnderTest;
let connection: string;
let wide: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'objects-live-'));
  store = await startObjectStore();
  proxy = await startFaultProxy(store.port);
  app = startBackend([], { dataFolder: join(folder, 'app') });
  await store.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  wide = join(folder, 'wide.parquet');
  await writeWideParquet({ file: wide, ...WIDE });
  await put('wide.parquet', readFileSync(wide));
  ({ id: connection } = await app.client.request('objects.connect', { name: 'The store', settings: settings(), secret: secret() }));
}, 60_000);
afterAll(async () => {
  app.close();
  await proxy.stop();
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (change: Partial<ObjectStoreSettings> = {}): ObjectStoreSettings => ({
  address: `http://127.0.0.1:${proxy.port}`,
  region: 'us-east-1',
  pathStyle: true,
  ca: null,
  proxy: null,
  credentials: { kind: 'keys' },
  buckets: [],
  ...change,
});
const secret = () => ({ keys: { ...store.root, sessionToken: null }, proxy: null });
const put = (Key: string, Body: Uint8Array | string) => store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: Buffer.from(Body) }));
const ref = (key: string) => ({ bucket: BUCKET, key, version: null });
const reasonOf = async (work: Promise<unknown>) => {
  try {
    await work;
    return 'none';
  } catch (error) {
    return `${failureOf(error).code} ${failureOf(error).detail.reason}`;
  }
};
async function preview(key: string, body: Uint8Array | string) {
  await put(key, body);
  const { facts } = await app.client.request('objects.facts', { connection, object: ref(key) });
  return (await app.client.request('objects.preview', { connection, object: ref(key), etag: facts.etag })).preview;
}

test('of a table of 50 columns, 3 are asked for: what travels is little more than these, and DuckDB reads the same as from the whole file', async () => {
  const before = proxy.bytes()['to-client'];
  const held = await app.backend.objects.hold(connection, ref('wide.parquet'), { columns: ASKED }, { signal: NEVER });
  const [own] = await askDuck(
    `SELECT sum(total_compressed_size)::BIGINT AS bytes FROM parquet_metadata('${wide}') WHERE path_in_schema IN (${ASKED.map((name) => `'${name}'`).join(', ')})`,
  );
  const overWire = proxy.bytes()['to-client'] - before;
  expect(overWire / Number(own?.['bytes'])).toBeLessThanOrEqual(1.2);
  const digests = (file: string) =>
    askDuck(`SELECT count(*) AS n, ${ASKED.map((name) => `bit_xor(hash(${name}))::VARCHAR AS ${name}`).join(', ')} FROM '${file}'`);
  expect(await digests(held.path)).toEqual(await digests(wide));
  held.release();
});

test('drift of two objects is that of the whole files, though only the columns that are judged have travelled', async () => {
  const other = join(folder, 'other.parquet');
  await askDuck(`COPY (SELECT * REPLACE (c21 * 1.4 AS c21) FROM '${wide}') TO '${other}' (FORMAT parquet)`);
  await put('other.parquet', readFileSync(other));
  const config = driftConfigSchema.parse({ columns: ASKED });
  const hold = (key: string) => app.backend.objects.hold(connection, ref(key), { columns: ASKED }, { signal: NEVER });
  const [one, two] = [await hold('wide.parquet'), await hold('other.parquet')];
  const judged = (a: string, b: string) => judgeDrift({ name: 'a', files: [a] }, { name: 'b', files: [b] }, config);
  const [ofObjects, ofFiles] = [await judged(one.path, two.path), await judged(wide, other)];
  expect(ofObjects.columns.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(ofFiles.columns.map(({ name, verdict }) => `${name} ${verdict}`));
  expect(ofObjects.columns).toEqual(ofFiles.columns);
  expect(ofObjects.columns.find(({ name }) => name === 'c21')?.verdict).toBe('drifted');
  one.release();
  two.release();
});

test('what lies here is not fetched again, and a further column is fetched alone', async () => {
  const hold = async (columns: string[]) => {
    const held = await app.backend.objects.hold(connection, ref('wide.parquet'), { columns }, { signal: NEVER });
    held.release();
    return held.bytesRead;
  };
  await hold(ASKED);
  expect(await hold(ASKED)).toBe(0);
  const more = await hold([...ASKED, 'c8']);
  expect(more).toBeGreaterThan(WIDE.rows * 7);
  expect(more).toBeLessThan(WIDE.rows * 9);
});

test('an object that is replaced while it is read is an error that says so, and never a mixture', async () => {
  // More parts than are read at once: those that were under way may still end as they began.
  await put('moving.bin', Buffer.alloc(48 * 2 ** 20, 'before '));
  proxy.slow(16 * 2 ** 20);
  let replacing: Promise<unknown> | undefined;
  const onProgress = (done: number) => {
    if (done > 2 ** 20) replacing ??= put('moving.bin', 'after');
  };
  const holding = app.backend.objects.hold(connection, ref('moving.bin'), { columns: null }, { signal: NEVER, onProgress });
  try {
    expect(await reasonOf(holding)).toBe('stale object-replaced');
  } finally {
    await proxy.heal();
    await replacing;
  }
  const held = await app.backend.objects.hold(connection, ref('moving.bin'), { columns: null }, { signal: NEVER });
  expect(readFileSync(held.path, 'utf8')).toBe('after');
  held.release();
});

test('all objects below a prefix are listed at any depth, and each is fetched as it was listed', async () => {
  for (const key of ['months/01/a.csv', 'months/01/deep/b.csv', 'months-2/c.csv']) await put(key, key);
  const place = new ObjectPlace(app.backend.objects, connection);
  const found = await place.list(BUCKET, 'months/', NEVER);
  expect(found.map(({ key }) => key)).toEqual(['months/01/a.csv', 'months/01/deep/b.csv']);
  const [first] = found;
  expect(readFileSync(await place.fetch(BUCKET, 'months/01/a.csv', first?.etag ?? '', NEVER), 'utf8')).toBe('months/01/a.csv');
  await put('months/01/a.csv', 'changed');
  expect(await reasonOf(place.fetch(BUCKET, 'months/01/a.csv', first?.etag ?? '', NEVER))).toBe('stale object-replaced');
});

test('a Parquet file that was cut short, or is something else, is told as that', async () => {
  await put('cut.parquet', readFileSync(wide).subarray(0, 100_000));
  await put('text.parquet', 'only text, whatever its name says');
  const hold = (key: string) => reasonOf(app.backend.objects.hold(connection, ref(key), { columns: ASKED }, { signal: NEVER }));
  expect([await hold('cut.parquet'), await hold('text.parquet')]).toEqual(['invalid data-cut-short', 'invalid data-cut-short']);
});

test('what an object holds is shown as what it is', async () => {
  expect(await preview('a.json', '{"b":[1,2]}')).toEqual({ kind: 'text', format: 'json', text: '{\n  "b": [\n    1,\n    2\n  ]\n}', whole: true });
  expect(await preview('a.csv.gz', gzipSync('x,y\n1,2\n'))).toMatchObject({ kind: 'text', format: 'csv', text: 'x,y\n1,2\n' });
  expect(await preview('long.txt', 'ü'.repeat(100_000))).toMatchObject({ kind: 'text', whole: false });
  expect(await preview('a.bin', Uint8Array.from([0, 1, 255]))).toEqual({ kind: 'bytes', hex: '00 01 ff', whole: true });
  expect(await preview('empty', '')).toEqual({ kind: 'empty' });
  const table = await preview('wide.parquet', readFileSync(wide));
  if (table.kind !== 'parquet') throw new Error(table.kind);
  const [first] = await askDuck(`SELECT c0, c1 FROM '${wide}' LIMIT 1`);
  expect(table).toMatchObject({ rows: WIDE.rows, rowGroups: 3 });
  expect([table.columns.length, table.columns[0]?.type, table.head?.rows.length, table.head?.rows[0]?.slice(0, 2)]).toEqual([
    50,
    'DOUBLE',
    20,
    [first?.['c0'], first?.['c1']],
  ]);
});

test('a preview of what has changed since it was listed is refused', async () => {
  const { facts } = await app.client.request('objects.facts', { connection, object: ref('wide.parquet') });
  await put('wide.parquet', 'another');
  expect(await reasonOf(app.client.request('objects.preview', { connection, object: ref('wide.parquet'), etag: facts.etag }))).toBe('stale object-replaced');
  await put('wide.parquet', readFileSync(wide));
});

test('secrets are kept sealed, are never told again, and are not used for another place', async () => {
  const files = readdirSync(join(folder, 'app'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const found = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(store.root.secretAccessKey));
  expect(found.map(({ name }) => name)).toEqual([]);
  const told = await app.client.request('objects.settings', { connection });
  expect([told.accessKeyId, JSON.stringify(told).includes(store.root.secretAccessKey)]).toEqual([store.root.accessKeyId, false]);
  const elsewhere = settings({ address: 'http://127.0.0.1:1' });
  expect(await reasonOf(app.client.request('objects.change', { connection, settings: elsewhere, secret: { keys: null, proxy: null } }))).toBe(
    'invalid credentials-missing',
  );
  await app.client.request('objects.change', { connection, settings: settings({ buckets: [BUCKET] }), secret: { keys: null, proxy: null } });
  expect((await app.client.request('objects.buckets', { connection, after: null })).buckets.map(({ name }) => name)).toEqual([BUCKET]);
});

test('it answers: the connection is live; it goes: the connection is stale, and live again once it is back', async () => {
  const state = () => app.connections().find(({ id }) => id === connection)?.freshness.state;
  await app.until('live', () => state() === 'live');
  await proxy.refuse();
  proxy.cut();
  expect(await reasonOf(app.client.request('objects.buckets', { connection, after: null }))).toBe('unreachable connection-refused');
  await app.until('not live', () => state() === 'reconnecting' || state() === 'stale');
  await proxy.heal();
  await app.client.request('connections.retry', { id: connection });
  await app.until('live again', () => state() === 'live');
});

test('one that is switched off is not asked, and one that was removed is gone', async () => {
  await app.client.request('connections.update', { id: connection, options: { enabled: false } });
  expect(await reasonOf(app.client.request('objects.buckets', { connection, after: null }))).toBe('unsupported connection-off');
  await app.client.request('connections.remove', { id: connection });
  expect(await reasonOf(app.client.request('objects.buckets', { connection, after: null }))).toBe('not-found undefined');
});
