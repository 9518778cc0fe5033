import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SILENT } from '../../backend/lib/log';
import { AppError, failure } from '../../../shared/models/failure';
import { ArtifactStore } from '../artifacts/artifact-store';
import { ModelRegistry } from '../models/model-registry';
import { MIGRATIONS as MODEL_TABLES } from '../models/tables';
import { RunRecords } from '../records/run-records';
import { MIGRATIONS } from '../records/tables';
import { preparePlaces } from '../workspace/places';
import { openRegistry, type OpenRegistry } from '../workspace/registry';
import type { Tokens } from '../contract';
import { createTokens, TOKEN_MIGRATIONS } from '../workspace/tokens';
import { startTracking, type Tracking } from './tracking-server';

let root: string;
let registry: OpenRegistry;
let records: RunRecords;
let models: ModelRegistry;
let tokens: Tokens;
let token: string;
let tracking: Tracking;
let room: number;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'tracking-'));
  registry = openRegistry(join(root, 'registry.db'));
  registry.migrate([MIGRATIONS, MODEL_TABLES, TOKEN_MIGRATIONS]);
  records = new RunRecords({ registry, changed: () => undefined, now: () => 1_000 });
  room = 2 ** 40;
  const admit = (bytes: number) => {
    if (bytes > room) throw new AppError(failure('limited', { reason: 'quota-reached' }));
  };
  const artifacts = new ArtifactStore({ artifacts: join(root, 'artifacts'), temporary: join(root, 'temporary') }, admit);
  const facts = { add: () => undefined, end: () => undefined, describe: () => undefined };
  models = new ModelRegistry({ registry, artifacts, records, facts, changed: () => undefined, now: () => 2_000 });
  const made = createTokens(preparePlaces(root), registry);
  tokens = made;
  token = readFileSync(made.file, 'utf8').trim();
  bearer = { authorization: `Bearer ${token}` };
  tracking = await startTracking({ records, artifacts, models, registry, admit, user: 'ada', now: () => 3_000, tokens, log: SILENT, port: 0 });
});
afterEach(async () => {
  await tracking.close();
  records.close();
  registry.close();
  rmSync(root, { recursive: true, force: true });
});

let bearer: { authorization: string };
type Answer = { status: number; body: Record<string, never> & { [key: string]: unknown } };
async function ask(method: string, path: string, body?: unknown, headers: Record<string, string> = bearer): Promise<Answer> {
  const isText = typeof body === 'string';
  const sent = body === undefined ? {} : { body: isText ? body : JSON.stringify(body) };
  const answer = await fetch(`${tracking.uri}${path.startsWith('/') ? path : `/api/2.0/mlflow/${path}`}`, { method, headers, ...sent });
  const text = await answer.text();
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : { text } };
}
async function newRun(name = 'run'): Promise<string> {
  await ask('POST', 'runs/create', { experiment_id: '0', run_name: name, start_time: 5 });
  return records.sql.all('SELECT id FROM run WHERE name = ?', name).map(([id]) => String(id))[0] ?? '';
}

/** A request as no decent client makes it. */
function raw(headers: Record<string, string>, path = '/api/2.0/mlflow/experiments/get?experiment_id=0'): Promise<number> {
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port: tracking.port, path, headers, setHost: false }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('only who shows a token, names us rightly and is no page is heard', async () => {
  const host = `127.0.0.1:${tracking.port}`;
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const child = tokens.mint('a'.repeat(32));
  expect([
    await raw({ host, ...bearer }),
    await raw({ host: `localhost:${tracking.port}`, authorization: basic(`anyone:${token}`) }),
    await raw({ host, authorization: `Bearer ${child}` }),
    await raw({ host }),
    await raw({ host, authorization: 'Bearer wrong' }),
    await raw({ host, authorization: basic(`${token}:wrong`) }),
    await raw({ host: 'evil.example', ...bearer }),
    await raw({ host: `evil.example:${tracking.port}`, ...bearer }),
    await raw({ host, origin: 'null', ...bearer }),
    await raw({ host, origin: `http://${host}`, ...bearer }),
    await raw({ host }, '/health'),
  ]).toEqual([200, 200, 200, 401, 401, 401, 403, 403, 403, 403, 401]);
  tokens.revoke('a'.repeat(32));
  expect(await raw({ host, authorization: `Bearer ${child}` })).toBe(401);
});

test('a run is logged and read back in the shape of MLflow, over every prefix', async () => {
  const run = await newRun('first');
  await ask('POST', '/ajax-api/2.0/mlflow/runs/log-batch', {
    run_id: run,
    metrics: [
      { key: 'loss', value: 0.5, timestamp: 10, step: 1 },
      { key: 'loss', value: 'NaN', timestamp: 11, step: 2 },
    ],
    params: [{ key: 'lr', value: '0.1' }],
    tags: [{ key: 'team', value: 'blue' }],
  });
  await ask('POST', '/api/3.0/mlflow/runs/log-metric', { run_id: run, key: 'acc', value: 1, timestamp: '12', step: 0 });
  await ask('POST', 'runs/log-inputs', {
    run_id: run,
    datasets: [
      {
        tags: [{ key: 'mlflow.data.context', value: 'training' }],
        dataset: { name: 'd', digest: 'x1', source_type: 'local', source: '{}', schema: '{"a":1}' },
      },
    ],
  });
  await ask('POST', 'runs/update', { run_id: run, status: 'FINISHED', end_time: 50 });
  const { body } = await ask('GET', `runs/get?run_id=${run}&run_uuid=${run}`);
  expect(body['run']).toEqual({
    info: {
      run_uuid: run,
      run_id: run,
      run_name: 'first',
      experiment_id: '0',
      user_id: 'ada',
      status: 'FINISHED',
      start_time: 5,
      end_time: 50,
      artifact_uri: `mlflow-artifacts:/0/${run}/artifacts`,
      lifecycle_stage: 'active',
    },
    data: {
      metrics: [
        { key: 'acc', value: 1, timestamp: 12, step: 0 },
        { key: 'loss', value: 'NaN', timestamp: 11, step: 2 },
      ],
      params: [{ key: 'lr', value: '0.1' }],
      tags: [
        { key: 'mlflow.runName', value: 'first' },
        { key: 'team', value: 'blue' },
      ],
    },
    inputs: {
      dataset_inputs: [
        {
          tags: [{ key: 'mlflow.data.context', value: 'training' }],
          dataset: { name: 'd', digest: 'x1', source_type: 'local', source: '{}', schema: '{"a":1}' },
        },
      ],
    },
  });
  const history = await ask('GET', `metrics/get-history?run_id=${run}&metric_key=loss&max_results=1`);
  expect(history.body['metrics']).toEqual([{ key: 'loss', value: 0.5, timestamp: 10, step: 1 }]);
  const rest = await ask('GET', `metrics/get-history?run_id=${run}&metric_key=loss&max_results=1&page_token=${String(history.body['next_page_token'])}`);
  expect(rest.body).toEqual({ metrics: [{ key: 'loss', value: 'NaN', timestamp: 11, step: 2 }] });
});

test('NaN and Infinity as Python writes them are taken, and text that looks like them is left alone', async () => {
  const run = await newRun();
  const at = '"timestamp": 1, "step": 0';
  await ask('POST', 'runs/log-batch', `{"run_id": "${run}", "metrics": [{"key": "NaN", "value": NaN, ${at}}, {"key": "b", "value": -Infinity, ${at}}]}`);
  expect([...records.lastMetrics(run)].map(([key, { value }]) => [key, value])).toEqual([
    ['NaN', 'NaN'],
    ['b', '-Infinity'],
  ]);
});

test('what is wrong is said in MLflow’s shape, and nothing of the request is kept', async () => {
  const run = await newRun();
  const point = { key: 'a', value: 1, timestamp: 1, step: 0 };
  const refused = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, body);
    return [answer.status, answer.body['error_code']];
  };
  await ask('POST', 'runs/log-parameter', { run_id: run, key: 'lr', value: '1' });
  expect([
    await refused('POST', 'runs/log-metric', { ...point, run_id: 'f'.repeat(32) }),
    await refused('POST', 'runs/log-metric', { ...point, run_id: run, value: 'high' }),
    await refused('POST', 'runs/log-metric', { ...point, run_id: run, step: 1.5 }),
    await refused('POST', 'runs/log-batch', { run_id: run, metrics: [point], params: [{ key: 'lr', value: '2' }] }),
    await refused('POST', 'runs/log-batch', { run_id: run, metrics: Array.from({ length: 1_001 }, () => point) }),
    await refused('POST', 'runs/log-batch', '{"run_id":'),
    await refused('POST', 'runs/search', { experiment_ids: ['0'], filter: 'a ~ b' }),
    await refused('POST', 'experiments/create', { name: 'Default' }),
    await refused('GET', 'experiments/get-by-name?experiment_name=none'),
    await refused('GET', 'experiments/get?experiment_id=77'),
    await refused('GET', '/api/2.0/mlflow/traces/search'),
    await refused('POST', '/api/2.0/mlflow-artifacts/mpu/create/x', {}),
    await refused('POST', 'model-versions/transition-stage', {}),
    await refused('GET', '/'),
  ]).toEqual([
    [404, 'RESOURCE_DOES_NOT_EXIST'],
    [400, 'INVALID_PARAMETER_VALUE'],
    [400, 'INVALID_PARAMETER_VALUE'],
    [400, 'INVALID_PARAMETER_VALUE'],
    [400, 'INVALID_PARAMETER_VALUE'],
    [400, 'INVALID_PARAMETER_VALUE'],
    [400, 'INVALID_PARAMETER_VALUE'],
    [400, 'RESOURCE_ALREADY_EXISTS'],
    [404, 'RESOURCE_DOES_NOT_EXIST'],
    [404, 'RESOURCE_DOES_NOT_EXIST'],
    [501, 'NOT_IMPLEMENTED'],
    [501, 'NOT_IMPLEMENTED'],
    [501, 'NOT_IMPLEMENTED'],
    [404, 'ENDPOINT_NOT_FOUND'],
  ]);
  expect((await ask('POST', '/api/2.0/mlflow/traces/search', {})).body['message']).toContain('POST mlflow/traces/search');
  expect(records.lastMetrics(run).size).toBe(0);
});

test('many at once share commits; one that is refused takes nobody along', async () => {
  const run = await newRun();
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, step) =>
      step % 10 === 3
        ? ask('POST', 'runs/log-batch', { run_id: run, tags: [{ key: `t${step}`, value: 'x' }], params: [{ key: 'p', value: `${step}` }] })
        : ask('POST', 'runs/log-metric', { run_id: run, key: 'm', value: step, timestamp: step, step }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200).length).toBe(55);
  expect(records.metrics.summaries(records.run(run).n)).toMatchObject([{ key: 'm', points: 54, last: 59 }]);
  expect(Object.keys(records.tagsOf(run)).length).toBe(2);
});

test('runs are found by the search language, in order, by pages', async () => {
  for (const [name, loss] of [
    ['a', 3],
    ['b', 1],
    ['c', 2],
  ] as const) {
    const run = await newRun(name);
    await ask('POST', 'runs/log-batch', {
      run_id: run,
      metrics: [{ key: 'loss', value: loss, timestamp: 1, step: 0 }],
      params: [{ key: 'p_1', value: `V-${name}` }],
    });
  }
  const names = async (asked: object) => {
    const { body } = await ask('POST', 'runs/search', { experiment_ids: ['0'], ...asked });
    return [(body['runs'] as { info: { run_name: string } }[] | undefined)?.map(({ info }) => info.run_name), body['next_page_token']];
  };
  expect(await names({ filter: 'metrics.loss < 3', order_by: ['metrics.loss ASC'] })).toEqual([['b', 'c'], undefined]);
  expect(await names({ filter: "params.p_1 LIKE 'V-%' AND attributes.run_name != 'a'", order_by: ['run_name'] })).toEqual([['b', 'c'], undefined]);
  expect((await names({ filter: "params.p_1 LIKE 'v-%'" }))[0]).toEqual([]);
  expect((await names({ filter: "params.p_1 ILIKE 'v-%'", order_by: ['params.p_1 DESC'] }))[0]).toEqual(['c', 'b', 'a']);
  const [first, next] = await names({ order_by: ['metrics.loss DESC'], max_results: 2 });
  expect([first, (await names({ order_by: ['metrics.loss DESC'], max_results: 2, page_token: next }))[0]]).toEqual([['a', 'c'], ['b']]);
  expect((await names({ run_view_type: 'DELETED_ONLY' }))[0]).toEqual([]);
});

test('artifacts go up and come down as they were; paths that climb are refused', async () => {
  const run = await newRun();
  const at = (path: string) => `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`;
  expect((await ask('PUT', at('model/a%20b.txt'), 'bytes')).status).toBe(200);
  expect((await ask('GET', at('model/a%20b.txt'))).body['text']).toBe('bytes');
  expect((await ask('GET', `artifacts/list?run_id=${run}&path=model`)).body).toEqual({
    root_uri: `mlflow-artifacts:/0/${run}/artifacts`,
    files: [{ path: 'model/a b.txt', is_dir: false, file_size: 5 }],
  });
  expect((await ask('GET', `/api/2.0/mlflow-artifacts/artifacts?path=0/${run}/artifacts`)).body).toEqual({ files: [{ path: 'model', is_dir: true }] });
  for (const path of ['..%2Fx', 'a%2F..%2F..%2Fx', 'a%5Cb', 'a%00b', '']) expect([path, (await ask('PUT', at(path), 'x')).status]).toEqual([path, 400]);
  expect((await ask('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${'f'.repeat(32)}/artifacts/x`, 'x')).status).toBe(404);
  expect((await ask('GET', at('none'))).status).toBe(404);
  expect((await ask('DELETE', at('model'))).status).toBe(200);
  expect(records.artifactsOf(run)).toEqual([]);
});

const unfinished = () => readdirSync(join(root, 'temporary'));

test('an upload that is cut short is not there, and the one that was there before still is', async () => {
  const run = await newRun();
  const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/x`;
  await ask('PUT', path, 'whole');
  const socket = connect(tracking.port, '127.0.0.1');
  socket.write(`PUT ${path} HTTP/1.1\r\nHost: 127.0.0.1:${tracking.port}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 1000\r\n\r\nhalf`);
  await expect.poll(unfinished).toHaveLength(1);
  socket.destroy();
  await expect.poll(unfinished).toEqual([]);
  await ask('PUT', `${path}2`, 'later');
  expect((await ask('GET', path)).body['text']).toBe('whole');
  expect(records.artifactsOf(run).map(({ path: own }) => own)).toEqual(['x', 'x2']);
});

test('of two uploads of one name the one that ends last is there, whole', async () => {
  const run = await newRun();
  const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/x`;
  const texts = ['a'.repeat(300_000), 'b'.repeat(300_000)];
  await Promise.all(texts.map((text) => ask('PUT', path, text)));
  expect(texts).toContain((await ask('GET', path)).body['text']);
  expect(records.artifactsOf(run).length).toBe(1);
});

test('a quota that is reached refuses uploads and new runs in words, and keeps what is there; a run that has begun goes on', async () => {
  const run = await newRun();
  room = -1;
  expect((await ask('POST', 'runs/create', { experiment_id: '0' })).body['error_code']).toBe('RESOURCE_LIMIT_EXCEEDED');
  expect((await ask('POST', 'runs/log-metric', { run_id: run, key: 'loss', value: 1, timestamp: 1, step: 1 })).status).toBe(200);
  const { status, body } = await ask('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/x`, 'bytes');
  expect([status, body['error_code']]).toEqual([400, 'RESOURCE_LIMIT_EXCEEDED']);
  expect(records.artifactsOf(run)).toEqual([]);
});

test('a logged model is made, filled, registered, aliased, and told of by its run', async () => {
  const run = await newRun();
  const made = await ask('POST', 'logged-models', { experiment_id: '0', name: 'late', source_run_id: run, params: [{ key: 'depth', value: '3' }] });
  const id = records.models.ofRun(run)[0]?.id ?? '';
  expect(made.body['model']).toMatchObject({
    info: { model_id: id, name: 'late', status: 'LOGGED_MODEL_PENDING', source_run_id: run },
    data: { params: [{ key: 'depth', value: '3' }] },
  });
  await ask('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/models/${id}/artifacts/MLmodel`, 'flavors: {}');
  await ask('PATCH', `logged-models/${id}`, { model_id: id, status: 'LOGGED_MODEL_READY' });
  await ask('POST', 'runs/outputs', { run_id: run, models: [{ model_id: id, step: 0 }] });
  await ask('POST', 'runs/log-metric', { run_id: run, key: 'acc', value: 0.9, timestamp: 1, step: 0, model_id: id, dataset_name: 'jan', dataset_digest: 'd1' });
  await ask('POST', 'registered-models/create', { name: 'delays', tags: [{ key: 'k', value: 'v' }] });
  const version = await ask('POST', 'model-versions/create', { name: 'delays', source: `models:/${id}`, run_id: run, model_id: id });
  expect(version.body['model_version']).toMatchObject({ name: 'delays', version: '1', run_id: run, model_id: id, status: 'READY' });
  await ask('POST', 'registered-models/alias', { name: 'delays', alias: 'champion', version: '1' });
  expect((await ask('GET', 'registered-models/alias?name=delays&alias=champion')).body['model_version']).toMatchObject({ version: '1', aliases: ['champion'] });
  expect((await ask('GET', 'registered-models/alias?name=delays&alias=none')).status).toBe(400);
  expect((await ask('GET', 'model-versions/get-download-uri?name=delays&version=1')).body).toEqual({
    artifact_uri: `mlflow-artifacts:/0/models/${id}/artifacts`,
  });
  expect((await ask('GET', `logged-models/${id}`)).body['model']).toMatchObject({
    data: { metrics: [{ key: 'acc', value: 0.9, dataset_name: 'jan', dataset_digest: 'd1', run_id: run }] },
  });
  expect((await ask('POST', 'logged-models/search', { experiment_ids: ['0'], filter: "metrics.acc > 0.5 AND name = 'late'" })).body['models']).toHaveLength(1);
  expect(models.store.files('delays', 1)).toMatchObject([{ path: 'MLmodel' }]);
  expect((await ask('GET', "registered-models/search?filter=name LIKE 'del%25'")).body['registered_models']).toMatchObject([
    { name: 'delays', aliases: [{ alias: 'champion', version: '1' }] },
  ]);
  expect((await ask('GET', `model-versions/search?filter=run_id='${run}'`)).body['model_versions']).toMatchObject([{ version: '1' }]);
  expect(models.store.moves('delays')).toMatchObject([{ alias: 'champion', to: 1, by: 'ada', through: 'client' }]);
});

test('a client that trickles its head or its body does not hold others up', async () => {
  const slow = connect(tracking.port, '127.0.0.1');
  slow.write(`POST /api/2.0/mlflow/runs/search HTTP/1.1\r\nHost: 127.0.0.1:${tracking.port}\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100\r\n\r\n{`);
  expect((await ask('GET', '/health')).body['text']).toBe('OK');
  slow.destroy();
});

test('a body beyond all bounds is refused', async () => {
  const { status } = await ask('POST', 'runs/log-batch', `{"run_id":"${'x'.repeat(17 * 2 ** 20)}"}`).catch(() => ({ status: 0 }));
  expect([0, 400]).toContain(status);
  expect((await ask('GET', '/version')).body['text']).toBe('3.17.2');
});
