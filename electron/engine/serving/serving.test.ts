import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { ROW, ServingStage, TOKEN, type Told } from '../../../e2e/serving-stage';
import { type Element, failingModel, identityModel, slowModel, unknownOperatorModel } from '../../../e2e/peers/small-onnx';
import { AppError } from '../../../shared/models/failure';

let stage: ServingStage;
beforeAll(async () => {
  stage = await ServingStage.open();
});
afterEach(async () => {
  for (const name of stage.serving.hosts().keys()) await stage.serving.remove(name);
});
afterAll(() => stage.close());

const error = ({ json }: Told) => (json as { error: string }).error;
const revisionOf = ({ headers }: Told) => Number(headers['x-pilothouse-revision']);
const reason = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (thrown: unknown) => (thrown instanceof AppError ? (thrown.failure.detail.reason ?? thrown.failure.code) : thrown),
  );
const ONE = { name: 'x', datatype: 'FP32', shape: [1, 1], data: [1] };
/** About a tenth of a second on one core. */
const slow = () => slowModel(2_000);

describe('the protocol', () => {
  const ELEMENTS: [Element, unknown[]][] = [
    ['BOOL', [true, false]],
    ['INT8', [-128, 127]],
    ['INT16', [-32_768, 32_767]],
    ['INT32', [-2_147_483_648, 2_147_483_647]],
    ['INT64', [-9_007_199_254_740_991, 9_007_199_254_740_991]],
    ['UINT8', [0, 255]],
    ['UINT16', [0, 65_535]],
    ['UINT32', [0, 4_294_967_295]],
    ['UINT64', [0, 9_007_199_254_740_991]],
    ['FP32', [0.5, -1e30]],
    ['FP64', [0.1, -1e300]],
    ['BYTES', ['مرحبا', '']],
  ];
  test('every type comes through a model as it went in', async () => {
    await Promise.all(ELEMENTS.map(([element]) => stage.put(element.toLowerCase(), [stage.revision(1, identityModel(element))], [[1, 100]])));
    for (const [element, data] of ELEMENTS) {
      const told = await stage.infer(element.toLowerCase(), [{ name: 'x', datatype: element, shape: [1, 2], data: [data] }]);
      expect(told).toMatchObject({ status: 200, json: { outputs: [{ name: 'y', datatype: element, shape: [1, 2] }] } });
      // Single precision is told with the digits that it has.
      expect((told.json as { outputs: { data: unknown[] }[] }).outputs[0]?.data).toEqual(element === 'FP32' ? [0.5, Math.fround(-1e30)] : data);
    }
  });

  test('binary data goes in and out, NaN, infinities and the last digit of 64 bits with it', async () => {
    await stage.put('wide', [stage.revision(1, identityModel('INT64'))], [[1, 100]]);
    await stage.put('half', [stage.revision(1, identityModel('FP16'))], [[1, 100]]);
    await stage.put('real', [stage.revision(1, identityModel('FP64'))], [[1, 100]]);
    const cases: [string, string, Uint8Array][] = [
      ['wide', 'INT64', new Uint8Array(BigInt64Array.of(9_223_372_036_854_775_807n, -9_007_199_254_740_993n).buffer)],
      ['half', 'FP16', new Uint8Array(Uint16Array.of(0x3c00, 0x7e00).buffer)],
      ['real', 'FP64', new Uint8Array(Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY).buffer)],
    ];
    for (const [name, datatype, bytes] of cases) {
      const head = Buffer.from(
        JSON.stringify({
          inputs: [{ name: 'x', datatype, shape: [1, 2], parameters: { binary_data_size: bytes.length } }],
          outputs: [{ name: 'y', parameters: { binary_data: true } }],
        }),
      );
      const told = await stage.ask(`/v2/models/${name}/infer`, {
        body: Buffer.concat([head, bytes]),
        headers: { 'inference-header-content-length': head.length, 'content-type': 'application/octet-stream' },
      });
      expect(told.status).toBe(200);
      const length = Number(told.headers['inference-header-content-length']);
      expect(told.bytes.subarray(length)).toEqual(Buffer.from(bytes));
      expect(JSON.parse(told.bytes.subarray(0, length).toString())).toMatchObject({
        outputs: [{ name: 'y', datatype, parameters: { binary_data_size: bytes.length } }],
      });
    }
  });

  test('what there is, is told: server, models, versions, readiness', async () => {
    const held = [stage.revision(1, identityModel('FP32')), stage.revision(2, identityModel('FP32'))];
    await stage.put('late', held, [[1, 100]]);
    await vi.waitFor(() => expect(stage.serving.hosts().get('late')?.get(2)?.state).toBe('ready'));
    await stage.put('idle', held.slice(0, 1), []);
    expect(await stage.ask('/v2')).toMatchObject({ status: 200, json: { name: 'pilothouse', extensions: ['binary_tensor_data'] } });
    expect(await stage.ask('/v2/health/live')).toMatchObject({ status: 200, json: { live: true } });
    expect(await stage.ask('/v2/models/late')).toMatchObject({
      status: 200,
      json: {
        name: 'late',
        versions: ['1', '2'],
        platform: 'onnxruntime_onnx',
        inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
        outputs: [{ name: 'y' }],
      },
    });
    expect(await stage.ask('/v2/models/late/versions/2/ready')).toMatchObject({ status: 200, json: { name: 'late', ready: true } });
    expect(await stage.ask('/v2/models/idle/ready')).toMatchObject({ status: 503, json: { ready: false } });
    expect(await stage.ask('/v2/health/ready')).toMatchObject({ status: 503, json: { ready: false } });
    expect((await stage.infer('idle', [ROW])).status).toBe(503);
    expect(revisionOf(await stage.ask('/v2/models/late/versions/2/infer', { body: JSON.stringify({ inputs: [ROW] }) }))).toBe(2);
  });

  test('who asks is known again: ids and traces go back, the revision is named', async () => {
    await stage.put('late', [stage.revision(4, identityModel('FP32'))], [[4, 100]]);
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const told = await stage.infer('late', [ROW], { 'x-request-id': 'mine', traceparent });
    expect(told).toMatchObject({ json: { id: 'mine', model_name: 'late', model_version: '4' }, headers: { 'x-request-id': 'mine', traceparent } });
    expect(revisionOf(told)).toBe(4);
    const own = await stage.ask('/v2/models/late/infer', { body: JSON.stringify({ id: 'my own', inputs: [ROW] }), headers: { 'x-request-id': 'mine' } });
    expect(own.json).toMatchObject({ id: 'my own' });
    expect((await stage.serving.requests('late')).map(({ id }) => id)).toEqual(['my own', 'mine']);
  });

  test('what is not there or not so is refused in its shape', async () => {
    await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
    await stage.put('pick', [stage.revision(1, failingModel())], [[1, 100]]);
    const cases: [Promise<Told>, number, string][] = [
      [stage.infer('nobody', [ROW]), 404, 'no model "nobody"'],
      [stage.ask('/v2/models/late/versions/9/infer', { body: '{}' }), 404, 'no version "9"'],
      [stage.ask('/v2/models/late/versions/1e0'), 404, 'no version'],
      [stage.ask('/v2/models/late/explain', { body: '{}' }), 404, 'There is no POST'],
      [stage.ask('/nothing'), 404, 'nothing at'],
      [stage.ask('/v2/models/late/infer'), 405, 'POST'],
      [stage.ask('/v2', { method: 'DELETE' }), 405, 'DELETE'],
      [stage.ask('/v2/models/late/infer', { body: '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[NaN,1]}]}' }), 400, 'NaN'],
      [stage.infer('late', [{ ...ROW, name: 'q' }]), 400, 'no input "q"'],
      [stage.ask('/v2/models/late/infer', { body: Buffer.from([0x7b, 0xff, 0x7d]) }), 400, 'UTF-8'],
      [stage.ask('/v2/models/late/infer', { body: '{}', headers: { 'content-encoding': 'gzip' } }), 415, 'gzip'],
      [stage.ask('/v2/models/late/infer', { body: '{}', headers: { 'inference-header-content-length': 'x' } }), 400, 'no length'],
      [stage.ask('/v2/models/late/infer', { body: '{}', headers: { 'inference-header-content-length': 3 } }), 400, 'the body has 2 bytes'],
      [stage.infer('pick', [{ name: 'x', datatype: 'INT64', shape: [1], data: [99] }]), 500, 'The model failed'],
    ];
    for (const [asked, status, words] of cases) {
      const told = await asked;
      expect([told.status, error(told)]).toEqual([status, expect.stringContaining(words)]);
    }
    const seen = await stage.serving.requests('pick');
    expect(seen[0]).toMatchObject({ status: 500, revision: 1, error: expect.stringContaining('out of data bounds') });
    expect((await stage.infer('pick', [{ name: 'x', datatype: 'INT64', shape: [1], data: [9] }])).json).toMatchObject({ outputs: [{ data: [9] }] });
  });

  test('only who has a token, calls us by our name and is no page is let in; health is open', async () => {
    const paths = ['/v2', '/metrics', '/v2/models/late'];
    for (const path of paths) {
      expect((await stage.ask(path, { headers: { authorization: undefined } })).status).toBe(401);
      expect((await stage.ask(path, { headers: { authorization: `Bearer ${TOKEN}x` } })).status).toBe(401);
      expect((await stage.ask(path, { headers: { authorization: TOKEN } })).status).toBe(401);
    }
    for (const path of [...paths, '/v2/health/live']) {
      expect((await stage.ask(path, { headers: { origin: 'http://127.0.0.1' } })).status).toBe(403);
      expect((await stage.ask(path, { headers: { host: 'elsewhere.example' } })).status).toBe(403);
    }
    expect((await stage.ask('/v2/health/live', { headers: { authorization: undefined } })).status).toBe(200);
    expect((await stage.ask('/v2', { headers: { authorization: 'Bearer another', host: `localhost:${stage.port}` } })).status).toBe(200);
  });
});

describe('bodies', () => {
  /** Sends as it likes, and hears what comes until the end. */
  const raw = (send: (write: (text: string | Uint8Array) => void, heard: () => string) => void) =>
    new Promise<string>((resolve) => {
      const socket = connect(stage.port, '127.0.0.1');
      let heard = '';
      socket.on('data', (bytes) => (heard += bytes.toString()));
      socket.once('close', () => resolve(heard));
      socket.once('error', () => undefined);
      socket.once('connect', () =>
        send(
          (text) => socket.writable && socket.write(text),
          () => heard,
        ),
      );
    });
  const heading = (length: number, more = '') =>
    `POST /v2/models/late/infer HTTP/1.1\r\nHost: 127.0.0.1:${stage.port}\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: ${length}\r\n${more}\r\n`;

  test('one of a gigabyte is refused before it is read, also to a sender that does not listen', async () => {
    await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
    expect(await raw((write) => write(heading(2 ** 30)))).toMatch(/^HTTP\/1.1 413 [\s\S]*\{"error":"The body is longer than 16000000 bytes\."\}$/);
    const heard = await raw((write) => {
      write(heading(2 ** 30));
      for (let part = 0; part < 64; part++) write(Buffer.alloc(2 ** 20));
    });
    expect(heard).toMatch(/^HTTP\/1.1 413 /);
    expect(await raw((write) => write(heading(2 ** 30, 'Expect: 100-continue\r\n')))).toMatch(/^HTTP\/1.1 413 /);
  });

  test('who asks first whether a body is welcome is told to send it', async () => {
    await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
    const body = JSON.stringify({ inputs: [ROW] });
    let isSent = false;
    const heard = await raw((write, soFar) => {
      write(heading(body.length, 'Expect: 100-continue\r\nConnection: close\r\n'));
      const wait = setInterval(() => {
        if (isSent || !soFar().startsWith('HTTP/1.1 100 ')) return;
        isSent = true;
        clearInterval(wait);
        write(body);
      }, 5);
    });
    expect(heard).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
  });

  test('one that says no length is cut off at the limit', async () => {
    await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]], { bodyMax: 1_000 });
    const heard = await raw((write) => {
      write(heading(0).replace('Content-Length: 0', 'Transfer-Encoding: chunked'));
      write(`800\r\n${'x'.repeat(0x800)}\r\n`);
    });
    expect(heard).toMatch(/^HTTP\/1.1 413 /);
  });

  test('one that drips is given up in time, and others are answered meanwhile', async () => {
    await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]], { timeoutMs: 300 });
    let drip: NodeJS.Timeout | undefined;
    const started = performance.now();
    const dripping = raw((write) => {
      write(heading(1_000));
      drip = setInterval(() => write('x'), 20);
    });
    expect((await stage.infer('late', [ROW])).status).toBe(200);
    expect(await dripping).toMatch(/^HTTP\/1.1 408 /);
    clearInterval(drip);
    expect(performance.now() - started).toBeGreaterThan(290);
  });

  test('one that is cut short troubles nobody', async () => {
    await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
    await new Promise<void>((resolve) => {
      const socket = connect(stage.port, '127.0.0.1', () => {
        socket.write(heading(1_000) + 'half', () => socket.destroy());
      });
      socket.once('close', () => resolve());
    });
    expect((await stage.infer('late', [ROW])).status).toBe(200);
  });

  test('a large one is read whole', async () => {
    await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
    const rows = 200_000;
    const told = await stage.infer('late', [{ ...ROW, shape: [rows, 2], data: Array.from({ length: rows }, (_, row) => [row, -row]) }]);
    expect(told.status).toBe(200);
    const { data } = (told.json as { outputs: { data: number[] }[] }).outputs[0] ?? { data: [] };
    expect([data.length, data.at(-1), data.at(-2)]).toEqual([2 * rows, -(rows - 1), rows - 1]);
    expect((await stage.serving.requests('late'))[0]?.inputs).toHaveLength(2_000);
  });
});

describe('limits', () => {
  test('so many are worked on, so many wait, and more are sent away; who waits too long is told', async () => {
    await stage.put('slow', [stage.revision(1, slow())], [[1, 100]], { concurrent: 1, queued: 2, timeoutMs: 60_000 });
    const took: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const started = performance.now();
      await stage.infer('slow', [ONE]);
      took.push(performance.now() - started);
    }
    const once = Math.min(...took); // what else the machine does may have slowed one of them
    const all = await Promise.all(Array.from({ length: 6 }, () => stage.infer('slow', [ONE])));
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429, 429, 429]);
    expect(all.find(({ status }) => status === 429)?.headers['retry-after']).toBe('1');

    await stage.put('slow', [stage.revision(1, slow())], [[1, 100]], { concurrent: 1, queued: 2, timeoutMs: Math.max(10, Math.round(once / 3)) });
    const late = await Promise.all([stage.infer('slow', [ONE]), stage.infer('slow', [ONE])]);
    expect(late.map(({ status }) => status)).toEqual([504, 504]);
    const { unanswered, answered } = { unanswered: late.map(error), answered: late.map(revisionOf) };
    expect(unanswered.some((words) => words.includes('did not answer within')) && unanswered.some((words) => words.includes('for its turn'))).toBe(true);
    expect(answered).toContain(1);
  });
});

describe('loading', () => {
  test('what cannot be served says why, and the weights stay where they were', async () => {
    const good = stage.revision(1, identityModel('FP32'));
    const whole = identityModel('FP32');
    await stage.put('late', [good], [[1, 100]]);
    const huge = { ...good, revision: 5, digest: 'huge', bytes: 10 ** 15 };
    const cases: [Parameters<ServingStage['put']>[1][number], string][] = [
      [stage.revision(2, unknownOperatorModel()), 'operator-unknown'],
      [stage.revision(2, Buffer.from('this is no model')), 'model-corrupt'],
      [stage.revision(2, whole.subarray(0, whole.length - 20)), 'model-corrupt'],
      [{ ...good, revision: 2, digest: 'gone', path: `${good.path}.gone` }, 'model-file-gone'],
      [huge, 'model-too-large'],
    ];
    for (const [bad, why] of cases) {
      expect(
        await reason(
          stage.put(
            'late',
            [good, bad],
            [
              [1, 80],
              [bad.revision, 20],
            ],
          ),
        ),
      ).toBe(why);
      expect(stage.serving.hosts().get('late')?.get(bad.revision)).toMatchObject({ state: 'failed', failure: { detail: { reason: why } } });
      expect(revisionOf(await stage.infer('late', [ROW]))).toBe(1);
    }
    expect(await reason(stage.put('late', [good], [[1, 90]]))).toBe('weights-malformed');
    expect(await reason(stage.put('late', [good], [[7, 100]]))).toBe('weights-malformed');
    await stage.put('late', [good], [[1, 100]]);
    await vi.waitFor(() => expect([...(stage.serving.hosts().get('late')?.keys() ?? [])]).toEqual([1]));
  });

  test('a load ends no answer, and a put that waits for it is ended by the next', async () => {
    const one = stage.revision(1, identityModel('FP32'));
    const two = stage.revision(2, slow());
    await stage.put('late', [one], [[1, 100]]);
    const waiting = reason(stage.put('late', [one, two], [[2, 100]]));
    await stage.put('late', [one, two], [[1, 100]]);
    expect(await waiting).toBe('cancelled');
    expect(revisionOf(await stage.infer('late', [ROW]))).toBe(1);
  });

  test('a port that is taken is said', async () => {
    const { startServing } = await import('./serving');
    expect(await reason(startServing({ port: stage.port, tokens: [] }))).toBe('port-taken');
  });
});

test('a form of the window is answered as a client is', async () => {
  await stage.put('late', [stage.revision(1, identityModel('FP32'))], [[1, 100]]);
  expect(await stage.serving.infer('late', null, JSON.stringify({ inputs: [ROW] }))).toMatchObject({
    status: 200,
    revision: 1,
    body: expect.stringContaining('"data":[1,2]'),
  });
  expect(await stage.serving.infer('late', 7, '{}')).toMatchObject({ status: 404, revision: null });
  expect(await reason(stage.serving.infer('nobody', null, '{}'))).toBe('service-unknown');
});
