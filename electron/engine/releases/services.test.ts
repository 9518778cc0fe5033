import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeServings } from '../../../e2e/peers/fake-serving';
import { failureOf } from '../../../shared/models/failure';
import type { ReleasePlan, ServiceCommand } from '../../../shared/models/service';
import { SILENT } from '../../backend/lib/log';
import { ArtifactStore } from '../artifacts/artifact-store';
import { RunRecords } from '../records/run-records';
import { createRooms, MIGRATIONS, type Rooms } from '../rooms';
import { measureUsage } from '../workspace/usage';
import { type HeldWorkspace, holdWorkspace } from '../workspace/workspace';

const CALL = { signal: new AbortController().signal };
const connection = 'local-0000000000000000';
const PLAN: ReleasePlan = {
  strategy: 'canary',
  steps: [
    { weight: 20, seconds: null },
    { weight: 50, seconds: null },
  ],
  bakeSeconds: 600,
  errorLimit: 5,
};
const MLMODEL = 'flavors:\n  onnx:\n    data: model.onnx\nmodel_uuid: a\n';

let folder: string;
let held: HeldWorkspace;
let rooms: Rooms;
let servings: ReturnType<typeof fakeServings>;
let clock: number;
let entry = 0;
const broken = new Set<string>();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'services-'));
  clock = Date.now();
  broken.clear();
  servings = fakeServings({ broken, now: () => clock });
  await up();
  await register({ 'model/model.onnx': 'one' });
  await register({ 'model/model.onnx': 'two' });
});
afterEach(async () => {
  vi.useRealTimers();
  await down();
  rmSync(folder, { recursive: true, force: true });
});

async function up() {
  held = holdWorkspace(folder, MIGRATIONS, () => clock);
  const base = { workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env };
  rooms = await createRooms({ ...base, now: () => clock, startServing: servings.start });
}
async function down() {
  await rooms.close();
  held.close();
}
async function restart() {
  await down();
  await up();
  await vi.waitFor(() => expect(servings.last().puts.length).toBeGreaterThan(0));
}

/** A version of `arrivals` that some run logged. */
async function register(files: Readonly<Record<string, string>>, model = 'arrivals'): Promise<number> {
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: () => clock });
  const artifacts = new ArtifactStore(held.places);
  const made = {
    experiment: '0',
    name: null,
    state: 'running',
    origin: 'client',
    entryPoint: null,
    user: null,
    startedAt: clock,
    params: {},
    tags: {},
  } as const;
  const run = records.createRun(made);
  for (const [path, text] of Object.entries(files)) {
    const { digest, bytes } = await artifacts.put(once(text));
    records.addArtifact(run, path, digest, bytes);
  }
  records.setState(run, 'finished', clock);
  return (await rooms.handlers['models.register']({ connection, model, run, path: 'model' }, CALL)).version;
}
async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');
const spoil = (text: string) => writeFileSync(new ArtifactStore(held.places).path(digestOf(text)), 'anything else');

const service = async (name = 'ranker') => rooms.handlers['services.get']({ connection, service: name }, CALL);
async function deliver(command: ServiceCommand, { expected, name = 'ranker' }: { expected?: number | null; name?: string } = {}) {
  const found = await service(name).catch(() => null);
  const asked = { service: name, uid: `${name}@1`, expected: expected === undefined ? (found?.generation ?? null) : expected };
  return rooms.handlers['engine.deliver']({ ...asked, command, by: 'mona', why: 'a reason', entry: ++entry, ledger: 'l' }, CALL);
}
const start = (version: number, release: ReleasePlan | null = PLAN) => deliver({ verb: 'start', model: 'arrivals', version, release });
const stands = (state: string) => vi.waitFor(async () => expect((await service()).release.state).toBe(state));
const weights = () => servings.last().weightsOf('ranker');
async function atFirstStep(plan = PLAN) {
  await start(1);
  await stands('stable');
  await start(2, plan);
  await vi.waitFor(() => expect(weights()).toEqual({ 1: 80, 2: 20 }));
}
const refusal = async (work: Promise<unknown>) => failureOf(await work.catch((error: unknown) => error));

test('a first version serves alone; the next has its share once it is loaded, is promoted step by step, and the way back is at once', async () => {
  expect(await rooms.handlers['services.list']({ connection }, CALL)).toEqual({ services: [], uri: null });
  expect(servings.started).toEqual([]); // nothing is brought up before there is a service
  await atFirstStep();
  expect(await service()).toMatchObject({
    model: 'arrivals',
    release: { state: 'paused', stable: 1, candidate: 2, step: 0 },
    weights: [{ weight: 80 }, { weight: 20 }],
    revisions: [
      { number: 2, version: 2, everStable: false, host: { state: 'ready' } },
      { number: 1, everStable: true },
    ],
    offers: ['promote', 'promote-full', 'abort', 'roll-back', 'remove'],
  });
  await deliver({ verb: 'promote' });
  expect(weights()).toEqual({ 1: 50, 2: 50 });
  await deliver({ verb: 'promote' });
  expect([weights(), (await service()).release]).toEqual([
    { 2: 100 },
    expect.objectContaining({ state: 'stable', stable: 2, before: { revision: 1, until: clock + 600_000 } }),
  ]);
  await deliver({ verb: 'roll-back', revision: 1 });
  expect([weights(), (await service()).release.stable]).toEqual([{ 1: 100 }, 1]);
  expect((await service()).acts.map(({ verb, revision, weight, by }) => [verb, revision, weight, by])).toEqual([
    ['roll-back', 1, 100, 'mona'],
    ['promote', 2, 100, 'mona'],
    ['promote', 2, 50, 'mona'],
    ['loaded', 2, 20, 'plan'],
    ['start', 2, 0, 'mona'],
    ['loaded', 1, 100, 'plan'],
    ['start', 1, 100, 'mona'],
  ]);
});

test('what was asked of another state is refused, and moves nothing', async () => {
  await atFirstStep();
  const { generation } = await service();
  await deliver({ verb: 'promote' });
  expect(await refusal(deliver({ verb: 'promote' }, { expected: generation }))).toMatchObject({ code: 'conflict', detail: { reason: 'object-changed' } });
  expect(await refusal(deliver({ verb: 'resume' }))).toMatchObject({ detail: { reason: 'not-offered' } });
  expect(await refusal(deliver({ verb: 'roll-back', revision: 9 }))).toMatchObject({ detail: { reason: 'revision-gone' } });
  expect(await refusal(deliver({ verb: 'start', model: 'arrivals', version: 1, release: null }, { expected: null }))).toMatchObject({ code: 'conflict' });
  expect(await refusal(deliver({ verb: 'pause' }, { name: 'nobody', expected: 1 }))).toMatchObject({ detail: { reason: 'service-unknown' } });
  expect(weights()).toEqual({ 1: 50, 2: 50 });
});

test('only an ONNX file is served, alone or in a folder of MLflow, and only with the bytes that were registered', async () => {
  const bad = await register({ 'model/model.pkl': 'x' });
  expect(await refusal(start(bad))).toMatchObject({ code: 'unsupported', detail: { reason: 'model-not-servable', values: { version: String(bad) } } });
  expect(await refusal(start(99))).toMatchObject({ detail: { reason: 'model-version-unknown' } });
  const inFolder = await register({ 'model/MLmodel': MLMODEL, 'model/model.onnx': 'three', 'model/other.onnx': 'four' });
  await start(inFolder);
  await stands('stable');
  expect(servings.last().puts[0]?.held[0]?.digest).toBe(digestOf('three'));
  spoil('two');
  expect(await refusal(start(2))).toMatchObject({ code: 'denied', detail: { reason: 'bytes-changed' } });
  await register({ 'model/model.onnx': 'five' }, 'departures');
  expect(await refusal(deliver({ verb: 'start', model: 'departures', version: 1, release: null }))).toMatchObject({
    detail: { reason: 'service-other-model' },
  });
  expect((await service()).revisions).toHaveLength(1);
});

test('after a restart everything is as it was, split and address included; bytes that changed meanwhile are not loaded', async () => {
  await atFirstStep();
  await deliver({ verb: 'promote' });
  const before = await service();
  await restart();
  await vi.waitFor(() => expect(weights()).toEqual({ 1: 50, 2: 50 }));
  const { generation, release, uri, acts } = await service();
  expect({ generation, release, uri, acts }).toEqual({ generation: before.generation, release: before.release, uri: before.uri, acts: before.acts });
  expect(servings.last().puts[0]?.held.map(({ revision }) => revision)).toEqual([1, 2]);
  await down();
  spoil('two');
  await up();
  await stands('aborted');
  await vi.waitFor(() => expect(weights()).toEqual({ 1: 100 }));
  expect((await service()).release.lock).toMatchObject({ detail: { reason: 'candidate-failed', text: expect.stringContaining('bytes-changed') } });
});

test('a candidate that crashes or does not load is taken back once, on record as the act of a rule, and locked until somebody acts', async () => {
  await atFirstStep();
  servings.last().crash('ranker', 2);
  await stands('aborted');
  await vi.waitFor(() => expect(weights()).toEqual({ 1: 100 }));
  const { acts } = await rooms.handlers['engine.ruleActs']({}, CALL);
  expect(acts).toMatchObject([
    { service: 'ranker', verb: 'abort', revision: 2, weight: 0, by: 'rule', entry: null, failure: { detail: { reason: 'candidate-failed' } } },
  ]);
  await rooms.handlers['engine.ruleRecorded']({ n: acts[0]?.n ?? 0, entry: 7, ledger: 'l' }, CALL);
  expect(await rooms.handlers['engine.ruleActs']({}, CALL)).toEqual({ acts: [] });
  await deliver({ verb: 'retry' });
  await vi.waitFor(() => expect(weights()).toEqual({ 1: 80, 2: 20 }));
  expect((await service()).release.lock).toBeNull();
  await deliver({ verb: 'abort' });
  broken.add(digestOf('two'));
  await deliver({ verb: 'retry' });
  await vi.waitFor(async () => expect(await service()).toMatchObject({ release: { state: 'aborted', lock: { detail: { reason: 'candidate-failed' } } } }));
});

test('what all fall back on and does not run is said, and nothing is taken back that has no way back', async () => {
  await start(1);
  await stands('stable');
  servings.last().crash('ranker', 1);
  await stands('degraded');
  expect(await service()).toMatchObject({
    release: { lock: null },
    arms: [{ revision: 1, host: 'failed', failure: { code: 'invalid' } }],
    offers: ['start', 'remove'],
  });
});

test('a promoted revision that crashes while the one before is still loaded is taken back to that one', async () => {
  await atFirstStep();
  await deliver({ verb: 'promote-full' });
  servings.last().crash('ranker', 2);
  await vi.waitFor(() => expect(weights()).toEqual({ 1: 100 }));
  expect(await service()).toMatchObject({
    release: { state: 'stable', stable: 1, before: null, lock: {} },
    offers: ['restore', 'start', 'roll-back', 'remove'],
  });
  await deliver({ verb: 'restore' });
  expect((await service()).release.lock).toBeNull();
});

test('more errors than the plan allows take the candidate back, not before fifty answers', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  await atFirstStep();
  servings.last().count('ranker', 1, 500, 400); // of the stable one
  servings.last().count('ranker', 2, 49, 49);
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await service()).release.state).toBe('paused');
  servings.last().count('ranker', 2, 1_000, 10);
  await vi.advanceTimersByTimeAsync(2_000);
  await stands('aborted');
  expect((await service()).release.lock).toMatchObject({
    detail: { reason: 'error-limit-passed', values: { revision: '2', share: '5.6', requests: '1049', limit: '5' } },
  });
});

test('a timed step ends by itself; one that stands behind a gateway that does not follow says so', async () => {
  await atFirstStep({ ...PLAN, steps: [{ weight: 20, seconds: 1 }] });
  const put = servings.last().put.bind(servings.last());
  servings.last().put = () => Promise.reject(new Error('busy'));
  clock += 1_000;
  await vi.waitFor(
    async () => expect(await service()).toMatchObject({ release: { state: 'promoting', stable: 2 }, weights: [{ weight: 80 }, { weight: 20 }] }),
    5_000,
  );
  servings.last().put = put;
  await rooms.handlers['services.change']({ connection, service: 'ranker', settings: { timeoutMs: 500 } }, CALL);
  expect([weights(), (await service()).settings.timeoutMs]).toEqual([{ 2: 100 }, 500]);
});

test('lineage leads from a version over its revision to the service, as long as that has traffic', async () => {
  await atFirstStep();
  const graph = () =>
    rooms.handlers['lineage.path']({ connection, from: { kind: 'model-version', id: 'arrivals@2' }, to: { kind: 'service', id: 'ranker' }, asOf: null }, CALL);
  expect((await graph()).nodes.map(({ id, title }) => `${id} ${title}`).toSorted()).toEqual(['arrivals@2 arrivals', 'ranker ranker', 'ranker@2 ranker r2']);
  await deliver({ verb: 'abort' });
  expect((await graph()).nodes).toEqual([]);
});

test('one that is removed is forgotten, with its revisions and its place in lineage; its name is free for another, and a stale press removes nothing', async () => {
  await atFirstStep();
  const { generation } = await service();
  expect(await refusal(deliver({ verb: 'remove' }, { expected: generation - 1 }))).toMatchObject({ code: 'conflict' });
  await deliver({ verb: 'remove' });
  expect(await rooms.handlers['services.list']({ connection }, CALL)).toMatchObject({ services: [] });
  expect(await refusal(service())).toMatchObject({ detail: { reason: 'service-unknown' } });
  await vi.waitFor(() => expect([...servings.last().hosts().keys()]).toEqual([]));
  await down();
  await up();
  expect(await rooms.handlers['services.list']({ connection }, CALL)).toMatchObject({ services: [] });
  await start(2);
  await stands('stable');
  expect(await service()).toMatchObject({ revisions: [{ number: 1, version: 2 }], acts: [{ verb: 'loaded' }, { verb: 'start' }] });
});

test('five services are back within a second and a half of the start of an engine', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await deliver({ verb: 'start', model: 'arrivals', version: 1, release: null }, { name });
  await down();
  const began = performance.now();
  await up();
  await vi.waitFor(() => expect(servings.last().puts).toHaveLength(5), { interval: 5 });
  expect(performance.now() - began).toBeLessThan(1_500);
});

test('settings that an older Pilothouse kept have what is new at its default, and what is set comes through a restart', async () => {
  await start(1);
  await stands('stable');
  const { payload, ...older } = (await service()).settings;
  held.registry.database.prepare('UPDATE service SET settings = ?').run(JSON.stringify({ ...older, queued: 7 }));
  await restart();
  expect((await service()).settings).toEqual({ ...older, queued: 7, payload });
  expect((await service()).payload).toMatchObject({ state: 'off', written: 0, lost: 0 });

  const features = [{ name: '__proto__', treatment: 'drop' as const }];
  await rooms.handlers['services.change']({ connection, service: 'ranker', settings: { payload: { ...payload, share: 0.5, features } } }, CALL);
  await restart();
  expect(servings.last().puts.at(-1)?.settings).toEqual({ ...older, queued: 7, payload: { ...payload, share: 0.5, features } });
});

test('what is in payload logs is counted as a part of what Pilothouse wrote', async () => {
  const before = await measureUsage(held.places, { artifacts: () => new Set(), isActive: () => true });
  mkdirSync(join(held.places.hidden, 'payloads', 'ranker'), { recursive: true });
  writeFileSync(join(held.places.hidden, 'payloads', 'ranker', 'x.parquet'), Buffer.alloc(1_000));
  const after = await measureUsage(held.places, { artifacts: () => new Set(), isActive: () => true });
  expect([before.payloads, after.payloads, after.other]).toEqual([0, 1_000, before.other]);
});
