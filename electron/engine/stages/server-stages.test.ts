import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { identityModel } from '../../../e2e/peers/small-onnx';
import { CALL, connection, found, LOOSE, MODEL, refusal, row, StagesStage, states, WITHIN } from '../../../e2e/stages-stage';
import type { ServerCommand } from '../../../shared/models/server-command';
import { readProcesses, readStarts } from '../lib/processes/process-table';

vi.setConfig({ testTimeout: 120_000 }); // a process is started again and again, on a machine where others work too

const PEER = join(import.meta.dirname, '../../../e2e/peers/tried-server.mjs');
const SERVER: ServerCommand = { argv: [process.execPath, PEER, '{port}', '{model}'], protocol: 'invocations', env: {}, model: 'model', readySeconds: 20 };
/** As a flavor that Python runs has it: the same tensor in and out, by name. */
const MLMODEL = `flavors:
  python_function:
    loader_module: none
signature:
  inputs: '[{"type": "tensor", "name": "x", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'
  outputs: '[{"type": "tensor", "name": "y", "tensor-spec": {"dtype": "float32", "shape": [-1, 2]}}]'
`;
const GOLDEN = {
  limits: { ...LOOSE, loadTime: 50 },
  requests: [
    { name: 'one row', inputs: [row([1, 2])], outputs: [{ name: 'y', shape: [1, 2], data: [1, 2] }] },
    { name: 'two rows', inputs: [row([3, 4, 5, 6], [2, 2])], outputs: [{ name: 'y', data: [3, 4, 5, 6] }] },
    { name: 'a row too wide', inputs: [row([1, 2, 3], [1, 3])], error: 'schema' },
  ],
};

let stage: StagesStage;
beforeEach(async () => {
  stage = await StagesStage.open();
  stage.writeGolden(GOLDEN);
});
afterEach(async () => {
  // Whatever came of a check, nothing that it started is left: no process, and no copy of a model.
  const { hidden } = stage.held.places;
  const copies = readdirSync(hidden).includes('servers') ? readdirSync(join(hidden, 'servers')) : [];
  const starts = await readStarts([...(await readProcesses()).keys()]);
  const processes = [...starts.values()].filter(({ command }) => command.includes(stage.folder));
  if (copies.length + processes.length > 0) throw new Error(`left: ${[...copies, ...processes.map(({ command }) => command)].join(', ')}`);
  await stage.close();
});

const register = (behaviour: string) => stage.registerFiles({ MLmodel: MLMODEL, behaviour });
const check = (version: number, more: Parameters<StagesStage['check']>[1] = {}) => stage.check(version, { server: SERVER, ...more });

test('a version that a server of the user’s answers for goes through all stages beside a champion of the same kind', async () => {
  await register('echoes');
  await stage.setChampion(1);
  const done = await check(await register('leaves'));
  expect([states(done), done.outcome]).toEqual([['pass', 'pass', 'pass'], 'pass']);
  expect(done).toMatchObject({
    digest: expect.stringMatching(/^[a-f0-9]{64}$/),
    runs: { kind: 'server', server: SERVER },
    champion: { version: 1, from: 'alias', digest: expect.stringMatching(/^[a-f0-9]{64}$/) },
    golden: { file: 'golden/echo.json', digest: expect.stringMatching(/^[a-f0-9]{64}$/), count: 3 },
  });
  expect(found(done, 'ready')).toMatchObject({ outcome: 'pass', values: { limit: '20' } });
  expect([found(done, 'loads'), found(done, 'operators')]).toEqual([undefined, undefined]);
  for (const id of ['digest', 'size', 'signature', 'golden', 'finite', 'schema-errors', 'batch', 'champion-answers', 'p95', 'memory', 'growth'] as const)
    expect([id, found(done, id)?.outcome]).toEqual([id, 'pass']);
  expect(Number(found(done, 'memory')?.values['candidate'])).toBeGreaterThan(10);
  expect(await stage.evidence(done, 0)).toMatchObject({ runs: { server: { argv: SERVER.argv } }, files: [{ path: 'MLmodel' }, { path: 'behaviour' }] });
});

test('one that is never ready fails the first stage with what it wrote; one of other bytes is not started', async () => {
  const version = await register('never-ready');
  const done = await check(version, { server: { ...SERVER, readySeconds: 1 } });
  expect(states(done)).toEqual(['fail', 'inconclusive', 'inconclusive']);
  expect(found(done, 'ready')).toMatchObject({ outcome: 'fail', failure: { detail: { reason: 'server-not-ready', text: 'behaves as it was told' } } });
  writeFileSync((await stage.fileOf(version)).path, 'spoilt');
  const flipped = await check(version);
  expect([found(flipped, 'digest')?.outcome, found(flipped, 'ready')?.outcome]).toEqual(['fail', 'inconclusive']);
  const missing = await check(await register('echoes'), { server: { ...SERVER, argv: ['no-such-program'] } });
  expect(found(missing, 'ready')).toMatchObject({ failure: { detail: { reason: 'interpreter-missing' } } });
});

test('garbage, and answers other than those that are written, fail the second stage', async () => {
  const garbage = await check(await register('garbage'));
  expect(states(garbage)).toEqual(['inconclusive', 'fail', 'inconclusive']); // its signature was not answered by, either
  expect(found(garbage, 'golden')?.values['first']).toContain('502');
  const shifted = await check(await register('shifted:1'));
  expect(found(shifted, 'golden')).toMatchObject({ outcome: 'fail', values: { failed: '2', first: 'one row: y[0]: 2 instead of 1' } });
  stage.writeGolden({ requests: [] });
  const unasked = await check(1);
  expect([unasked.stages[1]?.state, found(unasked, 'requests')?.outcome]).toEqual(['fail', 'fail']);
});

test('one that is 80 ms slower, and one that leaks, fail the benchmark, with numbers', async () => {
  await register('echoes');
  await stage.setChampion(1);
  stage.writeGolden({ ...GOLDEN, limits: {} });
  const slow = await check(await register('slow:80'));
  expect([states(slow), found(slow, 'p50')?.outcome]).toEqual([['pass', 'pass', 'fail'], 'fail']);
  expect(Number(found(slow, 'p50')?.values['candidate'])).toBeGreaterThan(79);
  expect(Number(found(slow, 'p50')?.values['low'])).toBeGreaterThan(1.2);
  // However few requests a busy machine has time for, they leak more than this.
  stage.writeGolden({ ...GOLDEN, limits: { ...LOOSE, growth: 5 } });
  const leaks = await check(await register('leaks:200'));
  expect([leaks.stages[2]?.state, found(leaks, 'growth')?.outcome]).toEqual(['fail', 'fail']);
  expect(Number(found(leaks, 'growth')?.values['grown'])).toBeGreaterThan(5);
});

test('held against an ONNX champion, both answer; against none, nothing is shown as good', async () => {
  await stage.register(identityModel('FP32'));
  const version = await register('echoes');
  const alone = await check(version);
  expect([states(alone), found(alone, 'champion')?.outcome]).toEqual([['pass', 'inconclusive', 'inconclusive'], 'inconclusive']);
  await stage.setChampion(1);
  const beside = await stage.through('integration', version, { server: SERVER });
  expect(found(beside, 'champion-answers')).toMatchObject({ outcome: 'pass', values: { version: '1', failed: '0' } });
  expect(beside.champion?.runs).toEqual({ kind: 'onnx' });
});

test('one that never answers is ended with the check that is stopped, and so is one that is not ready yet', async () => {
  const silent = await stage.begin(await register('silent'), { server: SERVER });
  await vi.waitFor(async () => expect((await stage.read(silent.n)).stages[0]?.state).toBe('running'), WITHIN);
  await vi.waitFor(() => expect(readdirSync(join(stage.held.places.hidden, 'servers'))).toHaveLength(1), WITHIN);
  const late = await stage.begin(await register('never-ready'), { server: { ...SERVER, readySeconds: 3_600 } });
  await stage.rooms.handlers['stages.stop']({ connection, n: silent.n }, CALL);
  await vi.waitFor(async () => expect((await stage.read(late.n)).stages[0]?.state).toBe('running'), WITHIN);
  await stage.down(); // the engine ends in the middle of it
  await stage.up();
  expect((await stage.read(late.n)).outcome).toBe('inconclusive');
});

test('a version that says nothing of how it is run needs a server; without a signature a batch is a guess that may hold', async () => {
  const version = await stage.registerFiles({ behaviour: 'echoes' });
  expect((await refusal(() => stage.begin(version) as Promise<unknown>)).detail.reason).toBe('model-not-servable');
  const named = await stage.through('integration', version, { server: SERVER });
  expect(named.stages[0]?.state).toBe('inconclusive'); // nobody says what it takes
  expect([found(named, 'signature')?.outcome, found(named, 'batch')?.outcome]).toEqual(['inconclusive', 'pass']);
});

test('golden requests are read from where they are asked for, inside of the workspace alone; what there is to choose is listed', async () => {
  await stage.register(identityModel('FP32'));
  await stage.setChampion(1);
  const version = await register('echoes');
  stage.writeGolden({ requests: [{ name: 'other', inputs: [row([9, 9])], outputs: [{ name: 'y', data: [9, 9] }] }] }, 'golden/night.json');
  const named = await stage.through('integration', version, { server: SERVER, goldenFile: 'golden/night.json' });
  expect(named.golden).toMatchObject({ file: 'golden/night.json', count: 1 });
  const reason = async (goldenFile: string) => (await refusal(() => stage.begin(version, { server: SERVER, goldenFile }) as Promise<unknown>)).detail.reason;
  expect(await reason('golden/nowhere.json')).toBe('golden-gone');
  expect(await reason('../elsewhere.json')).toBe('golden-gone');
  expect(await reason('.pilothouse/tracking-token')).toBe('golden-malformed');
  const choices = await stage.rooms.handlers['stages.choices']({ connection, model: MODEL, version }, CALL);
  expect(choices).toMatchObject({
    goldenFiles: [{ file: 'golden/echo.json' }, { file: 'golden/night.json' }],
    champions: [{ version: 1, from: 'alias', runs: { kind: 'onnx' } }],
    champion: { version: 1 },
    runs: { kind: 'server', server: { protocol: 'invocations' } },
  });
});
