import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { identityModel } from '../../../../e2e/peers/small-onnx';
import { readParquet } from '../../../../e2e/read-parquet';
import { ROW, ServingStage } from '../../../../e2e/serving-stage';
import { DEFAULT_PAYLOAD, type PayloadSettings } from '../../../../shared/models/payload';

vi.setConfig({ testTimeout: 30_000 });
vi.stubEnv('PILOTHOUSE_PAYLOAD_FLUSH_MS', '0');

let stage: ServingStage;
let folder: string;
beforeEach(async () => {
  stage = await ServingStage.open();
  folder = join(stage.folder, 'payloads', 'late');
});
afterEach(() => stage.close());

const put = (payload: Partial<PayloadSettings>) =>
  stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]], { payload: { ...DEFAULT_PAYLOAD, ...payload } });
const state = () => stage.serving.payloads().get('late');

test('what is asked and answered is in Parquet files, as KServe has it, with revision, latency, status and time, and typed columns', async () => {
  await put({ share: 1 });
  const started = Date.now();
  for (let n = 0; n < 5; n++) await stage.infer('late', [{ ...ROW, data: [n, n + 0.5] }], { 'x-request-id': `ask-${n}` });
  await stage.infer('late', [{ ...ROW, shape: [1, 3] }]);
  await stage.serving.close();
  const rows = await readParquet(folder, 'SELECT * FROM {files} ORDER BY time, "reqType"');
  expect(rows).toHaveLength(12);
  const types = await readParquet(folder, 'SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {files})');
  expect(Object.fromEntries(types.map(({ column_name, column_type }) => [column_name, column_type]))).toEqual({
    url: 'VARCHAR',
    bytes: 'VARCHAR',
    contentType: 'VARCHAR',
    reqType: 'VARCHAR',
    id: 'VARCHAR',
    sourceUri: 'VARCHAR',
    inferenceService: 'VARCHAR',
    namespace: 'VARCHAR',
    component: 'VARCHAR',
    endpoint: 'VARCHAR',
    metadata: 'VARCHAR',
    annotations: 'VARCHAR',
    certName: 'VARCHAR',
    tlsSkipVerify: 'BOOLEAN',
    revision: 'INTEGER',
    latency_ms: 'DOUBLE',
    status: 'SMALLINT',
    shadow: 'BOOLEAN',
    time: 'TIMESTAMP WITH TIME ZONE',
    'in.x': 'FLOAT[]',
    'out.y': 'FLOAT[]',
  });
  const answered = rows.find((row) => row['id'] === 'ask-3' && String(row['reqType']).endsWith('response'));
  expect(answered).toMatchObject({ inferenceService: 'late', component: 'predictor', revision: 1, status: 200, contentType: 'application/json' });
  expect([answered?.['in.x'], answered?.['out.y']]).toEqual([
    [3, 3.5],
    [3, 3.5],
  ]);
  expect(JSON.parse(Buffer.from(String(answered?.['bytes']), 'base64').toString())).toMatchObject({ id: 'ask-3', outputs: [{ name: 'y', data: [3, 3.5] }] });
  const asked = rows.find((row) => row['id'] === 'ask-3' && String(row['reqType']).endsWith('request'));
  expect(JSON.parse(Buffer.from(String(asked?.['bytes']), 'base64').toString())).toEqual({ inputs: [{ ...ROW, data: [3, 3.5] }] });
  expect(rows.filter(({ status }) => status === 400)).toHaveLength(2);
  const [when] = await readParquet(folder, 'SELECT epoch_ms(min(time)) AS first FROM {files}');
  expect(Number(when?.['first'])).toBeGreaterThanOrEqual(started);
});

test('files that somebody removes are no more counted once that is told, also where nobody writes', async () => {
  await put({ share: 1 });
  await stage.infer('late', [ROW]);
  await stage.serving.recountPayloads('never-there');
  await vi.waitFor(() => expect(state()).toMatchObject({ written: 1, files: 1 }), 20_000);
  rmSync(folder, { recursive: true });
  await stage.serving.recountPayloads('late');
  await vi.waitFor(() => expect(state()).toMatchObject({ state: 'writing', written: 1, files: 0, bytes: 0 }));
});

test('nothing is written where nothing is sampled, and a part of it by its share', async () => {
  await put({ share: 0 });
  await stage.infer('late', [ROW]);
  expect([state(), existsSync(folder)]).toEqual([undefined, false]);
  await put({ share: 0.25 });
  await Promise.all(Array.from({ length: 400 }, () => stage.infer('late', [ROW])));
  await stage.serving.close();
  const [counted] = await readParquet(folder, 'SELECT count(*)::INT AS rows FROM {files}');
  const share = Number(counted?.['rows']) / 2 / 400;
  expect(Math.abs(share - 0.25)).toBeLessThan(6 * Math.sqrt((0.25 * 0.75) / 400));
});

test('binary data are decoded, and their body is kept bit by bit', async () => {
  await stage.put('wide', [stage.revision(1, identityModel('INT64'))], [[1, 100]], { payload: { ...DEFAULT_PAYLOAD, share: 1 } });
  const bytes = new Uint8Array(BigInt64Array.of(9_223_372_036_854_775_807n, -5n).buffer);
  const head = Buffer.from(JSON.stringify({ inputs: [{ name: 'x', datatype: 'INT64', shape: [1, 2], parameters: { binary_data_size: bytes.length } }] }));
  const body = Buffer.concat([head, bytes]);
  await stage.ask('/v2/models/wide/infer', { body, headers: { 'inference-header-content-length': head.length } });
  await stage.serving.close();
  const rows = await readParquet(join(stage.folder, 'payloads', 'wide'), 'SELECT * FROM {files} ORDER BY "reqType"');
  expect(rows[0]).toMatchObject({
    bytes: body.toString('base64'),
    contentType: 'application/octet-stream',
    metadata: JSON.stringify({ 'inference-header-content-length': [String(head.length)] }),
  });
  expect(rows[1]).toMatchObject({ 'in.x': ['9223372036854775807', '-5'], 'out.y': ['9223372036854775807', '-5'] });
});

test('the last requests are masked as the log is, also those that came before it was set', async () => {
  await put({});
  await stage.infer('late', [{ ...ROW, data: [4711, 1] }]);
  expect(JSON.stringify(await stage.serving.requests('late'))).toContain('4711');
  await put({
    features: [
      { name: 'x', treatment: 'mask' },
      { name: 'y', treatment: 'drop' },
    ],
  });
  expect(await stage.serving.requests('late')).toEqual([]);
  await stage.infer('late', [{ ...ROW, data: [4711, 1] }]);
  await stage.infer('late', [{ ...ROW, name: 'X', data: [4711, 1] }]);
  const [refused, answered] = await stage.serving.requests('late');
  expect(refused).toMatchObject({ status: 400, inputs: '', outputs: '', error: null });
  expect(JSON.parse(answered?.inputs ?? '')).toMatchObject({ inputs: [{ name: 'x', data: [null, null] }] });
  expect(JSON.parse(answered?.outputs ?? '')).toMatchObject({ outputs: [] });
});
