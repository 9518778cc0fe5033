import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { eventWithin } from '../../../e2e/peers/event-within';
import { mlflowPython, runMlflowScript } from '../../../e2e/peers/mlflow';
import { delivery, letGoOfServices, newWorkspace, type Opened, openServices, PLAN, removeStage, stageServices } from '../../../e2e/services-stage';
import type { ActionRequest } from '../../../shared/models/action';
import type { ServerCommand } from '../../../shared/models/server-command';
import type { Service } from '../../../shared/models/service';
import { SILENT } from '../../backend/lib/log';
import { ArtifactStore } from '../artifacts/artifact-store';
import { findMarked } from '../lib/processes/process-tree';
import { RunRecords } from '../records/run-records';
import { createRooms, MIGRATIONS } from '../rooms';
import { holdWorkspace } from '../workspace/workspace';

const FLOWERS = 'flowers';
const START_MS = 120_000;
const NOWHERE = { uri: 'http://127.0.0.1:1', token: '' };
const MLSERVER: ServerCommand = {
  argv: [join(mlflowPython('mlserver-onnx'), '../mlserver'), 'start', '{model}'],
  protocol: 'oip',
  env: {
    MLSERVER_HOST: '{host}',
    MLSERVER_HTTP_PORT: '{port}',
    MLSERVER_GRPC_PORT: '{port2}',
    MLSERVER_METRICS_PORT: '{port3}',
    MLSERVER_PARALLEL_WORKERS: '0',
  },
  model: 'model',
  readySeconds: 90,
};
/** Of each of the three kinds, in the order of the target. */
const ROWS = [5.1, 3.5, 1.4, 0.2, 5.9, 2.8, 4.3, 1.3, 6.9, 3.1, 5.4, 2.1];
const ARRAY = [{ name: 'predict', datatype: 'FP64', shape: [3, 4], data: ROWS }];
const COLUMNS = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'].map((name, column) => ({
  name,
  datatype: 'FP64',
  shape: [3, 1],
  data: ROWS.filter((_, place) => place % 4 === column),
}));

const models = mkdtempSync(join(tmpdir(), 'flowers-'));
beforeAll(async () => {
  await stageServices();
  await Promise.all((['3', 'mlserver-onnx'] as const).map(async (peer) => await runMlflowScript(peer, 'save_models.py', NOWHERE, [models])));
}, 2 * START_MS);
/** Their folders of servers, by mark: a test that fails leaves none running. */
const places: string[] = [];
afterEach(async () => {
  await letGoOfServices();
  const marks = places.splice(0).flatMap((place) => (existsSync(place) ? readdirSync(place) : []));
  for (const { pid } of (await Promise.all(marks.map(async (mark) => await findMarked(mark)))).flat()) process.kill(pid, 'SIGKILL');
});
afterAll(() => {
  removeStage();
  rmSync(models, { recursive: true, force: true });
});

/** The versions of `flowers`: 1 and 2 by MLflow with a signature of arrays and of columns, 3 by MLflow without, 4 for MLServer. */
async function flowers(): Promise<Opened> {
  const work = newWorkspace();
  symlinkSync(join(mlflowPython('3'), '../..'), join(work, '.venv')); // where a project keeps its own
  const held = holdWorkspace(work, MIGRATIONS, Date.now);
  const rooms = await createRooms({ workspace: held, changed: () => undefined, port: null, shippedNode: null, log: SILENT, env: process.env, now: Date.now });
  const records = new RunRecords({ registry: held.registry, changed: () => undefined, now: Date.now });
  const artifacts = new ArtifactStore(held.places);
  for (const kind of ['arrays', 'columns', 'unsigned', 'joblib']) {
    const of = { experiment: '0', name: null, state: 'running', origin: 'client', entryPoint: null, user: null, startedAt: 1, params: {}, tags: {} } as const;
    const run = records.createRun(of);
    for (const entry of readdirSync(join(models, kind), { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name);
      const { digest, bytes } = await artifacts.put(once(readFileSync(file)));
      records.addArtifact(run, `model/${relative(join(models, kind), file)}`, digest, bytes);
    }
    await rooms.handlers['models.register']({ connection: '', model: FLOWERS, run, path: 'model' }, { signal: new AbortController().signal });
  }
  await rooms.close();
  held.close();
  places.push(join(work, '.pilothouse/servers'));
  return await openServices(work);
}
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const start = (version: number, server: ServerCommand | null = null): ActionRequest => ({
  action: 'start',
  images: [],
  modelUri: `models:/${FLOWERS}/${version}`,
  release: PLAN,
  server,
});
async function moved({ plan, confirm, client }: Opened, request: ActionRequest): Promise<void> {
  const { intent } = await confirm(await plan(request));
  const ended = await eventWithin(START_MS, client, 'actions.watch', {}, ({ runs }) => runs.find((run) => run.intent === intent && run.endedAt !== null));
  expect(ended.phase).toBe('done');
}
const until = async ({ service }: Opened, holds: (found: Service) => boolean) =>
  vi.waitFor(
    async () => {
      const found = await service();
      if (!holds(found)) throw new Error(JSON.stringify({ release: found.release, hosts: found.revisions.map(({ host }) => host) }));
      return found;
    },
    { timeout: START_MS, interval: 100 },
  );
const weights = ({ weights: all }: Service) => all.map(({ revision, weight }) => `r${revision} ${weight}`).join(', ');
const hostOf = (found: Service, number: number) => found.revisions.find((each) => each.number === number)?.host;

/** The engine ends after its answer, and its servers with it. */
async function leave({ client, work }: Opened): Promise<void> {
  const servers = join(work, '.pilothouse/servers');
  const marks = await vi.waitFor(
    () => {
      const [mark, ...others] = readdirSync(servers);
      expect(others).toEqual([]); // one that nobody goes back to is ended once it has answered
      return mark === undefined ? [] : [mark];
    },
    { timeout: START_MS, interval: 100 },
  );
  expect(marks).toHaveLength(1);
  await client.request('workspaces.close', { stopRuns: true });
  await vi.waitFor(() => expect(readdirSync(servers)).toEqual([]), { timeout: START_MS, interval: 100 });
  expect((await Promise.all(marks.map(async (mark) => await findMarked(mark)))).flat()).toEqual([]);
}

async function ask({ client, connection }: Opened, inputs: readonly object[], revision: number | null = null) {
  const told = await client.request('services.try', { connection, service: 'ranker', revision, body: JSON.stringify({ inputs }) });
  const body = JSON.parse(told.body) as { outputs?: { data: number[]; datatype: string }[]; error?: string };
  return { status: told.status, revision: told.revision, data: body.outputs?.[0]?.data, datatype: body.outputs?.[0]?.datatype, error: body.error };
}

/** A client that asks on until it is stopped. @returns what was answered otherwise than well, and by whom all was */
async function askAlong({ service, work }: Opened): Promise<() => Promise<{ faults: unknown[]; revisions: Set<string | null> }>> {
  const { uri } = await service();
  const token = readFileSync(join(work, '.pilothouse/tracking-token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const told: { faults: unknown[]; revisions: Set<string | null> } = { faults: [], revisions: new Set() };
  const over = new AbortController();
  const asking = (async () => {
    while (!over.signal.aborted) {
      const answer = await fetch(`${uri}/v2/models/ranker/infer`, { method: 'POST', headers, body: JSON.stringify({ inputs: ARRAY }) });
      const body = (await answer.json()) as { outputs?: { data: number[] }[] };
      told.revisions.add(answer.headers.get('x-pilothouse-revision'));
      if (answer.status !== 200 || body.outputs?.[0]?.data.join() !== '0,1,2') told.faults.push({ status: answer.status, body });
    }
  })();
  asking.catch(() => undefined); // told to who stops it
  return async () => {
    over.abort();
    await asking;
    return told;
  };
}

/** Every act on record, with how it ended. */
async function ledgered({ client }: Opened): Promise<(string | null)[]> {
  const { rows } = await client.request('ledger.list', { filter: { kinds: ['intent', 'outcome'] }, before: null, limit: 100 });
  const outcomes = rows.filter(({ kind }) => kind === 'outcome');
  const intents = rows.filter(({ kind }) => kind === 'intent').toReversed();
  return intents.map(
    ({ seq, verb }) =>
      `${verb} ${outcomes
        .filter(({ intent }) => intent === seq)
        .map(({ phase }) => phase)
        .join()}`,
  );
}

/** A candidate goes all its steps, is promoted, and the revision before comes back. @returns both */
async function thereAndBack(opened: Opened, candidate: ActionRequest): Promise<string[]> {
  const { release } = await until(opened, (found) => found.release.state === 'stable' && found.weights.length === 1);
  const before = release.stable;
  await moved(opened, candidate);
  const { release: canary } = await until(opened, (found) => found.weights.length === 2 && found.release.state === 'paused');
  for (const reached of [`r${before} 50, r${canary.candidate} 50`, `r${canary.candidate} 100`]) {
    await moved(opened, { action: 'promote' });
    await until(opened, (found) => weights(found) === reached);
  }
  await delivery(opened, ({ state, stableKey }) => state === 'stable' && stableKey === `r${canary.candidate}`);
  await moved(opened, { action: 'roll-back', revision: `r${before}` });
  await until(opened, (found) => weights(found) === `r${before} 100` && found.release.stable === before);
  return [String(before), String(canary.candidate)];
}

test(
  'deliveries of MLflow and MLServer: each is the candidate of the other, promoted and rolled back while a client asks, and on record',
  async () => {
    const opened = await flowers();
    await moved(opened, start(1));
    await until(opened, (found) => weights(found) === 'r1 100');
    const stop = await askAlong(opened);
    expect(await thereAndBack(opened, start(4, MLSERVER))).toEqual(['1', '2']);
    await moved(opened, { action: 'roll-back', revision: 'r2' });
    const [, mlflow] = await thereAndBack(opened, start(1));
    expect(await stop()).toEqual({ faults: [], revisions: new Set(['1', '2', mlflow]) });
    const there = ['start done', 'promote done', 'promote done', 'roll-back done'];
    expect(await ledgered(opened)).toEqual(['start done', ...there, 'roll-back done', ...there]);
    await leave(opened);
  },
  3 * START_MS,
);

test(
  'the real scoring server of MLflow and MLServer: served, canary between the two, promoted, rolled back, killed and started again',
  async () => {
    const opened = await flowers();
    const planned = await opened.plan(start(1));
    expect(planned.effects).toContainEqual({
      id: 'starts-server',
      values: { command: "mlflow models serve -m '{model}' -p '{port}' -h '{host}' --env-manager local", protocol: 'invocations', name: '', seconds: '120' },
    });
    expect(planned.verdict).toMatchObject({ allowed: true });
    await moved(opened, start(1));
    const first = await until(opened, (found) => weights(found) === 'r1 100' && hostOf(found, 1)?.state === 'ready');
    expect(first.revisions[0]?.runs).toMatchObject({ kind: 'server', server: { protocol: 'invocations' } });
    expect(await ask(opened, ARRAY)).toEqual({ status: 200, revision: 1, data: [0, 1, 2], datatype: 'INT64', error: undefined });
    expect(await ask(opened, [{ ...ARRAY[0], shape: [1, 3], data: [1, 2, 3] }])).toMatchObject({ status: 400 });

    expect((await opened.plan(start(4))).verdict).toMatchObject({ allowed: false, by: 'servable' }); // no flavor says how
    await moved(opened, start(4, MLSERVER));
    await until(opened, (found) => weights(found) === 'r1 80, r2 20');
    const answers = [];
    for (let request = 0; request < 50; request++) answers.push(await ask(opened, ARRAY));
    expect(answers.filter(({ status, data }) => status === 200 && data?.join() === '0,1,2')).toHaveLength(50);
    const candidate = answers.filter(({ revision }) => revision === 2).length;
    expect(Math.abs(candidate - 10)).toBeLessThanOrEqual(2);

    await moved(opened, { action: 'promote-full' });
    await until(opened, (found) => weights(found) === 'r2 100');
    expect(await ask(opened, ARRAY)).toMatchObject({ status: 200, revision: 2, data: [0, 1, 2] });

    // Looked at now and then: the first looks may find it still loading its libraries.
    const before = await until(opened, (found) => (hostOf(found, 2)?.server?.memoryBytes ?? 0) > 50_000_000);
    const { pid = 0 } = hostOf(before, 2)?.server ?? {};
    process.kill(pid, 'SIGKILL');
    await until(opened, (found) => hostOf(found, 2)?.state === 'ready' && ![pid, undefined].includes(hostOf(found, 2)?.server?.pid));
    expect(await ask(opened, ARRAY)).toMatchObject({ status: 200, revision: 2, data: [0, 1, 2] });

    await moved(opened, { action: 'roll-back', revision: 'r1' });
    await until(opened, (found) => weights(found) === 'r1 100');
    expect(await ask(opened, ARRAY)).toMatchObject({ status: 200, revision: 1, data: [0, 1, 2] });
    const { lines } = await opened.client.request('services.log', { connection: opened.connection, service: 'ranker', revision: 1, lines: 200 });
    expect(lines.map(({ text }) => text).join('\n')).toContain('Uvicorn running');

    // An engine that is killed leaves them, and the next one ends them and serves again.
    const marks = readdirSync(join(opened.work, '.pilothouse/servers'));
    opened.kill();
    await vi.waitFor(async () => expect(weights(await opened.service())).toBe('r1 100'), { timeout: START_MS, interval: 100 });
    expect(await ask(opened, ARRAY)).toMatchObject({ status: 200, revision: 1 });
    expect((await Promise.all(marks.map(async (mark) => await findMarked(mark)))).flat()).toEqual([]);
    await leave(opened);
  },
  3 * START_MS,
);

test.each([2, 3])(
  'columns by name reach version %i, with a signature and without',
  async (version) => {
    const opened = await flowers();
    await moved(opened, start(version));
    await until(opened, (found) => weights(found) === 'r1 100');
    expect(await ask(opened, COLUMNS)).toMatchObject({ status: 200, data: [0, 1, 2], datatype: 'INT64' });
    expect(await ask(opened, COLUMNS.slice(1))).toMatchObject({ status: 400 });
    await leave(opened);
  },
  2 * START_MS,
);
