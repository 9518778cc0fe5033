import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { registerModel } from '../../../e2e/registered-models';
import { identityModel, logarithmModel, magnitudeModel, slowModel, unknownOperatorModel } from '../../../e2e/peers/small-onnx';
import { failureOf } from '../../../shared/models/failure';
import type { FindingId, ReleaseCheck } from '../../../shared/models/stage';
import { SILENT } from '../../backend/lib/log';
import { ArtifactStore } from '../artifacts/artifact-store';
import { createRooms, MIGRATIONS, type Rooms } from '../rooms';
import type { TryModel } from '../serving/contract';
import { tryModel } from '../serving/try-model';
import { namedDigests } from '../workspace/named-digests';
import { type HeldWorkspace, holdWorkspace } from '../workspace/workspace';

const CALL = { signal: new AbortController().signal };
const connection = 'local-0000000000000000';
const MODEL = 'echo';
const WITHIN = { timeout: 60_000, interval: 20 };
vi.setConfig({ testTimeout: 90_000 }); // what is measured takes its time, more so where others work too

let folder: string;
let held: HeldWorkspace;
let rooms: Rooms;
/** Digests of files whose answers are held back, and for how long. */
const slowed = new Map<string, number>();

/** Loads as always; what is slowed answers later by so many milliseconds, as a model does that computes for longer. */
const tryModelSlowed: TryModel = async (file) => {
  const model = await tryModel(file);
  if (slowed.get(file.digest) === Number.POSITIVE_INFINITY) return { ...model, infer: () => new Promise(() => undefined) };
  const ms = slowed.get(file.digest) ?? 0;
  const infer: typeof model.infer = async (body) => {
    const told = await model.infer(body);
    await sleep(ms);
    return { ...told, ms: told.ms + ms };
  };
  return ms === 0 ? model : { ...model, infer };
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stages-'));
  slowed.clear();
  await up();
});
afterEach(async () => {
  await down();
  rmSync(folder, { recursive: true, force: true });
});
async function up() {
  held = holdWorkspace(folder, MIGRATIONS, Date.now);
  const base = { workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env };
  rooms = await createRooms({ ...base, now: Date.now, tryModel: tryModelSlowed });
}
async function down() {
  await rooms.close();
  held.close();
}

const register = (file: Uint8Array, more: Readonly<Record<string, string>> = {}) =>
  registerModel({ held, rooms, connection }, MODEL, { 'model.onnx': file, ...more });
const setChampion = (version: number) =>
  rooms.handlers['engine.setAlias']({ model: MODEL, alias: 'champion', expected: null, version, by: 'mona', why: '', entry: 1, ledger: null }, CALL);
const writeGolden = (content: unknown) => {
  mkdirSync(join(folder, 'golden'), { recursive: true });
  writeFileSync(join(folder, `golden/${MODEL}.json`), typeof content === 'string' ? content : JSON.stringify(content));
};
const row = (data: readonly number[], shape = [1, 2]) => ({ name: 'x', datatype: 'FP32', shape, data });
const GOLDEN = {
  requests: [
    { name: 'one row', inputs: [row([1, 2])], outputs: [{ name: 'y', shape: [1, 2], data: [1, 2] }] },
    { name: 'two rows', inputs: [row([3, 4, 5, 6], [2, 2])], outputs: [{ name: 'y', data: [3, 4.0000001, 5, 6] }] },
    { name: 'a text', inputs: [{ ...row([]), data: ['a', 'b'] }], error: 'FP32' },
  ],
};

const begin = (version: number, more: { service?: string; golden?: { file: string; text: string } } = {}) =>
  rooms.handlers['stages.run']({ connection, model: MODEL, version, service: more.service ?? null, golden: more.golden ?? null }, CALL);
const read = (n: number) => rooms.handlers['stages.get']({ connection, n }, CALL);
async function check(version: number, more: Parameters<typeof begin>[1] = {}): Promise<ReleaseCheck> {
  const { n } = await begin(version, more);
  await vi.waitFor(async () => expect((await read(n)).outcome).not.toBeNull(), WITHIN);
  return read(n);
}
const states = ({ stages }: ReleaseCheck) => stages.map(({ state }) => state);
const found = ({ stages }: ReleaseCheck, id: FindingId) => stages.flatMap(({ findings }) => findings).find((each) => each.id === id);
async function evidence({ n, stages }: ReleaseCheck, place: number) {
  const { text } = await rooms.handlers['stages.evidence']({ connection, n, evidence: stages[place]?.evidence ?? '' }, CALL);
  return JSON.parse(text) as Record<string, unknown>;
}
const refusal = async (work: Promise<unknown> | (() => Promise<unknown>)) =>
  failureOf(await (typeof work === 'function' ? work() : work).catch((error: unknown) => error));

test('a version as good as the champion passes all stages, and the evidence of each is kept by its digest', async () => {
  await register(identityModel('FP32'));
  const version = await register(magnitudeModel());
  await setChampion(1);
  writeGolden({ ...GOLDEN, limits: { p50: 50, p95: 50, p99: 50, throughput: 0.02 } }); // shared machines have bad moments
  const done = await check(version);
  expect([states(done), done.outcome]).toEqual([['pass', 'pass', 'pass'], 'pass']);
  expect(done).toMatchObject({
    champion: { version: 1, from: 'alias' },
    golden: { file: 'golden/echo.json', count: 3 },
    digest: expect.stringMatching(/^[a-f0-9]{64}$/),
  });
  expect(found(done, 'golden')?.values).toMatchObject({ count: '3', failed: '0' });
  expect(found(done, 'batch')?.values).toMatchObject({ count: '2' });
  expect(found(done, 'champion-answers')?.values).toMatchObject({ version: '1', failed: '0' });
  expect(found(done, 'p95')?.values['ratio']).toMatch(/^[\d.]+$/);
  const kept = namedDigests(held.registry);
  const artifacts = new ArtifactStore(held.places);
  for (const { evidence: digest } of done.stages) expect([kept.has(digest ?? ''), await artifacts.verify(digest ?? '')]).toEqual([true, 'whole']);
  expect(kept.has(done.golden?.digest ?? '')).toBe(true);
  expect(await evidence(done, 2)).toMatchObject({
    stage: 'performance',
    model: MODEL,
    version,
    champion: { version: 1 },
    machine: { cores: expect.any(Number) },
  });
  expect((await rooms.handlers['stages.list']({ connection, model: MODEL, version }, CALL)).checks.map(({ n }) => n)).toEqual([done.n]);
});

test('a file that is no model, one of an unknown operator, and a flipped byte are stopped by artifact validation; nothing after it is begun', async () => {
  const corrupt = await check(await register(Buffer.from('not a model at all')));
  expect(states(corrupt)).toEqual(['fail', 'inconclusive', 'inconclusive']);
  expect(found(corrupt, 'loads')).toMatchObject({ outcome: 'fail', failure: { detail: { reason: 'model-corrupt' } } });
  expect(corrupt.stages[1]).toMatchObject({ evidence: null, findings: [{ id: 'not-begun', values: { stage: 'artifact' } }] });

  const unknown = await check(await register(unknownOperatorModel()));
  expect(found(unknown, 'operators')).toMatchObject({ outcome: 'fail', failure: { detail: { reason: 'operator-unknown' } } });

  const version = await register(identityModel('FP32'));
  const { files } = await rooms.handlers['models.version']({ connection, model: MODEL, version }, CALL);
  const path = new ArtifactStore(held.places).path(files[0]?.digest ?? '');
  const bytes = readFileSync(path);
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const flipped = await check(version);
  expect([flipped.outcome, found(flipped, 'digest'), found(flipped, 'loads')]).toMatchObject([
    'fail',
    { outcome: 'fail', values: { file: 'model.onnx' } },
    { outcome: 'inconclusive' },
  ]);
});

test('a signature that the file does not keep, and a file over its bound, are stopped', async () => {
  const mlmodel = (type: string) =>
    `flavors:\n  onnx:\n    data: model.onnx\nsignature:\n  inputs: '[{"type": "tensor", "name": "x", "tensor-spec": {"dtype": "${type}", "shape": [-1, 2]}}]'\n  outputs: '[]'\n`;
  const differs = await check(await register(identityModel('FP32'), { MLmodel: mlmodel('int64') }));
  expect(found(differs, 'signature')).toMatchObject({ outcome: 'fail', values: { differs: 'input x: the file has FP32, the signature int64' } });
  const agrees = await check(await register(identityModel('FP32'), { MLmodel: mlmodel('float32') }));
  expect(found(agrees, 'signature')?.outcome).toBe('pass');
  writeGolden({ ...GOLDEN, limits: { maxMegabytes: 0.00001 } });
  expect(found(await check(1), 'size')).toMatchObject({ outcome: 'fail' });
});

test('a golden request that is answered otherwise is told with what came and what was written', async () => {
  const version = await register(magnitudeModel());
  writeGolden({ requests: [...GOLDEN.requests, { name: 'below zero', inputs: [row([-1, 2])], outputs: [{ name: 'y', data: [-1, 2] }] }] });
  const done = await check(version);
  expect(states(done)).toEqual(['pass', 'fail', 'inconclusive']);
  expect(found(done, 'golden')).toMatchObject({ outcome: 'fail', values: { count: '4', failed: '1', first: 'below zero: y[0]: 1 instead of -1' } });
  const wrongly = { requests: [{ name: 'taken', inputs: [row([1, 2])], error: 'no' }] };
  expect(found(await check(version, { golden: { file: 'elsewhere.json', text: JSON.stringify(wrongly) } }), 'golden')?.values['first']).toBe(
    'taken: answered with 200, not refused',
  );
});

test('NaN in an answer is found, also where nobody wrote what must come', async () => {
  const version = await register(logarithmModel());
  writeGolden({ requests: [{ name: 'below zero', inputs: [row([-1, 1])] }] });
  const done = await check(version);
  expect(found(done, 'finite')).toMatchObject({ outcome: 'fail', values: { first: 'below zero: y[0]' } });
  writeGolden({ requests: [{ name: 'meant', inputs: [row([-1, 1])], outputs: [{ name: 'y', data: [null, 0] }] }] });
  expect(found(await check(version), 'finite')?.outcome).toBe('pass');
});

test('a model slowed by 80 ms is stopped by the benchmark, with numbers', async () => {
  await register(identityModel('FP32'));
  const version = await register(magnitudeModel());
  await setChampion(1);
  writeGolden(GOLDEN);
  const { files } = await rooms.handlers['models.version']({ connection, model: MODEL, version }, CALL);
  slowed.set(files[0]?.digest ?? '', 80);
  const done = await check(version);
  expect([states(done), done.outcome]).toEqual([['pass', 'pass', 'fail'], 'fail']);
  for (const id of ['p50', 'p95', 'p99', 'throughput'] as const) expect(found(done, id)).toMatchObject({ outcome: 'fail' });
  const { candidate, champion, ratio, low } = found(done, 'p50')?.values ?? {};
  expect(Number(candidate)).toBeGreaterThan(79);
  expect(Number(champion)).toBeLessThan(20);
  expect(Number(low)).toBeGreaterThan(2);
  expect(Number(ratio)).toBeGreaterThanOrEqual(Number(low));
});

test('without a champion nothing is held against it: the comparison is inconclusive, and the figures are told', async () => {
  const version = await register(identityModel('FP32'));
  writeGolden(GOLDEN);
  const first = await check(version);
  expect([states(first), first.outcome, first.champion]).toEqual([['pass', 'inconclusive', 'inconclusive'], 'inconclusive', null]);
  expect(found(first, 'champion-answers')?.outcome).toBe('inconclusive');
  expect(Number(found(first, 'champion')?.values['p50'])).toBeGreaterThan(0);
  await setChampion(version); // a version is not held against itself
  expect((await check(version)).outcome).toBe('inconclusive');
  rmSync(join(folder, 'golden'), { recursive: true });
  expect(found(await check(version), 'golden')).toMatchObject({ outcome: 'inconclusive', values: { file: 'golden/echo.json' } });
});

test('a champion whose bytes changed compares nothing, and why is said', async () => {
  await register(identityModel('FP32'));
  const version = await register(magnitudeModel());
  await setChampion(1);
  writeGolden(GOLDEN);
  const { files } = await rooms.handlers['models.version']({ connection, model: MODEL, version: 1 }, CALL);
  writeFileSync(new ArtifactStore(held.places).path(files[0]?.digest ?? ''), 'spoilt');
  const done = await check(version);
  expect(found(done, 'champion-answers')).toMatchObject({ outcome: 'inconclusive', failure: { detail: { reason: 'bytes-changed' } } });
  expect(done.outcome).toBe('inconclusive');
});

test('golden requests that cannot be read begin nothing; nor does a link that leads out of the workspace', async () => {
  const version = await register(identityModel('FP32'));
  for (const [content, where] of [
    ['{', 'JSON'],
    [{ requests: [{ name: 'a', inputs: [{ name: 'x' }] }] }, 'requests.0.inputs.0.datatype'],
    [{ requests: [{ name: 'a', inputs: [], outputs: [], error: 'x' }] }, 'requests.0'],
    [{ requests: [], limits: { p50: -1 } }, 'limits.p50'],
  ] as const) {
    writeGolden(content);
    expect((await refusal(() => begin(version) as Promise<unknown>)).detail).toMatchObject({
      reason: 'golden-malformed',
      text: expect.stringContaining(where),
    });
  }
  rmSync(join(folder, `golden/${MODEL}.json`));
  symlinkSync('/etc/passwd', join(folder, `golden/${MODEL}.json`));
  expect((await refusal(() => begin(version) as Promise<unknown>)).detail.reason).toBe('golden-malformed');
  expect((await refusal(() => begin(99) as Promise<unknown>)).detail.reason).toBe('model-version-unknown');
  expect((await refusal(() => begin(version, { service: 'nobody' }) as Promise<unknown>)).detail.reason).toBe('service-unknown');
});

test('of a version the newest fifty checks are kept; evidence of older ones is nobody\u2019s any more', async () => {
  const version = await register(Buffer.from('no model'));
  const first = await check(version);
  const { database } = held.registry;
  const copy = database.prepare(
    'INSERT INTO release_check SELECT NULL, model, version, model_digest, champion, golden_file, digest, golden_count, by, 1, 2, outcome FROM release_check WHERE n = 1',
  );
  for (let more = 0; more < 50; more += 1) copy.run();
  const artifact = first.stages[0]?.evidence ?? '';
  expect(namedDigests(held.registry).has(artifact)).toBe(true);
  const last = await check(version);
  expect((await rooms.handlers['stages.list']({ connection, model: MODEL, version }, CALL)).checks.map(({ n }) => n)).toHaveLength(50);
  expect(namedDigests(held.registry).has(artifact)).toBe(false);
  expect(last.stages[0]?.evidence).toMatch(/^[a-f0-9]{64}$/);
  expect((await refusal(async () => read(first.n))).detail.reason).toBe('release-check-unknown');
});

test('a model that never answers keeps nobody waiting: not whoever stops the check, not the engine that ends', async () => {
  const version = await register(identityModel('FP32'));
  const { files } = await rooms.handlers['models.version']({ connection, model: MODEL, version }, CALL);
  slowed.set(files[0]?.digest ?? '', Number.POSITIVE_INFINITY);
  const hangs = async () => {
    const { n } = await begin(version);
    await vi.waitFor(async () => expect((await read(n)).stages[1]?.state).toBe('running'), WITHIN);
    return n;
  };
  const first = await hangs();
  await rooms.handlers['stages.stop']({ connection, n: first }, CALL);
  await vi.waitFor(async () => expect(states(await read(first))).toEqual(['pass', 'inconclusive', 'inconclusive']));
  const second = await hangs();
  await down();
  await up();
  expect((await read(second)).outcome).toBe('inconclusive');
});

test('a check that is stopped, and one whose engine ended, are inconclusive; the next one goes on', async () => {
  const slow = await register(slowModel(1_500));
  await register(identityModel('FP32'));
  const first = await begin(slow);
  const second = await begin(2);
  await vi.waitFor(async () => expect((await read(first.n)).stages[0]?.state).toBe('pass'), WITHIN);
  expect((await read(second.n)).stages[0]?.state).toBe('waiting');
  await rooms.handlers['stages.stop']({ connection, n: first.n }, CALL);
  await vi.waitFor(async () => expect((await read(first.n)).outcome).toBe('inconclusive'), WITHIN);
  expect(found(await read(first.n), 'interrupted')).toMatchObject({ failure: { code: 'cancelled' } });
  await vi.waitFor(async () => expect((await read(second.n)).stages[0]?.state).not.toBe('waiting'), WITHIN);
  held.registry.database
    .prepare('INSERT INTO release_check SELECT NULL, model, version, NULL, NULL, NULL, NULL, NULL, by, 1, NULL, NULL FROM release_check WHERE n = 1')
    .run();
  held.registry.database.prepare("INSERT INTO stage_result VALUES (3, 'artifact', 'running', 1, NULL, '[]', NULL)").run();
  await down();
  await up();
  expect(await read(3)).toMatchObject({
    outcome: 'inconclusive',
    stages: [{ findings: [{ id: 'interrupted', failure: { detail: { reason: 'release-check-left' } } }] }],
  });
});
