import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeServings } from '../../../e2e/peers/fake-serving';
import { CALL, connection, digestOf, refusal, ReleasesStage } from '../../../e2e/releases-stage';
import { measureUsage } from '../workspace/usage';

const MLMODEL = 'flavors:\n  onnx:\n    data: model.onnx\nmodel_uuid: a\n';

let stage: ReleasesStage;
beforeEach(async () => {
  stage = new ReleasesStage();
  await stage.open();
});
afterEach(async () => {
  vi.useRealTimers();
  await stage.close();
});

test('a first version serves alone; the next has its share once it is loaded, is promoted step by step, and the way back is at once', async () => {
  expect(await stage.rooms.handlers['services.list']({ connection }, CALL)).toEqual({ services: [], uri: null });
  expect(stage.servings.started).toEqual([]); // nothing is brought up before there is a service
  await stage.atFirstStep();
  expect(await stage.service()).toMatchObject({
    model: 'arrivals',
    release: { state: 'paused', stable: 1, candidate: 2, step: 0 },
    weights: [{ weight: 80 }, { weight: 20 }],
    revisions: [
      { number: 2, version: 2, everStable: false, host: { state: 'ready' } },
      { number: 1, everStable: true },
    ],
    offers: ['promote', 'promote-full', 'abort', 'roll-back', 'remove'],
  });
  await stage.deliver({ verb: 'promote' });
  expect(stage.weights()).toEqual({ 1: 50, 2: 50 });
  await stage.deliver({ verb: 'promote' });
  expect([stage.weights(), (await stage.service()).release]).toEqual([
    { 2: 100 },
    expect.objectContaining({ state: 'stable', stable: 2, before: { revision: 1, until: stage.clock + 600_000 } }),
  ]);
  await stage.deliver({ verb: 'roll-back', revision: 1 });
  expect([stage.weights(), (await stage.service()).release.stable]).toEqual([{ 1: 100 }, 1]);
  expect((await stage.service()).acts.map(({ verb, revision, weight, by }) => [verb, revision, weight, by])).toEqual([
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
  await stage.atFirstStep();
  const { generation } = await stage.service();
  await stage.deliver({ verb: 'promote' });
  expect(await refusal(stage.deliver({ verb: 'promote' }, { expected: generation }))).toMatchObject({ code: 'conflict', detail: { reason: 'object-changed' } });
  expect(await refusal(stage.deliver({ verb: 'resume' }))).toMatchObject({ detail: { reason: 'not-offered' } });
  expect(await refusal(stage.deliver({ verb: 'roll-back', revision: 9 }))).toMatchObject({ detail: { reason: 'revision-gone' } });
  expect(await refusal(stage.deliver({ verb: 'start', model: 'arrivals', version: 1, release: null }, { expected: null }))).toMatchObject({ code: 'conflict' });
  expect(await refusal(stage.deliver({ verb: 'pause' }, { name: 'nobody', expected: 1 }))).toMatchObject({ detail: { reason: 'service-unknown' } });
  expect(stage.weights()).toEqual({ 1: 50, 2: 50 });
});

test('only an ONNX file is served, alone or in a folder of MLflow, and only with the bytes that were registered', async () => {
  const bad = await stage.register({ 'model.pkl': 'x' });
  expect(await refusal(stage.start(bad))).toMatchObject({ code: 'unsupported', detail: { reason: 'model-not-servable', values: { version: String(bad) } } });
  expect(await refusal(stage.start(99))).toMatchObject({ detail: { reason: 'model-version-unknown' } });
  const inFolder = await stage.register({ MLmodel: MLMODEL, 'model.onnx': 'three', 'other.onnx': 'four' });
  await stage.start(inFolder);
  await stage.stands('stable');
  expect(stage.servings.last().puts[0]?.held[0]?.digest).toBe(digestOf('three'));
  stage.spoil('two');
  expect(await refusal(stage.start(2))).toMatchObject({ code: 'denied', detail: { reason: 'bytes-changed' } });
  await stage.register({ 'model.onnx': 'five' }, 'departures');
  expect(await refusal(stage.deliver({ verb: 'start', model: 'departures', version: 1, release: null }))).toMatchObject({
    detail: { reason: 'service-other-model' },
  });
  expect((await stage.service()).revisions).toHaveLength(1);
});

test('after a restart everything is as it was, split and address included; bytes that changed meanwhile are not loaded', async () => {
  await stage.atFirstStep();
  await stage.deliver({ verb: 'promote' });
  const before = await stage.service();
  await stage.restart();
  await vi.waitFor(() => expect(stage.weights()).toEqual({ 1: 50, 2: 50 }));
  const { generation, release, uri, acts } = await stage.service();
  expect({ generation, release, uri, acts }).toEqual({ generation: before.generation, release: before.release, uri: before.uri, acts: before.acts });
  expect(stage.servings.last().puts[0]?.held.map(({ revision }) => revision)).toEqual([1, 2]);
  await stage.down();
  stage.spoil('two');
  await stage.up();
  await stage.stands('aborted');
  await vi.waitFor(() => expect(stage.weights()).toEqual({ 1: 100 }));
  expect((await stage.service()).release.lock).toMatchObject({ detail: { reason: 'candidate-failed', text: expect.stringContaining('bytes-changed') } });
});

test('a candidate that crashes or does not load is taken back once, on record as the act of a rule, and locked until somebody acts', async () => {
  await stage.atFirstStep();
  stage.servings.last().crash('ranker', 2);
  await stage.stands('aborted');
  await vi.waitFor(() => expect(stage.weights()).toEqual({ 1: 100 }));
  const { acts } = await stage.rooms.handlers['engine.ruleActs']({}, CALL);
  expect(acts).toMatchObject([
    { service: 'ranker', verb: 'abort', revision: 2, weight: 0, by: 'rule', entry: null, failure: { detail: { reason: 'candidate-failed' } } },
  ]);
  await stage.rooms.handlers['engine.ruleRecorded']({ n: acts[0]?.n ?? 0, entry: 7, ledger: 'l' }, CALL);
  expect(await stage.rooms.handlers['engine.ruleActs']({}, CALL)).toEqual({ acts: [] });
  await stage.deliver({ verb: 'retry' });
  await vi.waitFor(() => expect(stage.weights()).toEqual({ 1: 80, 2: 20 }));
  expect((await stage.service()).release.lock).toBeNull();
  await stage.deliver({ verb: 'abort' });
  stage.broken.add(digestOf('two'));
  await stage.deliver({ verb: 'retry' });
  await vi.waitFor(async () =>
    expect(await stage.service()).toMatchObject({ release: { state: 'aborted', lock: { detail: { reason: 'candidate-failed' } } } }),
  );
});

test('what all fall back on and does not run is said, and nothing is taken back that has no way back', async () => {
  await stage.start(1);
  await stage.stands('stable');
  stage.servings.last().crash('ranker', 1);
  await stage.stands('degraded');
  expect(await stage.service()).toMatchObject({
    release: { lock: null },
    arms: [{ revision: 1, host: 'failed', failure: { code: 'invalid' } }],
    offers: ['start', 'remove'],
  });
});

test('a promoted revision that crashes while the one before is still loaded is taken back to that one', async () => {
  await stage.atFirstStep();
  await stage.deliver({ verb: 'promote-full' });
  stage.servings.last().crash('ranker', 2);
  await vi.waitFor(() => expect(stage.weights()).toEqual({ 1: 100 }));
  expect(await stage.service()).toMatchObject({
    release: { state: 'stable', stable: 1, before: null, lock: {} },
    offers: ['restore', 'start', 'roll-back', 'remove'],
  });
  await stage.deliver({ verb: 'restore' });
  expect((await stage.service()).release.lock).toBeNull();
});

test('lineage leads from a version over its revision to the service, as long as that has traffic', async () => {
  await stage.atFirstStep();
  const graph = () =>
    stage.rooms.handlers['lineage.path'](
      { connection, from: { kind: 'model-version', id: 'arrivals@2' }, to: { kind: 'service', id: 'ranker' }, asOf: null },
      CALL,
    );
  expect((await graph()).nodes.map(({ id, title }) => `${id} ${title}`).toSorted()).toEqual(['arrivals@2 arrivals', 'ranker ranker', 'ranker@2 ranker r2']);
  await stage.deliver({ verb: 'abort' });
  expect((await graph()).nodes).toEqual([]);
});

test('one that is removed is forgotten, with its revisions and its place in lineage; its name is free for another, and a stale press removes nothing', async () => {
  await stage.atFirstStep();
  const { generation } = await stage.service();
  expect(await refusal(stage.deliver({ verb: 'remove' }, { expected: generation - 1 }))).toMatchObject({ code: 'conflict' });
  await stage.deliver({ verb: 'remove' });
  expect(await stage.rooms.handlers['services.list']({ connection }, CALL)).toMatchObject({ services: [] });
  expect(await refusal(stage.service())).toMatchObject({ detail: { reason: 'service-unknown' } });
  await vi.waitFor(() => expect([...stage.servings.last().hosts().keys()]).toEqual([]));
  await stage.down();
  await stage.up();
  expect(await stage.rooms.handlers['services.list']({ connection }, CALL)).toMatchObject({ services: [] });
  await stage.start(2);
  await stage.stands('stable');
  expect(await stage.service()).toMatchObject({ revisions: [{ number: 1, version: 2 }], acts: [{ verb: 'loaded' }, { verb: 'start' }] });
});

test('five services are back within a second and a half of the start of an engine', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await stage.deliver({ verb: 'start', model: 'arrivals', version: 1, release: null }, { name });
  await stage.down();
  const began = performance.now();
  await stage.up();
  await vi.waitFor(() => expect(stage.servings.last().puts).toHaveLength(5), { interval: 5 });
  expect(performance.now() - began).toBeLessThan(1_500);
});

test('settings that an older Pilothouse kept have what is new at its default, and what is set comes through a restart', async () => {
  await stage.start(1);
  await stage.stands('stable');
  const { payload, ...older } = (await stage.service()).settings;
  stage.held.registry.database.prepare('UPDATE service SET settings = ?').run(JSON.stringify({ ...older, queued: 7 }));
  await stage.restart();
  expect((await stage.service()).settings).toEqual({ ...older, queued: 7, payload });
  expect((await stage.service()).payload).toMatchObject({ state: 'off', written: 0, lost: 0 });

  const features = [{ name: '__proto__', treatment: 'drop' as const }];
  await stage.rooms.handlers['services.change']({ connection, service: 'ranker', settings: { payload: { ...payload, share: 0.5, features } } }, CALL);
  await stage.restart();
  expect(stage.servings.last().puts.at(-1)?.settings).toEqual({ ...older, queued: 7, payload: { ...payload, share: 0.5, features } });
});

test('where the port of before is taken, the gateway comes up at another, which is where it is the next time too', async () => {
  await stage.start(1);
  await stage.stands('stable');
  const { uri } = await stage.service();
  await stage.down();
  stage.servings = fakeServings({ broken: stage.broken, now: () => stage.clock, taken: new Set([Number(new URL(uri ?? '').port)]), port: 18_777 });
  await stage.up();
  await stage.stands('stable');
  expect((await stage.service()).uri).toBe('http://127.0.0.1:18777');
  await stage.restart();
  await stage.stands('stable');
  expect((await stage.service()).uri).toBe('http://127.0.0.1:18777');
});

test('what is in payload logs is counted as a part of what Pilothouse wrote', async () => {
  const before = await measureUsage(stage.held.places, { artifacts: () => new Set(), isActive: () => true });
  mkdirSync(join(stage.held.places.hidden, 'payloads', 'ranker'), { recursive: true });
  writeFileSync(join(stage.held.places.hidden, 'payloads', 'ranker', 'x.parquet'), Buffer.alloc(1_000));
  const after = await measureUsage(stage.held.places, { artifacts: () => new Set(), isActive: () => true });
  expect([before.payloads, after.payloads, after.other]).toEqual([0, 1_000, before.other]);
});
