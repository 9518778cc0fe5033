import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { failingModel, identityModel, magnitudeModel, slowModel } from '../../../e2e/peers/small-onnx';
import { readParquet } from '../../../e2e/read-parquet';
import { ROW, ServingStage } from '../../../e2e/serving-stage';
import { DEFAULT_PAYLOAD } from '../../../shared/models/payload';
import { MLFLOW_SERVER } from '../../../shared/models/server-command';
import { DEFAULT_SETTINGS, type ServiceSettings } from '../../../shared/models/service';
import type { HeldRevision, ServerNews } from './contract';

type Asked = { readonly headers: IncomingHttpHeaders; readonly body: string };
/** A server of the user's that does what a test says. */
let server: Server;
let behave: (asked: Asked, response: ServerResponse) => void;
let news: (news: ServerNews) => void;
let stage: ServingStage;

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => behave({ headers: request.headers, body: Buffer.concat(parts).toString() }, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const servers = {
    start: (_: unknown, onNews: (news: ServerNews) => void) => {
      news = onNews;
      onNews({ state: 'ready', port: (server.address() as AddressInfo).port, readyMs: 1 });
      return { facts: () => null, measure: async () => null, stop: async () => undefined };
    },
  };
  stage = await ServingStage.open({ servers });
});
afterEach(async () => {
  server.closeAllConnections();
  for (const name of stage.serving.hosts().keys()) await stage.serving.remove(name);
});
afterAll(async () => {
  await stage.close();
  server.close();
});

const own = (revision: number): HeldRevision => ({
  revision,
  digest: `own-${revision}`,
  path: '',
  bytes: 1,
  signature: null,
  server: { command: { ...MLFLOW_SERVER, protocol: 'oip' }, files: [] },
});
const settingsOf = (more: Partial<ServiceSettings>): ServiceSettings => ({ ...DEFAULT_SETTINGS, ...more });
async function put(
  candidate: HeldRevision,
  { share = 100, weight = 0, stable = identityModel('FP32'), settings = {} as Partial<ServiceSettings>, name = 'late' } = {},
) {
  const held = [stage.revision(1, stable), candidate];
  const weights = [
    { revision: 1, weight: 100 - weight },
    { revision: candidate.revision, weight },
  ].filter((each) => each.weight > 0);
  await stage.serving.put({ name, held, weights, settings: settingsOf(settings), shadow: { revision: candidate.revision, share } });
  await vi.waitFor(() => expect(stage.serving.hosts().get(name)?.get(candidate.revision)?.state).toBe('ready'), { timeout: 20_000 });
}
const shadows = async (name = 'late') => (await stage.serving.shadows(name, Date.now() - 60_000, null))[0];
const answered = async (name = 'late') => stage.serving.figures(name, Date.now() - 60_000, null);
const ask = (times: number) => Promise.all(Array.from({ length: times }, () => stage.infer('late', [ROW])));

test('a candidate without weight is sent what the stable one answers; callers never meet it, and its figures stand apart', async () => {
  await put(stage.revision(2, magnitudeModel()));
  const told = await ask(40);
  expect(told.every(({ status, headers }) => status === 200 && headers['x-pilothouse-revision'] === '1')).toBe(true);
  await vi.waitFor(async () => expect(await shadows()).toMatchObject({ requests: 40, errors: 0, dropped: 0 }));
  expect(await shadows()).toMatchObject({ revision: 2, compared: 40, equal: 40, largest: 0, outputs: [{ name: 'y', equal: 40 }] });
  expect((await shadows())?.p50).toBeGreaterThan(0);
  expect((await answered()).map(({ revision, requests }) => [revision, requests])).toEqual([[1, 40]]);
  expect((await stage.serving.requests('late')).every(({ revision }) => revision === 1)).toBe(true);
  const minus = { ...ROW, data: [-1, 2] };
  await stage.infer('late', [minus]);
  await vi.waitFor(async () => expect(await shadows()).toMatchObject({ compared: 41, equal: 40, largest: 2 }));
  const metrics = (await stage.ask('/metrics')).bytes.toString();
  for (const line of [
    'requests_total{service="late",revision="2",status="200"} 41',
    'compared_total{service="late",revision="2"} 41',
    'equal_total{service="late",revision="2"} 40',
  ])
    expect(metrics).toContain(`pilothouse_shadow_${line}`);
  expect(metrics).toContain('model_infer_request_success_total{model="late",version="1",service="late",revision="1"} 41');
  expect(metrics).not.toContain('version="2"');
});

test('in the payload log a shadow is marked, beside the request that it is of', async () => {
  const kept = await ServingStage.open();
  try {
    const held = [kept.revision(1, identityModel('FP32')), kept.revision(2, magnitudeModel())];
    const settings = settingsOf({ payload: { ...DEFAULT_PAYLOAD, share: 1 } });
    await kept.serving.put({ name: 'late', held, weights: [{ revision: 1, weight: 100 }], settings, shadow: { revision: 2, share: 100 } });
    await vi.waitFor(() => expect(kept.serving.hosts().get('late')?.get(2)?.state).toBe('ready'), { timeout: 20_000 });
    await kept.ask('/v2/models/late/infer', { body: JSON.stringify({ id: 'one', inputs: [{ ...ROW, data: [-3, 1] }] }) });
    await vi.waitFor(async () => expect(await kept.serving.shadows('late', 0, null)).toMatchObject([{ requests: 1 }]));
    await kept.serving.close(); // writes what waits
    const sql = `SELECT revision, shadow, "out.y" AS y FROM {files} WHERE "reqType" LIKE '%response' AND id = 'one' ORDER BY revision`;
    expect(await readParquet(join(kept.folder, 'payloads/late'), sql)).toEqual([
      { revision: 1, shadow: false, y: [-3, 1] },
      { revision: 2, shadow: true, y: [3, 1] },
    ]);
  } finally {
    await kept.close();
  }
});

test('a candidate that hangs holds up nobody: what it has no time for is dropped and counted, and its weights can move', async () => {
  behave = () => undefined;
  await put(own(2), { settings: { timeoutMs: 1_500, concurrent: 8, queued: 0 } });
  const started = performance.now();
  for (let round = 0; round < 40; round++) expect((await ask(8)).every(({ status }) => status === 200)).toBe(true);
  expect(performance.now() - started).toBeLessThan(5_000);
  await vi.waitFor(async () => expect(await shadows()).toMatchObject({ requests: 8, errors: 8 }), { timeout: 5_000 });
  expect((await shadows())?.dropped).toBeGreaterThan(200);
  expect((await answered()).map(({ revision, requests, errors }) => [revision, requests, errors])).toEqual([[1, 320, 0]]);
});

test('a candidate that crashes, or answers garbage, is an error of shadows alone', async () => {
  behave = (_, response) => void response.socket?.destroy();
  await put(own(2));
  expect((await ask(5)).every(({ status }) => status === 200)).toBe(true);
  await vi.waitFor(async () => expect(await shadows()).toMatchObject({ requests: 5, errors: 5, compared: 0 }));
  behave = (_, response) => void response.end('<html>');
  expect((await ask(5)).every(({ status }) => status === 200)).toBe(true);
  await vi.waitFor(async () => expect(await shadows()).toMatchObject({ requests: 10, errors: 10, compared: 0 }));
  news({ state: 'starting', failure: null });
  await vi.waitFor(() => expect(stage.serving.hosts().get('late')?.get(2)?.state).toBe('loading'));
  expect((await ask(5)).every(({ status }) => status === 200)).toBe(true);
  expect(await shadows()).toMatchObject({ requests: 10, errors: 10, dropped: 5 });
  expect((await answered()).map(({ revision, requests, errors }) => [revision, requests, errors])).toEqual([[1, 15, 0]]);
});

test('a model that fails at what others answer fails in the shadows', async () => {
  const stable = identityModel('INT64', ['rows']);
  await put(stage.revision(2, failingModel()), { stable });
  expect((await stage.infer('late', [{ name: 'x', datatype: 'INT64', shape: [1], data: [99] }])).status).toBe(200);
  await vi.waitFor(async () => expect(await shadows()).toMatchObject({ requests: 1, errors: 1, compared: 0 }));
});

test('under load each request is answered once and none is refused, also while weights move and the candidate is slow', async () => {
  const one = identityModel('FP32', [1, 1]);
  const candidate = stage.revision(2, slowModel(700));
  const input = { name: 'x', datatype: 'FP32', shape: [1, 1], data: [1] };
  await put(candidate, { stable: one, settings: { concurrent: 8, queued: 10 } });
  const statuses: number[] = [];
  const over = { is: false };
  const callers = Array.from({ length: 8 }, async () => {
    while (!over.is) statuses.push((await stage.infer('late', [input])).status);
  });
  for (const weight of [0, 20, 0, 50, 0]) {
    await put(candidate, { stable: one, weight, settings: { concurrent: 8, queued: 10 } });
    const before = statuses.length;
    await vi.waitFor(() => expect(statuses.length).toBeGreaterThan(before + 200), { timeout: 5_000 });
  }
  over.is = true;
  await Promise.all(callers);
  expect(new Set(statuses)).toEqual(new Set([200]));
  const counted = (await answered()).reduce((sum, { requests }) => sum + requests, 0);
  expect(counted).toBe(statuses.length);
  const told = await shadows();
  expect(told?.requests).toBeGreaterThan(0);
  expect(told?.dropped).toBeGreaterThan(0);
}, 30_000);

test('a trace goes on to a server of the user’s, and to it as a shadow too, which is said; what is no trace does not', async () => {
  const seen: IncomingHttpHeaders[] = [];
  behave = ({ headers }, response) => {
    seen.push(headers);
    response.end('{"outputs":[{"name":"y","datatype":"FP32","shape":[1,2],"data":[1,2]}]}');
  };
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', tracestate: 'vendor=1', baggage: 'user=mona' };
  await put(own(2));
  await stage.infer('late', [ROW], trace);
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  expect(seen[0]).toMatchObject({ ...trace, 'x-pilothouse-shadow': '1' });
  await put(own(2), { weight: 100 });
  await stage.infer('late', [ROW], { ...trace, 'x-pilothouse-shadow': '1' });
  expect(seen[1]).toMatchObject(trace);
  expect(seen[1]?.['x-pilothouse-shadow']).toBeUndefined();
  expect(seen[1]?.authorization).toBeUndefined();
  await stage.infer('late', [ROW], { ...trace, traceparent: '00-0-0-01' });
  expect([seen[2]?.['traceparent'], seen[2]?.['tracestate'], seen[2]?.['baggage']]).toEqual([undefined, undefined, 'user=mona']);
});
