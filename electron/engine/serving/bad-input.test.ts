import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { identityModel, unknownOperatorModel } from '../../../e2e/peers/small-onnx';
import { ROW, ServingStage, type Told, TOKEN } from '../../../e2e/serving-stage';

// What cannot be answered is refused in the protocol's own shape, and takes nothing from those beside it. What a body may hold is in
// protocol/protocol.test.ts, what a server of the user's may do in servers/servers.test.ts.

let stage: ServingStage;
const sockets: Socket[] = [];
beforeAll(async () => {
  stage = await ServingStage.open();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const name of stage.serving.hosts().keys()) await stage.serving.remove(name);
});
afterAll(() => stage.close());

const inTheShape = (status: number) => ({ status, headers: { 'content-type': 'application/json' }, json: { error: expect.stringMatching(/\S/) } });
const statusesOf = (all: readonly Told[]) => [...new Set(all.map(({ status }) => status))];

/** Begins a body of 1,000 bytes that never comes whole. */
function beginBody(name: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(stage.port, '127.0.0.1', () => {
      socket.write(
        `POST /v2/models/${name}/infer HTTP/1.1\r\nHost: 127.0.0.1:${stage.port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 1000\r\n\r\n{"inputs":`,
        () => resolve(socket),
      );
    });
    sockets.push(socket);
    socket.once('error', reject);
  });
}

test.each<[string, () => Buffer | Uint8Array, number]>([
  ['is no model', () => Buffer.from('this is no model'), 0],
  ['is cut short', () => identityModel('FP32').subarray(0, 60), 0],
  ['has an operator that nobody knows', () => unknownOperatorModel(), 0],
  ['is larger than memory', () => identityModel('FP32'), 10 ** 15],
])('whoever asks for a revision whose file %s is told that it is not there, with why; the other one answers all the while', async (_, file, bytes) => {
  const good = stage.revision(1, identityModel('FP32'));
  await stage.put('late', [good], [[1, 100]]);
  const bad = stage.revision(2, file());
  const asking = Promise.all(Array.from({ length: 50 }, () => stage.infer('late', [ROW])));
  await stage.put('late', [good, { ...bad, bytes: Math.max(bytes, bad.bytes), ...(bytes > 0 && { digest: 'larger' }) }], [[1, 100]]);
  await vi.waitFor(() => expect(stage.serving.hosts().get('late')?.get(2)?.state).toBe('failed'), 10_000);
  expect(statusesOf(await asking)).toEqual([200]);
  expect(await stage.ask('/v2/models/late/versions/2/infer', { body: JSON.stringify({ inputs: [ROW] }) })).toMatchObject(inTheShape(503));
  expect(await stage.ask('/v2/models/late/versions/2/ready')).toMatchObject({ status: 503, json: { ready: false } });
  expect(await stage.infer('late', [ROW])).toMatchObject({ status: 200, headers: { 'x-pilothouse-revision': '1' } });
});

test('bodies that drip take no turn from those that come whole, and each is told in time', async () => {
  await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]], { concurrent: 1, queued: 1, timeoutMs: 1_500 });
  const dripping = await Promise.all(Array.from({ length: 40 }, () => beginBody('late')));
  const told = dripping.map((socket) => new Promise<string>((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString()))));
  const drip = setInterval(() => {
    for (const socket of dripping) if (socket.writable) socket.write(' ');
  }, 100);
  const whole: Told[] = [];
  for (let n = 0; n < 20; n++) whole.push(await stage.infer('late', [ROW]));
  expect(statusesOf(whole)).toEqual([200]);
  for (const answer of await Promise.all(told)) expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*\{"error":"[^"]+"\}$/);
  clearInterval(drip);
});

test('callers that go in the middle of their bodies are no answers, and leave all turns free', async () => {
  await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]], { concurrent: 1, queued: 1 });
  for (let n = 0; n < 40; n++) (await beginBody('late')).destroy();
  expect((await stage.infer('late', [ROW])).status).toBe(200);
  const seen = await stage.serving.requests('late');
  expect(seen.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(seen.filter(({ status }) => status >= 500)).toEqual([]);
});

test('a tensor with NaN goes through where it can be said, and the answer says it as nothing; no other value of the row is lost', async () => {
  await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
  const head = Buffer.from(JSON.stringify({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } }] }));
  const body = Buffer.concat([head, Buffer.from(Float32Array.of(Number.NaN, 0.5).buffer)]);
  const told = await stage.ask('/v2/models/late/infer', { body, headers: { 'inference-header-content-length': head.length } });
  expect(told).toMatchObject({ status: 200, json: { outputs: [{ data: [null, 0.5] }] } });
});
