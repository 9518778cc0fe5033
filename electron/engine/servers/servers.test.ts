import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServingStage, type Told } from '../../../e2e/serving-stage';
import { AppError } from '../../../shared/models/failure';
import { MLFLOW_SERVER, type ServerCommand } from '../../../shared/models/server-command';
import { SILENT } from '../../backend/lib/log';
import { findMarked } from '../lib/processes/process-tree';
import type { HeldRevision } from '../serving/contract';
import { serverLog, UserServers } from './user-servers';

const SERVER = join(import.meta.dirname, '../../../e2e/peers/faulty-server.mjs');
const ROW = { name: 'x', datatype: 'INT64', shape: [1], data: [1] };

let root: string;
let stage: ServingStage;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'servers-'));
  mkdirSync(join(root, '.pilothouse/logs'), { recursive: true });
  stage = await ServingStage.open({ servers: servers() });
});
afterEach(async () => {
  await stage.close();
  rmSync(root, { recursive: true, force: true });
});

function servers(): UserServers {
  const hidden = join(root, '.pilothouse');
  const below = (name: string) => join(hidden, name);
  const places = { root, hidden, registry: below('r'), artifacts: below('artifacts'), runs: below('runs'), logs: below('logs'), temporary: below('tmp') };
  return new UserServers({ places, env: { ...process.env, MLFLOW_TRACKING_URI: 'http://elsewhere.invalid' }, log: SILENT, now: Date.now, againMs: [10, 20] });
}

function revision(number: number, fault: string, more: Partial<ServerCommand> = {}): HeldRevision {
  const file = join(root, 'weights');
  writeFileSync(file, 'weights');
  const argv = [process.execPath, SERVER, '{port}', '{model}', fault];
  const command: ServerCommand = { ...MLFLOW_SERVER, argv, readySeconds: 20, ...more };
  return {
    revision: number,
    digest: `digest-${number}`,
    path: '',
    bytes: 7,
    signature: null,
    server: { command, files: [{ path: 'a/weights.bin', file, bytes: 7 }] },
  };
}
const hostOf = (number = 1) => stage.serving.hosts().get('late')?.get(number);
const errorOf = ({ json }: Told) => (json as { error: string }).error;
const serve = (fault: string, more: Partial<ServerCommand> = {}, settings = {}) => stage.put('late', [revision(1, fault, more)], [[1, 100]], settings);
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => (error instanceof AppError ? error.failure : error),
  );

test('a server of the user’s answers behind the gateway; its integers keep every digit, in either protocol', async () => {
  await stage.put('late', [revision(1, 'none'), revision(2, 'none', { protocol: 'oip' })], [[1, 100]]);
  expect(await stage.infer('late', [ROW])).toMatchObject({ status: 200, headers: { 'x-pilothouse-revision': '1' } });
  const [first, second] = await Promise.all(
    [1, 2].map(async (number) => {
      await vi.waitFor(() => expect(hostOf(number)?.state).toBe('ready'), 10_000);
      return (await stage.ask(`/v2/models/late/versions/${number}/infer`, { body: JSON.stringify({ inputs: [ROW] }) })).bytes.toString();
    }),
  );
  expect(first).toContain('"outputs":[{"name":"predictions","datatype":"INT64","shape":[1],"data":[9007199254740993]}]');
  expect(second).toContain('"model_name":"its-own"'); // as it came
  expect(second).toContain('"data":[9007199254740993]');
  expect(await stage.ask('/v2/models/late')).toMatchObject({ status: 200, json: { platform: 'mlflow_pyfunc', versions: ['1', '2'] } });
  await vi.waitFor(() => expect(hostOf()?.server).toMatchObject({ restarts: 0, processes: 1 }), 10_000);
  expect(hostOf()?.server?.memoryBytes).toBeGreaterThan(10_000_000);
});

test('what it is asked is what the caller sent: columns by name, integers and floats as such', async () => {
  await serve('echo');
  const inputs = [
    { name: 'id', datatype: 'INT64', shape: [2, 1], data: [9_007_199_254_740_991, -1] },
    { name: 'far', datatype: 'FP64', shape: [2], data: [3, 0.25] },
    { name: 'where', datatype: 'BYTES', shape: [2], data: ['a"', 'ب'] },
  ];
  const told = await stage.infer('late', inputs);
  expect((told.json as { outputs: { data: string[] }[] }).outputs[0]?.data[0]).toBe(
    '{"dataframe_split":{"columns":["id","far","where"],"data":[[9007199254740991,3.0,"a\\""],[-1,0.25,"ب"]]}}',
  );
});

test.each([
  ['garbage', {}, 502, 'cannot be read'],
  ['garbage', { protocol: 'oip' }, 502, 'cannot be read'],
  ['no-outputs', {}, 502, 'no tensor'],
  ['no-outputs', { protocol: 'oip' }, 502, 'no outputs'],
  ['refuses', {}, 422, 'no such column'],
  ['fails', {}, 500, 'out of cheese'],
  ['hangs-up', {}, 502, 'before it answered'],
  ['cut', {}, 502, 'within its answer'],
  ['silent', {}, 504, 'within 300 ms'],
  ['drips', {}, 504, 'within 300 ms'],
] as const)('one that answers %s, %o: %i', async (fault, more, status, text) => {
  await serve(fault, more, { timeoutMs: 300 });
  const told = await stage.infer('late', [ROW]);
  expect(told.status).toBe(status);
  expect(errorOf(told)).toContain(text);
  expect(hostOf()?.state).toBe('ready');
});

test('one that is never ready, or ends at once, is given up with its last lines; nothing of it is left', async () => {
  expect(await failureOf(serve('never-ready', { readySeconds: 1 }))).toMatchObject({
    detail: { reason: 'server-not-ready', values: { seconds: '1' }, text: 'listening with a' },
  });
  expect(await failureOf(serve('ends'))).toMatchObject({ detail: { reason: 'server-ended', values: { how: '7' }, text: 'no model in a' } });
  expect(await failureOf(serve('none', { argv: ['no-such-program'] }))).toMatchObject({ detail: { reason: 'interpreter-missing' } });
  await vi.waitFor(() => expect(readdirSync(join(root, '.pilothouse/servers'))).toEqual([]));
  expect(serverLog({ logs: join(root, '.pilothouse/logs') }, 'late', 1, 10).map(({ text }) => text)).toEqual(['listening with a', 'no model in a']);
});

test('one that dies is started again, a few times, and then failed', async () => {
  await serve('dies');
  const pids = new Set<number | undefined>();
  for (let death = 0; death < 3; death++) {
    await vi.waitFor(() => expect(hostOf()?.state).toBe('ready'), 10_000);
    pids.add(hostOf()?.server?.pid);
    expect((await stage.infer('late', [ROW])).status).toBe(200);
    expect((await stage.infer('late', [ROW])).status).toBe(502);
    await vi.waitFor(() => expect(hostOf()?.state).not.toBe('ready'), 10_000);
  }
  await vi.waitFor(() => expect(hostOf()).toMatchObject({ state: 'failed', failure: { detail: { reason: 'server-ended', values: { how: '3' } } } }), 10_000);
  expect(pids.size).toBe(3);
  expect((await stage.infer('late', [ROW])).status).toBe(503);
});

test('the memory of one that leaks is seen', async () => {
  await serve('leaks');
  await vi.waitFor(() => expect(hostOf()?.server?.memoryBytes).toBeGreaterThan(0), 10_000);
  const before = hostOf()?.server?.memoryBytes ?? 0;
  for (let request = 0; request < 10; request++) await stage.infer('late', [ROW]);
  await vi.waitFor(() => expect(hostOf()?.server?.memoryBytes).toBeGreaterThan(before + 150_000_000), 10_000);
});

test('it goes with its revision, and with what an engine left that was killed', async () => {
  await serve('none');
  const [mark = ''] = readdirSync(join(root, '.pilothouse/servers'));
  const folder = join(root, '.pilothouse/servers', mark);
  expect(statSync(join(folder, 'model/a/weights.bin')).mode & 0o777).toBe(0o444);
  expect(readFileSync(join(folder, 'model/a/weights.bin'), 'utf8')).toBe('weights');
  expect(await findMarked(mark)).toHaveLength(1);
  await servers().sweep(); // of the next engine
  expect(await findMarked(mark)).toEqual([]);
  await stage.serving.remove('late');
  await serve('none');
  const [next = ''] = readdirSync(join(root, '.pilothouse/servers'));
  await stage.serving.remove('late');
  expect([next === mark, await findMarked(next)]).toEqual([false, []]);
});
