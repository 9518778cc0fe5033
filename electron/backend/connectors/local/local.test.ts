import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EngineChild, forkEngine } from '../../../../e2e/peers/engine-process';
import { eventWithin } from '../../../../e2e/peers/event-within';
import { endProcess } from '../../../../e2e/peers/processes';
import { stageWorkspace } from '../../../../e2e/workspace-stage';
import type { EventOf } from '../../../../shared/api/api';
import { createClient } from '../../../../shared/api/client';
import type { ActionRequest, Plan } from '../../../../shared/models/action';
import { failureOf } from '../../../../shared/models/failure';
import { type Backend, createBackend } from '../../backend';
import { EMPTY_DRAFT } from '../../ledger/empty-draft';
import { Ledger } from '../../ledger/ledger';
import { SILENT } from '../../lib/log';

const MODEL = 'late-arrival';
const KILLS = 6;
const folder = mkdtempSync(join(tmpdir(), 'local-'));
const staged = join(folder, 'staged');
const engines: EngineChild[] = [];
const backends: Backend[] = [];
let connection = '';
let made = 0;

beforeAll(async () => {
  mkdirSync(staged);
  ({ connection } = await stageWorkspace(staged, { runs: 5, metrics: 1, points: 2 }));
});
afterEach(async () => {
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGKILL')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the staged workspace: `champion` stands on 2, `candidate` on 3. */
function newWorkspace(): string {
  const work = join(folder, `work-${++made}`);
  cpSync(staged, work, { recursive: true });
  return work;
}

async function start(work = newWorkspace(), dataFolder = join(folder, `data-${++made}`)) {
  const backend = createBackend({
    dataFolder,
    log: SILENT,
    env: { KUBECONFIG: '' },
    homeFolder: folder,
    owner: 'tests',
    startEngine(path) {
      const engine = forkEngine(path, { owner: 'tests' });
      engines.push(engine);
      return engine;
    },
  });
  backends.push(backend);
  await backend.workspaces.openFolder(work);
  const client = createClient(backend.connect());
  const key = { connection, kind: 'model' as const, id: `local/${MODEL}` };
  const plan = async (request: ActionRequest) => (await client.request('actions.plan', { entity: key, request })).plan;
  const confirm = async ({ id, digest }: Plan, reason = '') =>
    (await client.request('actions.execute', { planId: id, digest, reason, ticket: '', typedName: '' })).run;
  const model = () => client.request('models.get', { connection, model: MODEL });
  const standing = async () => Object.fromEntries((await model()).aliases.map(({ alias, version }) => [alias, version]));
  return { backend, client, work, dataFolder, plan, confirm, model, standing };
}
type Started = Awaited<ReturnType<typeof start>>;

/** Resolves with the first event of which something holds. */
function event<K extends 'connections.watch' | 'actions.watch' | 'entities.watch', T>(
  { client }: Started,
  verb: K,
  input: Parameters<typeof client.watch<K>>[1],
  look: (event: EventOf<K>) => T | undefined,
  withinMs = 15_000,
): Promise<T> {
  return eventWithin(withinMs, client, verb, input, look);
}
const connectionIn = (state: string) => (value: EventOf<'connections.watch'>) =>
  value.connections.find((each) => each.id === connection && each.freshness.state === state);
const runOf = (started: Started, intent: number) =>
  event(started, 'actions.watch', {}, ({ runs }) => runs.find((run) => run.intent === intent && run.endedAt !== null));
const put = (alias: string, version: number | null): ActionRequest => ({ action: 'set-alias', alias, version });

test('the open workspace is a connection: live, with options that are kept, gone when it is closed', async () => {
  const started = await start();
  const { client, backend, work, dataFolder } = started;
  const live = await event(started, 'connections.watch', {}, connectionIn('live'));
  expect(live).toMatchObject({ system: 'local', name: 'staged', target: { server: `~/${work.split('/').at(-1)}` }, production: false, troubles: [] });
  await client.request('connections.update', { id: connection, options: { name: 'Ranking', production: true } });
  await expect(client.request('connections.remove', { id: connection })).rejects.toMatchObject({ failure: { code: 'unsupported' } });
  await client.request('workspaces.close', { stopRuns: true });
  expect(await event(started, 'connections.watch', {}, ({ connections }) => connections)).toEqual([]);
  backend.close();
  backends.pop();
  const again = await start(work, dataFolder);
  expect(await event(again, 'connections.watch', {}, connectionIn('live'))).toMatchObject({ name: 'Ranking', production: true });
});

test('models are entities; what an alias stands on is told anew, and a lost engine is told until it is back', async () => {
  const started = await start();
  const fields = ['name', 'aliases', 'latest', 'integrity', 'offers'];
  const told = (holds: (values: Record<string, unknown>) => boolean) =>
    event(started, 'entities.watch', { kind: 'model', fields }, ({ put: deltas }) => deltas.find((delta) => holds(delta.fields))?.fields);
  expect(await told(({ name }) => name === MODEL)).toEqual({
    name: MODEL,
    aliases: [
      { alias: 'candidate', version: 3 },
      { alias: 'champion', version: 2 },
    ],
    latest: 3,
    integrity: 'unchecked',
    offers: ['set-alias'],
  });
  await event(started, 'connections.watch', {}, connectionIn('live')); // lost before that, it is called stale
  const lost = event(started, 'connections.watch', {}, connectionIn('reconnecting'));
  engines.at(-1)?.child.kill('SIGKILL');
  expect((await lost).freshness).toMatchObject({ failure: { code: 'unreachable', detail: { reason: 'engine-lost' } } });
  await event(started, 'connections.watch', {}, connectionIn('live'));
}, 60_000);

test('an alias is moved through a plan, is on record with its entry, and is put back by the undo', async () => {
  const started = await start();
  const { client, plan, confirm, model, standing, work } = started;
  const planned = await plan(put('champion', 3));
  expect(planned.verdict).toEqual({ allowed: true, by: null, needsReason: false, typedName: null });
  expect(planned).toMatchObject({
    target: { objectKind: 'Model', name: MODEL, namespace: '' },
    from: { key: 'v2', modelUri: `models:/${MODEL}/2` },
    to: { key: 'v3', modelUri: `models:/${MODEL}/3` },
    effects: [{ id: 'moves-alias', values: { alias: 'champion', from: '2', to: '3' } }],
    changes: [{ object: `models:/${MODEL}`, before: 'candidate: 3\nchampion: 2\n', after: 'candidate: 3\nchampion: 3\n' }],
    commands: [`npx pilothouse alias set ~/${work.split('/').at(-1)} ${MODEL} champion 3`],
    undo: put('champion', 2),
  });
  expect(planned.checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
    'app-writable pass',
    'connection-writable pass',
    'fresh pass',
    'offered pass',
    'version-known pass',
    'bytes-whole pass',
    'no-other-action pass',
  ]);
  const { intent } = await confirm(planned, 'better on March');
  expect(await runOf(started, intent)).toMatchObject({ phase: 'done', failure: null });
  expect(await standing()).toEqual({ candidate: 3, champion: 3 });
  expect((await model()).moves[0]).toMatchObject({ alias: 'champion', from: 2, to: 3, why: 'better on March', through: 'plan', entry: intent });
  const first = await client.request('ledger.get', { seq: 0 });
  expect((await model()).moves[0]?.ledger).toBe(first.entry.hash); // no other ledger begins like this one
  const entry = await client.request('ledger.get', { seq: intent });
  expect(entry.entry).toMatchObject({
    kind: 'intent',
    verb: 'set-alias',
    target: { kind: 'model', id: `local/${MODEL}` },
    goal: { type: 'alias', alias: 'champion', version: 3 },
  });

  if (!planned.undo) throw new Error('it can be taken back');
  const back = await confirm(await plan(planned.undo));
  await runOf(started, back.intent);
  const off = await confirm(await plan(put('candidate', null)));
  await runOf(started, off.intent);
  expect(await standing()).toEqual({ champion: 2 });
});

test('bytes that are not those of the registry refuse it with the file, and nothing is sent', async () => {
  const started = await start();
  const { client, plan, standing, confirm, work } = started;
  const before = await plan(put('champion', 3));
  const { files } = await client.request('models.version', { connection, model: MODEL, version: 3 });
  const digest = files[0]?.digest ?? '';
  const path = findArtifact(work, digest);
  const bytes = readFileSync(path);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const refused = await plan(put('champion', 3));
  expect(refused.verdict).toMatchObject({ allowed: false, by: 'bytes-whole' });
  expect(refused.checks.find(({ id }) => id === 'bytes-whole')).toMatchObject({
    outcome: 'fail',
    failure: { code: 'denied', detail: { reason: 'bytes-changed', values: { file: 'model.onnx', version: '3' } } },
  });
  // One that was planned while they were whole is refused as well.
  expect(failureOf(await confirm(before).catch((error: unknown) => error))).toMatchObject({ code: 'denied', detail: { values: { check: 'bytes-whole' } } });
  expect(await standing()).toEqual({ candidate: 3, champion: 2 });
});

test('what cannot be is refused: an unknown version or model, where it stands already, a read-only workspace, a move in between', async () => {
  const { client, plan, confirm } = await start();
  const verdictOf = async (request: ActionRequest) => (await plan(request)).verdict.by;
  expect([await verdictOf(put('champion', 9)), await verdictOf(put('champion', 2)), await verdictOf(put('nobody', null))]).toEqual([
    'version-known',
    'offered',
    'offered',
  ]);
  for (const alias of ['latest', 'v3', 'a b', '']) await expect(plan(put(alias, 1))).rejects.toMatchObject({ failure: { code: 'invalid' } });
  const entity = { connection, kind: 'model' as const, id: 'local/nobody' };
  await expect(client.request('actions.plan', { entity, request: put('champion', 1) })).rejects.toMatchObject({
    failure: { detail: { reason: 'model-unknown' } },
  });
  await expect(plan({ action: 'pause' })).rejects.toMatchObject({ failure: { detail: { reason: 'action-unsupported' } } });

  const planned = await plan(put('champion', 3));
  await confirm(await plan(put('champion', 1)));
  const late = failureOf(await confirm(planned).catch((error: unknown) => error));
  expect(late).toMatchObject({ code: 'conflict' });

  await client.request('connections.update', { id: connection, options: { readOnly: true } });
  expect(await verdictOf(put('champion', 3))).toBe('connection-writable');
});

test('an intent whose app died is settled by reading: the alias stands there, or it never arrived', async () => {
  const work = newWorkspace();
  const dataFolder = join(folder, `data-${++made}`);
  const aged = { app: 'test', folder: dataFolder, log: SILENT, now: () => Date.now() - 300_000 };
  const ledger = new Ledger(aged);
  const target = { connection, kind: 'model' as const, id: `local/${MODEL}`, uid: '', engine: 'local', objectKind: 'Model', namespace: '', name: MODEL };
  const planned = await start(work);
  const { uid } = (await planned.plan(put('champion', 3))).target;
  await planned.client.request('workspaces.close', { stopRuns: true });
  const intend = (version: number, moves: string) =>
    ledger.append({
      ...EMPTY_DRAFT,
      kind: 'intent',
      verb: 'set-alias',
      target: { ...target, uid },
      request: { action: 'set-alias', alias: 'champion', version },
      goal: { type: 'alias', alias: 'champion', version },
      version: moves,
      plan: '0'.repeat(64),
    }).seq;
  const done = intend(2, '2');
  const never = intend(3, '3');
  ledger.close();
  const started = await start(work, dataFolder);
  expect(await runOf(started, done)).toMatchObject({ phase: 'done', settled: true });
  expect(await runOf(started, never)).toMatchObject({ phase: 'not-done', settled: true });
  expect(await started.standing()).toEqual({ candidate: 3, champion: 2 });
}, 40_000);

test('an engine that is killed while it moves an alias: what is called done is done, and what was not heard of is never called so', async () => {
  const ends: string[] = [];
  for (let round = 0; round < KILLS; round++) {
    const started = await start();
    const { client, plan, confirm, model } = started;
    const planned = await plan(put('champion', 3));
    const sending = event(started, 'actions.watch', {}, ({ runs }) => runs[0]);
    const confirmed = confirm(planned).catch(failureOf);
    await Promise.race([sending, confirmed]);
    await new Promise((resolve) => setTimeout(resolve, round)); // ms: before it is sent, on its way, after it was taken
    engines.at(-1)?.child.kill('SIGKILL');
    const answer = await confirmed;
    if ('code' in answer) throw new Error(`nothing was sent: ${answer.code}`);
    await expect
      .poll(
        () =>
          model().then(
            () => 'up',
            () => 'lost',
          ),
        { timeout: 15_000 },
      )
      .toBe('up');
    await event(started, 'connections.watch', {}, connectionIn('live'));
    const moved = (await model()).moves.some(({ entry, to }) => entry === answer.intent && to === 3);
    const run = await event(started, 'actions.watch', {}, ({ runs }) =>
      runs.find(({ intent, phase }) => intent === answer.intent && (phase === 'done') === moved),
    );
    expect([moved, run.phase]).toEqual([moved, moved ? 'done' : expect.stringMatching(/uncertain|not-done/)]);
    ends.push(run.phase);
    await client.request('workspaces.close', { stopRuns: true });
  }
  expect(ends).toHaveLength(KILLS);
}, 60_000);

const findArtifact = (work: string, digest: string): string => join(work, '.pilothouse/artifacts', digest.slice(0, 2), digest);
