import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EngineChild, forkEngine } from '../../../../e2e/peers/engine-process';
import { endProcess } from '../../../../e2e/peers/processes';
import { failingModel, identityModel } from '../../../../e2e/peers/small-onnx';
import type { EventOf } from '../../../../shared/api/api';
import { createClient } from '../../../../shared/api/client';
import type { ActionRequest, ActionRun, Plan } from '../../../../shared/models/action';
import { Delivery } from '../../../../shared/models/delivery';
import type { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { failureOf } from '../../../../shared/models/failure';
import type { ReleasePlan, ServiceRow } from '../../../../shared/models/service';
import { workspaceConnection } from '../../../../shared/models/workspace';
import { ArtifactStore } from '../../../engine/artifacts/artifact-store';
import { RunRecords } from '../../../engine/records/run-records';
import { createRooms, MIGRATIONS } from '../../../engine/rooms';
import { holdWorkspace } from '../../../engine/workspace/workspace';
import { type Backend, createBackend } from '../../backend';
import { EMPTY_DRAFT } from '../../ledger/empty-draft';
import { Ledger } from '../../ledger/ledger';
import { SILENT } from '../../lib/log';

const MODEL = 'echo';
const SERVICE = 'ranker';
const WITHIN_MS = 20_000;
const PLAN: ReleasePlan = {
  strategy: 'canary',
  steps: [
    { weight: 20, seconds: null },
    { weight: 50, seconds: null },
  ],
  bakeSeconds: 600,
  errorLimit: 5,
};
/** What version 3 is: it loads, and fails at every request that is made here. */
const FAILING = 3;
const NOT_ONNX = 4;
const folder = mkdtempSync(join(tmpdir(), 'local-services-'));
const staged = join(folder, 'staged');
const engines: EngineChild[] = [];
const backends: Backend[] = [];
let connection = '';
let made = 0;

/** Two versions that say what they are told, one that fails, and one that is no ONNX file. */
beforeAll(async () => {
  mkdirSync(staged);
  const held = holdWorkspace(staged, MIGRATIONS, Date.now);
  connection = workspaceConnection(held.identity.id);
  const rooms = await createRooms({ workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env, now: Date.now });
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: Date.now });
  const artifacts = new ArtifactStore(held.places);
  const files = [identityModel('INT64', ['rows']), identityModel('INT64', ['n']), failingModel(), Buffer.from('a pickle')];
  for (const [index, file] of files.entries()) {
    const of = { experiment: '0', name: null, state: 'running', origin: 'client', entryPoint: null, user: null, startedAt: 1, params: {}, tags: {} } as const;
    const run = records.createRun(of);
    const { digest, bytes } = await artifacts.put(once(file));
    records.addArtifact(run, `model/model.${index + 1 === NOT_ONNX ? 'pkl' : 'onnx'}`, digest, bytes);
    await rooms.handlers['models.register']({ connection, model: MODEL, run, path: 'model' }, { signal: new AbortController().signal });
  }
  await rooms.close();
  held.close();
});
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
afterEach(async () => {
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGKILL')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function newWorkspace(): string {
  const work = join(folder, `work-${++made}`);
  cpSync(staged, work, { recursive: true });
  return work;
}

async function open(work = newWorkspace(), dataFolder = join(folder, `data-${++made}`)) {
  const startEngine = (path: string) => {
    const engine = forkEngine(path, { owner: 'tests' });
    engines.push(engine);
    return engine;
  };
  const backend = createBackend({ dataFolder, log: SILENT, env: { KUBECONFIG: '' }, homeFolder: folder, owner: 'tests', startEngine });
  backends.push(backend);
  await backend.workspaces.openFolder(work);
  const client = createClient(backend.connect());
  const key = { connection, kind: 'delivery' as const, id: `local/${SERVICE}` };
  const plan = async (request: ActionRequest, entity = key) => (await client.request('actions.plan', { entity, request })).plan;
  const confirm = async ({ id, digest }: Plan) =>
    (await client.request('actions.execute', { planId: id, digest, reason: 'because', ticket: '', typedName: '' })).run;
  const service = () => client.request('services.get', { connection, service: SERVICE });
  /** Plans, confirms, and waits for the end. */
  const act = async (request: ActionRequest): Promise<ActionRun> => {
    const { intent } = await confirm(await plan(request));
    return event(opened, 'actions.watch', {}, ({ runs }) => runs.find((run) => run.intent === intent && run.endedAt !== null));
  };
  const opened = { backend, client, work, dataFolder, key, plan, confirm, service, act };
  return opened;
}
type Opened = Awaited<ReturnType<typeof open>>;

/** Resolves with the first event of which something holds. */
function event<K extends 'connections.watch' | 'actions.watch' | 'entities.watch' | 'deliveries.detail', T>(
  { client }: Pick<Opened, 'client'>,
  verb: K,
  input: Parameters<typeof client.watch<K>>[1],
  look: (event: EventOf<K>) => T | undefined,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let last: unknown;
    const late = setTimeout(() => reject(new Error(`not within ${WITHIN_MS} ms; last: ${JSON.stringify(last)}`)), WITHIN_MS);
    const stop = client.watch(
      verb,
      input,
      (value) => {
        last = value;
        const found = look(value);
        if (found === undefined) return;
        clearTimeout(late);
        queueMicrotask(() => stop());
        resolve(found);
      },
      reject,
    );
  });
}
/** The delivery as the inventory tells it, once something holds. */
function delivery(opened: Opened, holds: (found: Delivery) => boolean): Promise<Delivery> {
  const known: Record<string, unknown> = { connection, kind: 'delivery', id: opened.key.id };
  return event(opened, 'entities.watch', { kind: 'delivery', fields: Object.keys(Delivery.shape) }, ({ put }) => {
    for (const { fields } of put) Object.assign(known, fields);
    const found = Delivery.safeParse(known);
    return found.success && holds(found.data) ? found.data : undefined;
  });
}
const live = (opened: Opened) =>
  event(opened, 'connections.watch', {}, ({ connections }) => connections.find(({ id, freshness }) => id === connection && freshness.state === 'live'));

const start = (version: number, release: ReleasePlan | null = PLAN): ActionRequest => ({
  action: 'start',
  images: [],
  modelUri: `models:/${MODEL}/${version}`,
  release,
});
async function atFirstStep(opened: Opened, plan = PLAN, version = 2) {
  expect(await opened.act(start(1))).toMatchObject({ phase: 'done' });
  expect(await opened.act(start(version, plan))).toMatchObject({ phase: 'done' });
}
/** As a client of the gateway. @returns status and revision of each answer */
async function ask(opened: Opened, times: number): Promise<{ status: number; revision: string | null }[]> {
  const { uri } = await opened.service();
  const token = readFileSync(join(opened.work, '.pilothouse/tracking-token'), 'utf8').trim();
  const body = JSON.stringify({ inputs: [{ name: 'x', datatype: 'INT64', shape: [1], data: [99] }] });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const one = async () => {
    const answer = await fetch(`${uri}/v2/models/${SERVICE}/infer`, { method: 'POST', headers, body });
    const told: unknown = await answer.json();
    const version = typeof told === 'object' && told !== null && 'model_version' in told ? String(told.model_version) : null;
    return { status: answer.status, revision: version };
  };
  return Promise.all(Array.from({ length: times }, one));
}

test('a service is made by a plan, gets a candidate, and is promoted step by step; each is done when the gateway answers by it', async () => {
  const opened = await open();
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
    offers: ['promote', 'promote-full', 'abort', 'roll-back'],
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
  const opened = await open();
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
  const opened = await open();
  const { plan, confirm, client, work } = opened;
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
  const opened = await open();
  const { client, service } = opened;
  await atFirstStep(opened, { ...PLAN, steps: [{ weight: 50, seconds: null }] }, FAILING);
  let answered = 0;
  while ((await service()).release.state === 'paused' && answered < 5_000) answered += (await ask(opened, 100)).length;
  expect(await delivery(opened, ({ state, split }) => state === 'aborted' && split?.reported === 0)).toMatchObject({
    reason: 'aborted-by-rule',
    offers: ['retry', 'restore', 'start', 'roll-back'],
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

test('an engine that is killed comes back with the same split at the same address', async () => {
  const opened = await open();
  await atFirstStep(opened);
  const before = await opened.service();
  engines.at(-1)?.child.kill('SIGKILL');
  const began = performance.now();
  await expect
    .poll(
      () =>
        ask(opened, 1).then(
          ([one]) => one?.status,
          () => 'lost',
        ),
      { timeout: WITHIN_MS, interval: 20 },
    )
    .toBe(200);
  const took = performance.now() - began;
  const { weights, uri, generation, release } = await opened.service();
  expect({ weights, uri, generation, release }).toEqual({ weights: before.weights, uri: before.uri, generation: before.generation, release: before.release });
  expect(took).toBeLessThan(WITHIN_MS);
}, 60_000);

test('an intent whose app died is settled by reading: the service was made, or it never was', async () => {
  const work = newWorkspace();
  const dataFolder = join(folder, `data-${++made}`);
  const opened = await open(work);
  await opened.act(start(1));
  const { uid } = await opened.service();
  await opened.client.request('workspaces.close', { stopRuns: true });
  const ledger = new Ledger({ app: 'test', folder: dataFolder, log: SILENT, now: () => Date.now() - 300_000 });
  const target = { connection, kind: 'delivery' as const, uid, engine: 'local', objectKind: 'Service', namespace: '', id: opened.key.id, name: SERVICE };
  const intend = (name: string, own: string) =>
    ledger.append({
      ...EMPTY_DRAFT,
      kind: 'intent',
      verb: 'start',
      target: { ...target, name, id: `local/${name}`, uid: own },
      request: start(1),
      goal: { type: 'started', key: 'r1', uid: own, generation: null },
      version: 'absent',
      plan: '0'.repeat(64),
    }).seq;
  const done = intend(SERVICE, uid);
  const never = intend('nobody', 'nobody@1');
  ledger.close();
  const again = await open(work, dataFolder);
  const ended = (seq: number) => event(again, 'actions.watch', {}, ({ runs }) => runs.find(({ intent, endedAt }) => intent === seq && endedAt !== null));
  expect(await ended(done)).toMatchObject({ phase: 'done', settled: true });
  expect(await ended(never)).toMatchObject({ phase: 'not-done', settled: true });
}, 60_000);

const FIRST = '1:100';
const SPLIT = '1:80 2:20';
/** Killed so many ms after it was confirmed: before it is sent, on its way, after it was taken. */
test.each<[killedAfterMs: number, request: ActionRequest, before: string, after: string, earlier: readonly ActionRequest[]]>([
  [0, start(2), FIRST, SPLIT, []],
  [4, { action: 'promote' }, SPLIT, '1:50 2:50', [start(2)]],
  [1, { action: 'promote-full' }, SPLIT, '2:100', [start(2)]],
  [2, { action: 'abort' }, SPLIT, FIRST, [start(2)]],
  [3, { action: 'retry' }, FIRST, SPLIT, [start(2), { action: 'abort' }]],
  [6, { action: 'roll-back', revision: 'r1' }, '2:100', FIRST, [start(2), { action: 'promote-full' }]],
])(
  'an engine that is killed under an act (%#): split, acts and ledger agree, and nothing is called done that was not',
  async (killedAfterMs, request, before, after, earlier) => {
    const opened = await open();
    for (const each of [start(1), ...earlier]) expect(await opened.act(each)).toMatchObject({ phase: 'done' });
    expect(await opened.service().then(shares)).toBe(before);
    const planned = await opened.plan(request);
    const sending = event(opened, 'actions.watch', {}, ({ runs }) => runs.find(({ phase }) => phase === 'sending'));
    const confirmed = opened.confirm(planned).catch(failureOf);
    await Promise.race([sending, confirmed]);
    await new Promise((resolve) => setTimeout(resolve, killedAfterMs));
    engines.at(-1)?.child.kill('SIGKILL');
    const answer = await confirmed;
    if ('code' in answer) throw new Error(`nothing was sent: ${answer.code}`);
    const taken = async () => (await opened.service()).acts.some(({ entry }) => entry === answer.intent);
    await expect.poll(() => taken().then(String, () => 'lost'), { timeout: WITHIN_MS }).toMatch(/true|false/);
    await live(opened);
    const moved = await taken();
    await expect.poll(() => opened.service().then(shares), { timeout: WITHIN_MS }).toBe(moved ? after : before);
    const run = await event(opened, 'actions.watch', {}, ({ runs }) =>
      runs.find(({ intent, phase }) => intent === answer.intent && (phase === 'done') === moved),
    );
    expect([moved, run.phase]).toEqual([moved, moved ? 'done' : 'uncertain']);
    const answers = await ask(opened, 50);
    const shown = Object.fromEntries((moved ? after : before).split(' ').map((share) => share.split(':')));
    for (const { status, revision } of answers) expect([status, Object.hasOwn(shown, revision ?? '')]).toEqual([200, true]);
  },
  120_000,
);

const shares = ({ weights }: Pick<ServiceRow, 'weights'>) => weights.map(({ revision, weight }) => `${revision}:${weight}`).join(' ');
