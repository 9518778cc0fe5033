import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { runMlflowScript } from './peers/mlflow';
import { type Element, identityModel } from './peers/small-onnx';
import { ServingStage, TOKEN } from './serving-stage';

const WITHIN_MS = 300_000;
const TYPES: readonly Element[] = ['FP16', 'FP32', 'FP64', 'INT64', 'UINT8', 'BOOL', 'BYTES'];
const EVERY_WAY = { binary: true, 'one output': true, json: true, 'json to binary': true, 'binary to json': true };

const Said = z.looseObject({ agrees: z.record(z.string(), z.unknown()), told: z.array(z.string()), split: z.record(z.string(), z.number()) });

/** Each service says what it is told. */
let stage: ServingStage;
beforeAll(async () => {
  stage = await ServingStage.open();
  for (const type of TYPES) await stage.put(type.toLowerCase(), [stage.revision(1, identityModel(type))], [[1, 100]]);
  await stage.put('texts', [stage.revision(1, identityModel('BYTES', ['rows', 1]))], [[1, 100]]);
  await stage.put('column', [stage.revision(1, identityModel('INT64', ['rows', 1]))], [[1, 100]]);
  const arms = [3, 4].map((revision) => stage.revision(revision, identityModel('FP32')));
  await stage.put('split', arms, [
    [3, 80],
    [4, 20],
  ]);
}, WITHIN_MS);
afterAll(() => stage.close());

const address = () => ({ uri: stage.serving.uri, token: TOKEN });

test(
  "KServe's client calls the gateway unchanged: health, JSON and binary data of every type, the split, and errors in their own words",
  async () => {
    const { agrees, told, split, ...said } = Said.parse(await runMlflowScript('kserve', 'kserve_client.py', address()));
    const { FP16, ...others } = agrees;
    expect(FP16).toEqual({ binary: true, 'one output': true });
    expect(others).toEqual(Object.fromEntries(TYPES.slice(1).map((type) => [type, EVERY_WAY])));
    expect(told).toEqual(['7', 'bytes', 'y']);
    expect(Math.abs((split['4'] ?? 0) - 10)).toBeLessThanOrEqual(2);
    expect(said).toEqual({
      live: true,
      ready: true,
      'model ready': true,
      'unknown ready': false,
      unknown: [404, 'There is no model "nothing".'],
      'wrong type': [400, 'Input "x" is "INT64"; the model takes FP32.'],
      'wrong shape': [400, expect.stringContaining('the model takes [-1, 2]')],
      'no token': [401, expect.stringContaining('A token is needed')],
    });
  },
  WITHIN_MS,
);

test(
  "MLServer's codecs and its command “mlserver infer” call the gateway unchanged, the command also with binary data and in batches",
  async () => {
    expect(await runMlflowScript('mlserver-onnx', 'mlserver_client.py', address())).toEqual({
      told: ['fp32', '1', 'y'],
      numbers: true,
      whole: true,
      texts: ['Orly', '日本', ''],
      frame: [1, 2, 3],
      unknown: [404, 'There is no model "nothing".'],
      'wrong shape': [400, expect.stringContaining('the model takes [-1, 2]')],
      infer: true,
      'infer -b': true,
    });
  },
  WITHIN_MS,
);
