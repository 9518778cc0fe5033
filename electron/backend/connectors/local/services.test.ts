import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import {
  ask,
  atFirstStep,
  delivery,
  event,
  FAILING,
  letGoOfServices,
  MODEL,
  NOT_ONNX,
  openServices,
  PLAN,
  removeStage,
  SERVICE,
  stageServices,
  start,
  WITHIN_MS,
} from '../../../../e2e/services-stage';
import type { ActionRequest } from '../../../../shared/models/action';
import type { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { failureOf } from '../../../../shared/models/failure';
import type { ReleasePlan } from '../../../../shared/models/service';

beforeAll(() => stageServices());
afterEach(letGoOfServices);
afterAll(removeStage);

test('a service is made by a plan, gets a candidate, and is promoted step by step; each is done when the gateway answers by it', async () => {
  const opened = await openServices();
  const { plan, act, service, work, key } = opened;
  const first = await plan(start(1));
  expect(first.verdict).toMatchObject({ allowed: true, by: null });
  expect(first).toMatchObject({
    target: { objectKind: 'Service', name: SERVICE, namespace: '', engine: 'local' },
    from: null,
    to: { key: 'r1', modelUri: `models:/${MODEL}/1` },
    effects: [
      { id: 'makes-service', values: { name: SERVICE } },
      { id: 'loads-version', values: { model: MODEL, version: '1', revision: '1' } },
    ],
    changes: [{ object: `services/${SERVICE}`, before: '', after: `r1 models:/${MODEL}/1: 100 %\n` }],
    commands: [
      `npx pilothouse start ${SERVICE} --workspace ~/${work.split('/').at(-1)} --model-uri models:/${MODEL}/1 --steps 20,50 --bake 600 --error-limit 5`,
    ],
    undo: null,
  });
  expect(first.checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    'app-writable pass',
    'connection-writable pass',
    'fresh pass',
    'offered pass',
    'version-known pass',
    'servable pass',
    'bytes-whole pass',
    'no-other-action pass',
  ]);
  await atFirstStep(opened);
  expect(await delivery(opened, ({ state }) => state === 'paused')).toMatchObject({
    id: key.id,
    engine: 'local',
    strategy: 'canary',
    reason: 'paused-at-step',
    split: { desired: 20, reported: 20, pods: null },
    stableKey: 'r1',
    candidateKey: 'r2',
    modelUri: `models:/${MODEL}/2`,
    steps: [{ kind: 'weight', weight: 20 }, { kind: 'pause' }, { kind: 'weight', weight: 50 }, { kind: 'pause' }],
    step: 1,
    pause: { by: 'step', until: null },
    offers: ['promote', 'promote-full', 'abort', 'roll-back', 'remove'],
  });
  const next = await plan({ action: 'promote' });
  expect(next).toMatchObject({
    effects: [
      { id: 'moves-to-step', values: { from: '1', to: '2', total: '2' } },
      { id: 'sets-weight', values: { from: '20', to: '50' } },
    ],
    undo: { action: 'abort' },
    changes: [{ after: `r1 models:/${MODEL}/1: 50 %\nr2 models:/${MODEL}/2: 50 %\n` }],
  });
  expect(await act({ action: 'promote' })).toMatchObject({ phase: 'done' });
  expect((await service()).weights.map(({ weight }) => weight)).toEqual([50, 50]);
  const answers = await ask(opened, 200);
  expect([...new Set(answers.map(({ status, revision }) => `${status} ${revision}`))].toSorted()).toEqual(['200 1', '200 2']);
  expect(await act({ action: 'promote' })).toMatchObject({ phase: 'done' });
  expect(await service()).toMatchObject({ weights: [{ revision: 2, weight: 100 }], release: { state: 'stable', stable: 2, before: { revision: 1 } } });
  expect(await act({ action: 'roll-back', revision: 'r1' })).toMatchObject({ phase: 'done' });
  expect((await service()).weights).toEqual([{ revision: 1, weight: 100 }]);
}, 60_000);

test('an aborted candidate is tried again or forgotten; a timed step is paused and resumed; all of it is on record', async () => {
  const opened = await openServices();
  const { act, service, client } = opened;
  await atFirstStep(opened, { ...PLAN, steps: [{ weight: 30, seconds: 3_600 }] });
  for (const request of [
    { action: 'pause' },
    { action: 'resume' },
    { action: 'abort' },
    { action: 'retry' },
    { action: 'abort' },
    { action: 'restore' },
  ] as const)
    expect([request.action, (await act(request)).phase]).toEqual([request.action, 'done']);
  expect((await service()).release).toMatchObject({ state: 'stable', stable: 1, candidate: null });
  const detail = await event(opened, 'deliveries.detail', opened.key, (found: DeliveryDetail) => (found.events.length > 0 ? found : undefined));
  expect(detail.traffic).toEqual({ router: 'Pilothouse gateway' });
  expect(detail.revisions).toMatchObject([
    { key: 'r2', role: 'old', everStable: 'no', change: { why: 'because' } },
    { key: 'r1', role: 'stable', everStable: 'yes', replicas: { ready: 1 } },
  ]);
  expect(detail.events.map(({ reason }) => reason)).toEqual([
    'restore',
    'abort',
    'loaded',
    'retry',
    'abort',
    'resume',
    'pause',
    'loaded',
    'start',
    'loaded',
    'start',
  ]);
  const { acts } = await service();
  const entry = await client.request('ledger.get', { seq: acts[0]?.entry ?? -1 });
  expect(entry.entry).toMatchObject({ kind: 'intent', verb: 'restore', target: { id: opened.key.id }, goal: { type: 'restored' } });
}, 60_000);

test('what cannot be is refused before anything is sent: another kind of model, changed bytes, an unknown service, a state that does not allow it', async () => {
  const opened = await openServices();
  const { plan, confirm, client, connection, work } = opened;
  const by = async (request: ActionRequest) => (await plan(request)).verdict.by;
  expect([await by(start(NOT_ONNX)), await by(start(9))]).toEqual(['servable', 'version-known']);
  await expect(plan({ action: 'promote' })).rejects.toMatchObject({ failure: { detail: { reason: 'service-unknown' } } });
  for (const uri of ['s3://bucket/model', `models:/${MODEL}/latest`, `models:/${MODEL}`])
    await expect(plan({ action: 'start', images: [], modelUri: uri })).rejects.toMatchObject({
      failure: { code: 'invalid', detail: { values: { field: 'modelUri' } } },
    });
  await atFirstStep(opened);
  expect([
    await by({ action: 'resume' }),
    await by(start(1)),
    await by({ action: 'roll-back', revision: 'r2' }),
    await by({ action: 'roll-back', revision: 'r9' }),
  ]).toEqual(['offered', 'offered', 'offered', 'target-known']);
  const planned = await plan({ action: 'promote' });
  await opened.act({ action: 'promote' });
  expect(failureOf(await confirm(planned).catch((error: unknown) => error))).toMatchObject({ code: 'conflict' });
  await opened.act({ action: 'promote' });
  const { files } = await client.request('models.version', { connection, model: MODEL, version: 1 });
  const digest = files[0]?.digest ?? '';
  writeFileSync(join(work, '.pilothouse/artifacts', digest.slice(0, 2), digest), 'anything');
  expect(await by({ action: 'roll-back', revision: 'r1' })).toBe('bytes-whole');
}, 60_000);

test('a candidate whose answers are errors is taken back by its rule, once, which the ledger keeps as the act of nobody', async () => {
  const opened = await openServices();
  const { client, service } = opened;
  await atFirstStep(opened, { ...PLAN, steps: [{ weight: 50, seconds: null }] }, FAILING);
  let answered = 0;
  while ((await service()).release.state === 'paused' && answered < 5_000) answered += (await ask(opened, 100)).length;
  expect(await delivery(opened, ({ state, split }) => state === 'aborted' && split?.reported === 0)).toMatchObject({
    reason: 'aborted-by-rule',
    offers: ['retry', 'restore', 'start', 'roll-back', 'remove'],
  });
  expect((await service()).release.lock).toMatchObject({ detail: { reason: 'error-limit-passed' } });
  expect((await ask(opened, 20)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  await expect.poll(async () => (await service()).acts[0]?.entry ?? null, { timeout: WITHIN_MS }).not.toBeNull();
  const { entry } = await client.request('ledger.get', { seq: (await service()).acts[0]?.entry ?? -1 });
  expect(entry).toMatchObject({
    kind: 'noted',
    verb: 'abort',
    person: null,
    failure: { reason: 'error-limit-passed' },
    target: { id: opened.key.id, name: SERVICE },
  });
}, 60_000);

test('a timed step is held while the candidate is worse, which is what its delivery says; it waits for nobody', async () => {
  const opened = await openServices();
  const steps: ReleasePlan['steps'] = [{ weight: 50, seconds: 3, condition: 'not-worse' }];
  const sending = setInterval(() => void ask(opened, 50).catch(() => undefined), 200); // all the while, so that there are answers before its time is over
  try {
    await atFirstStep(opened, { ...PLAN, steps, errorLimit: null }, FAILING);
    const held = await delivery(opened, ({ reason }) => reason === 'paused-worse');
    expect(held).toMatchObject({ state: 'paused', pause: { by: 'step', until: null }, split: { reported: 50 } });
    expect((await opened.service()).release.waiting).toMatchObject({ detail: { reason: 'candidate-worse', values: { point: 'errors' } } });
    expect(await opened.act({ action: 'abort' })).toMatchObject({ phase: 'done' });
    expect((await opened.service()).release).toMatchObject({ state: 'aborted', waiting: null });
  } finally {
    clearInterval(sending);
  }
}, 60_000);

test('a version of no flavor is served by a server that is named; the plan says what is started, and the revision keeps it', async () => {
  const opened = await openServices();
  const { plan, act, service, client, connection } = opened;
  expect((await plan(start(NOT_ONNX))).verdict).toMatchObject({ allowed: false, by: 'servable' });
  const argv = [process.execPath, join(import.meta.dirname, '../../../../e2e/peers/faulty-server.mjs'), '{port}', '{model}', 'none'];
  const server = { argv, protocol: 'invocations', env: {}, model: 'model', readySeconds: 20 } as const;
  const request: ActionRequest = { action: 'start', images: [], modelUri: `models:/${MODEL}/${NOT_ONNX}`, release: PLAN, server: { ...server, argv } };
  const planned = await plan(request);
  expect(planned.verdict.allowed).toBe(true);
  expect(planned.effects.at(-1)).toMatchObject({ id: 'starts-server', values: { protocol: 'invocations' } });
  expect(planned.commands[0]).toContain(`--server '{"argv":[`);
  expect(await act(request)).toMatchObject({ phase: 'done' });
  expect(await service()).toMatchObject({
    weights: [{ revision: 1, weight: 100 }],
    revisions: [{ runs: { kind: 'server', server }, host: { state: 'ready' } }],
  });
  const [answer] = await ask(opened, 1);
  expect(answer).toMatchObject({ status: 200, revision: '1' });
  const log = async () => (await client.request('services.log', { connection, service: SERVICE, revision: 1, lines: 10 })).lines.map(({ text }) => text);
  await vi.waitFor(async () => expect(await log()).toEqual(['listening with model.pkl']), 10_000); // its pipe is read when there is time
  await client.request('workspaces.close', { stopRuns: true });
  await vi.waitFor(() => expect(readdirSync(join(opened.work, '.pilothouse/servers'))).toEqual([]), 10_000);
}, 60_000);
