import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BackendUnderTest, startBackend } from '../../../../e2e/backend-under-test';
import { type ObjectStore, startObjectStore, type StoreKeys } from '../../../../e2e/peers/versitygw';
import { askDuck } from '../../../../e2e/peers/wide-parquet';
import { driftConfigSchema } from '../../../../shared/models/drift-config';
import type { DriftMonitor, MonitorSettings } from '../../../../shared/models/drift-monitor';

// From a connection to judged windows: the whole backend, and a real object store behind a door that can be watched and closed.
const BUCKET = 'lake';
const ROWS = 800;
const EXPIRED = '<?xml version="1.0"?><Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>';

let folder = '';
let store: ObjectStore;
let app: BackendUnderTest;
let door: Server;
let port = 0;
/** Called before a request goes on; false: its token has expired. */
let travelled = 0;
let before: (method: string, url: string) => boolean | Promise<boolean> = () => true;

const put = (Key: string, Body: Uint8Array, Bucket = BUCKET) => store.client.send(new PutObjectCommand({ Bucket, Key, Body }));

/** Rows of one day as a Parquet file; `far`: its delays are others. */
async function dayOf(day: string, far: boolean, seed = 1): Promise<Buffer> {
  const file = join(folder, `${day}-${far}-${seed}.parquet`);
  const delay = `(hash(i, ${seed}) % 1000)::DOUBLE ${far ? '+ 600' : ''}`;
  await askDuck(
    `COPY (SELECT TIMESTAMP '${day}' + INTERVAL (i % 86400) SECOND AS at, ${delay} AS delay, 'c' || (hash(i, 9) % 5) AS carrier FROM range(${ROWS}) t(i)) TO '${file}' (FORMAT parquet)`,
  );
  return readFileSync(file);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'object-monitors-'));
  store = await startObjectStore();
  door = createServer(async ({ method = '', headers, url = '' }, reply) => {
    if (!(await before(method, url))) return void reply.writeHead(403, { 'content-type': 'application/xml' }).end(method === 'HEAD' ? undefined : EXPIRED);
    const onward = request(`${store.address}${url}`, { method, headers }, (answer) => {
      answer.on('data', (chunk: Buffer) => (travelled += chunk.length));
      answer.pipe(reply.writeHead(answer.statusCode ?? 500, answer.headers));
    });
    onward.on('error', () => reply.destroy()).end();
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const address = door.address();
  port = typeof address === 'object' && address ? address.port : 0;
  app = startBackend([], { dataFolder: join(folder, 'app') });
  for (const Bucket of [BUCKET, 'closed']) await store.client.send(new CreateBucketCommand({ Bucket }));
  await put('reference.parquet', await dayOf('2026-01-01', false));
}, 60_000);
afterAll(async () => {
  app.close();
  door.closeAllConnections();
  door.close();
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  before = () => true;
});

async function connect({ accessKeyId, secretAccessKey }: StoreKeys = store.root): Promise<string> {
  const settings = {
    address: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    pathStyle: true,
    ca: null,
    proxy: null,
    credentials: { kind: 'keys' as const },
    buckets: [],
  };
  const secret = { keys: { accessKeyId, secretAccessKey, sessionToken: null }, proxy: null };
  return (await app.client.request('objects.connect', { name: 'Lake', settings, secret })).id;
}
const objects = (connection: string, prefix: string, bucket = BUCKET) => ({
  kind: 'objects' as const,
  connection,
  bucket,
  prefix,
  glob: null,
  format: 'parquet' as const,
  time: 'at',
});
const settingsOf = (connection: string, prefix: string, bucket = BUCKET): MonitorSettings => ({
  name: prefix,
  of: null,
  source: objects(connection, prefix, bucket),
  reference: { kind: 'source', source: objects(connection, 'reference.parquet', bucket) },
  predictions: [],
  config: driftConfigSchema.parse({}),
  window: 'day',
  everyMinutes: null,
  labels: null,
});
/** As it is once no look is under way. */
async function looked(id: string): Promise<DriftMonitor> {
  const get = () => app.client.request('drift.get', { id });
  await expect.poll(async () => (await get()).standing, { timeout: 30_000 }).toMatchObject({ progress: null, lastRunAt: expect.any(Number) });
  return get();
}
async function made(settings: MonitorSettings): Promise<DriftMonitor> {
  const { id } = await app.client.request('drift.create', { settings });
  return looked(id);
}
async function again({ id, standing }: DriftMonitor): Promise<DriftMonitor> {
  await app.client.request('drift.run', { id });
  await expect.poll(async () => (await app.client.request('drift.get', { id })).standing.lastRunAt, { timeout: 30_000 }).not.toBe(standing.lastRunAt);
  return looked(id);
}
const windowsOf = ({ windows }: DriftMonitor) => windows.map(({ start, rows, verdict }) => [new Date(start).toISOString().slice(0, 10), rows, verdict]);
const whyOf = ({ standing: { failure } }: DriftMonitor) => failure && `${failure.code} ${failure.detail.reason}`;

test('from a connection to judged windows; an object that arrives is a new one, and one that is another is counted anew', async () => {
  await put('days/01.parquet', await dayOf('2026-02-01', false, 2));
  const connection = await connect();
  const first = await made(settingsOf(connection, 'days/'));
  expect([whyOf(first), windowsOf(first), first.reference?.rows]).toEqual([null, [['2026-02-01', ROWS, 'not-drifted']], ROWS]);
  await put('days/02.parquet', await dayOf('2026-02-02', true));
  const asked: string[] = [];
  before = (method, url) => asked.push(`${method} ${url.split('?')[0]}`) > 0;
  const second = await again(first);
  expect(windowsOf(second)).toEqual([
    ['2026-02-01', ROWS, 'not-drifted'],
    ['2026-02-02', ROWS, 'drifted'],
  ]);
  expect(second.standing.drift).toMatchObject({ first: Date.parse('2026-02-02'), worst: { column: 'delay' } });
  // What was counted and what is the reference are not asked for again.
  expect(asked.filter((each) => each.startsWith('GET') && /(01|reference)\.parquet$/.test(each))).toEqual([]);
  await put('days/02.parquet', await dayOf('2026-02-02', false, 3));
  expect(windowsOf(await again(second))).toEqual([
    ['2026-02-01', ROWS, 'not-drifted'],
    ['2026-02-02', ROWS, 'not-drifted'],
  ]);
}, 120_000);

test('of wide objects only the columns that are judged travel, for windows, reference and report; and that names the objects with their ETags', async () => {
  const heavy = Array.from({ length: 40 }, (_, column) => `(hash(i * 41 + ${column}) / 1e19)::DOUBLE AS heavy${column}`).join(', ');
  const wide = async (name: string, day: string, add: number) => {
    const file = join(folder, name.replace('/', '-'));
    const rows = `SELECT TIMESTAMP '${day}' + INTERVAL (i % 86400) SECOND AS at, (hash(i, ${add}) % 1000)::DOUBLE + ${add} AS delay, ${heavy} FROM range(20000) t(i)`;
    await askDuck(`COPY (${rows}) TO '${file}' (FORMAT parquet)`);
    await put(`wide/${name}`, readFileSync(file));
    return readFileSync(file).length;
  };
  const size = await wide('reference.parquet', '2026-01-01', 0);
  await wide('days/01.parquet', '2026-02-01', 600);
  const connection = await connect();
  const source = objects(connection, 'wide/days/');
  travelled = 0;
  const peeked = await app.client.request('drift.peek', { source });
  expect([peeked.times, peeked.columns.length, peeked.first]).toEqual([['at'], 42, Date.parse('2026-02-01')]);
  const reference = { kind: 'source' as const, source: objects(connection, 'wide/reference.parquet') };
  const monitor = await made({ ...settingsOf(connection, 'wide'), source, reference, config: driftConfigSchema.parse({ columns: ['delay'] }) });
  expect([whyOf(monitor), windowsOf(monitor)]).toEqual([null, [['2026-02-01', 20_000, 'drifted']]]);
  const span = { id: monitor.id, from: Date.parse('2026-02-01'), to: Date.parse('2026-02-02'), slice: null };
  const report = await app.client.request('drift.report', span);
  expect(travelled).toBeLessThan(size / 4);
  expect(report.columns.map(({ name, verdict, n_current: rows }) => [name, verdict, rows])).toEqual([['delay', 'drifted', 20_000]]);
  const named = (key: string) => [expect.stringMatching(new RegExp(`^s3://lake/wide/${key} "[0-9a-f]+"$`))];
  expect(report.reference).toMatchObject({ digest_of: 'etags', files: named('reference\\.parquet') });
  expect(report.current).toMatchObject({ digest_of: 'etags', files: named('days/01\\.parquet') });
  await expect(app.client.request('drift.report', { ...span, slice: { column: 'heavy3', value: '1' } })).rejects.toThrow(/column-unknown/);
}, 60_000);

test('an object that is replaced while it is read is said to have been, the others are judged, and the next look reads it as it is', async () => {
  await put('moving/01.parquet', await dayOf('2026-02-01', false, 4));
  await put('moving/02.parquet', await dayOf('2026-02-02', false, 5));
  const other = await dayOf('2026-02-02', true, 6);
  let replaced = false;
  before = async (method, url) => {
    if (method !== 'GET' || !url.includes('moving/02.parquet') || replaced) return true;
    replaced = true;
    await put('moving/02.parquet', other);
    return true;
  };
  const first = await made(settingsOf(await connect(), 'moving/'));
  expect(whyOf(first)).toBe('stale object-replaced');
  expect(first.standing.failure?.detail.values).toMatchObject({ key: 'moving/02.parquet' });
  const next = await again(first);
  expect([whyOf(next), windowsOf(next)]).toEqual([
    null,
    [
      ['2026-02-01', ROWS, 'not-drifted'],
      ['2026-02-02', ROWS, 'drifted'],
    ],
  ]);
}, 120_000);

test('credentials that expire in the middle are said to have; what was counted until then stays', async () => {
  await put('token/01.parquet', await dayOf('2026-02-01', false, 7));
  const first = await made(settingsOf(await connect(), 'token/'));
  for (const day of ['02', '03']) await put(`token/${day}.parquet`, await dayOf(`2026-02-${day}`, true, 8));
  let over = false;
  before = (_, url) => {
    if (url.includes('token/03.parquet')) over = true;
    return !over;
  };
  const second = await again(first);
  expect(whyOf(second)).toBe('unauthenticated token-expired');
  expect(windowsOf(second)[0]).toEqual(['2026-02-01', ROWS, 'not-drifted']);
  before = () => true;
  const third = await again(second);
  expect([whyOf(third), windowsOf(third).map(([, , verdict]) => verdict)]).toEqual([null, ['not-drifted', 'drifted', 'drifted']]);
}, 120_000);

test('where a bucket may be read but not listed, one object is watched by its name, and more are refused with the reason', async () => {
  const reader = await store.addUser('monitor-reader');
  const allow = { Effect: 'Allow', Principal: { AWS: [reader.accessKeyId] }, Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::closed/*'] };
  await put('reference.parquet', await dayOf('2026-01-01', false), 'closed');
  await put('today.parquet', await dayOf('2026-02-01', true), 'closed');
  await store.client.send(new PutBucketPolicyCommand({ Bucket: 'closed', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }));
  const connection = await connect(reader);
  const one = await made(settingsOf(connection, 'today.parquet', 'closed'));
  expect([whyOf(one), windowsOf(one)]).toEqual([null, [['2026-02-01', ROWS, 'drifted']]]);
  expect(whyOf(await made(settingsOf(connection, 'days/', 'closed')))).toBe('forbidden listing-denied');
}, 60_000);
