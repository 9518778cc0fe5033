import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type EngineChild, forkEngine } from '../../../e2e/peers/engine-process';
import { endProcess } from '../../../e2e/peers/processes';
import { createClient } from '../../../shared/api/client';
import type { SampleLife, SampleStep } from '../../../shared/models/sample-life';
import { type Backend, createBackend } from '../backend';
import { SILENT } from '../lib/log';

const SCRIPTS = join(import.meta.dirname, '../../../resources/sample');
const MONTHS = ['01', '02', '03', '04', '05', '06'];
const WITHIN_MS = 60_000;
const REASON = 'A test brings it to life.';

const folder = mkdtempSync(join(tmpdir(), 'sample-life-'));
const source = join(folder, 'source');
const engines: EngineChild[] = [];
const backends: Backend[] = [];
let made = 0;

/** Its scripts, with a small table a month in place of the flights. */
beforeAll(() => {
  cpSync(SCRIPTS, source, { recursive: true });
  const small = readFileSync(join(source, 'MLproject'), 'utf8').replace(/(?<=trees: \{type: float, default: )\d+/g, '20');
  writeFileSync(join(source, 'MLproject'), small);
  mkdirSync(join(source, 'data', 'flights'), { recursive: true });
  for (const month of MONTHS) {
    const rows = Array.from({ length: 600 }, (_, n) => `2001-${month}-${10 + (n % 18)}T${10 + (n % 12)}:00,${(n * 7) % 40},${300 + n},A0${n % 9},B0${n % 7}`);
    writeFileSync(join(source, 'data', 'flights', `2001-${month}.csv`), `time,delay,distance,origin,destination\n${rows.join('\n')}\n`);
  }
  writeFileSync(join(source, 'datasets.json'), '[]');
});
afterEach(async () => {
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGTERM')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

async function open({ sample = join(folder, `sample-${++made}`), dataFolder = join(folder, `data-${++made}`) } = {}) {
  const startEngine = (path: string) => {
    const engine = forkEngine(path, { owner: 'tests' });
    engines.push(engine);
    return engine;
  };
  const backend = createBackend({
    dataFolder,
    log: SILENT,
    env: { KUBECONFIG: '' },
    homeFolder: folder,
    owner: 'tests',
    startEngine,
    sample: { source, folder: sample },
  });
  backends.push(backend);
  await backend.workspaces.openSample();
  const client = createClient(backend.connect());
  const seen: SampleLife[] = [];
  client.watch(
    'sample.watch',
    {},
    ({ life }) => life && seen.push(life),
    () => undefined,
  );
  const connection = backend.workspaces.need().state.connection;
  const enliven = () => {
    seen.length = 0; // how it stood before says nothing any more
    return client.request('sample.enliven', { connection, reason: REASON });
  };
  /** Until it is no longer under way; then it is as expected, or its steps say why not. */
  const until = async (state: SampleLife['state']) => {
    await expect.poll(() => seen.at(-1)?.state ?? 'idle', { timeout: WITHIN_MS, interval: 50 }).toMatch(/stopped|alive/);
    const { state: ended, steps } = seen.at(-1) ?? { steps: [] };
    if (ended !== state) throw new Error(`it is ${ended}: ${JSON.stringify(steps.flatMap(({ failure }) => failure ?? []))}`);
  };
  const service = () => client.request('services.get', { connection, service: 'late-arrival' });
  return { backend, client, connection, sample, dataFolder, seen, enliven, until, service };
}
const stepOf = (life: SampleLife | undefined, id: SampleStep['id']) => life?.steps.find((step) => step.id === id);

test('one press trains two versions, serves the first, releases the second to a fifth of live traffic, and puts both on record as pressed', async () => {
  const { client, connection, seen, enliven, until, service, dataFolder, sample } = await open();
  await expect.poll(() => seen.at(-1)).toMatchObject({ state: 'idle', offered: true, tour: true });
  await enliven();
  await until('alive');
  expect(seen.at(-1)?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done']);
  expect(stepOf(seen.at(-1), 'second')).toMatchObject({ version: 2, share: 1 });
  const { release, weights, revisions, arms } = await service();
  expect(release).toMatchObject({ state: 'paused', stable: 1, candidate: 2, step: 0 });
  expect(weights).toEqual([
    { revision: 1, weight: 80 },
    { revision: 2, weight: 20 },
  ]);
  expect(arms.map(({ version, host }) => [version, host])).toEqual([
    [1, 'ready'],
    [2, 'ready'],
  ]);
  expect(revisions.map(({ why }) => why)).toEqual([REASON, REASON]);
  const { buckets } = await client.request('services.figures', { connection, service: 'late-arrival', since: 0, bucketMs: null });
  expect(buckets.map(({ revision, requests, errors }) => [revision, requests > 0, errors])).toEqual([
    [1, true, 0],
    [2, true, 0],
  ]);

  // Again: everything is there, and nothing is done twice.
  await enliven();
  await until('alive');
  expect((await service()).revisions.length).toBe(2);

  // Once no flights are sent it rests; woken, it sends them again, and trains and releases nothing anew.
  await client.request('runs.cancel', { connection, run: stepOf(seen.at(-1), 'replay')?.run ?? '' });
  await expect.poll(() => seen.at(-1)?.state, { timeout: WITHIN_MS }).toBe('resting');
  await enliven();
  await until('alive');
  expect((await service()).revisions.length).toBe(2);

  // What was left is not offered again, also after a restart.
  await client.request('sample.dismiss', { connection, what: 'offer' });
  await client.request('sample.dismiss', { connection, what: 'tour' });
  for (const backend of backends.splice(0)) backend.close();
  await Promise.all(engines.splice(0).map(({ child }) => endProcess(child, 'SIGTERM')));
  const again = await open({ dataFolder, sample });
  await expect.poll(() => again.seen.at(-1)).toMatchObject({ offered: false, tour: false });
}, 120_000);

test('a step that fails says why, and is gone on with once that is mended', async () => {
  const { client, connection, sample, seen, enliven, until } = await open();
  const project = join(sample, 'MLproject');
  const whole = readFileSync(project, 'utf8');
  writeFileSync(project, whole.replace('  train-two-months:', '  train-otherwise:'));
  await enliven();
  await until('stopped');
  expect(stepOf(seen.at(-1), 'first')).toMatchObject({ state: 'failed', failure: { code: 'not-found', detail: { reason: 'entry-point-unknown' } } });
  writeFileSync(project, whole.replace('{type: path, default: data/flights/2001-02.csv}', '{type: path, default: data/flights/none.csv}'));
  await enliven();
  await expect.poll(() => stepOf(seen.at(-1), 'second')?.state, { timeout: WITHIN_MS }).toBe('failed');
  expect(stepOf(seen.at(-1), 'second')?.failure).toMatchObject({
    code: 'local',
    detail: { reason: 'run-not-finished', text: expect.stringContaining('none.csv') },
  });
  expect(stepOf(seen.at(-1), 'first')).toMatchObject({ state: 'done', version: 1 });
  writeFileSync(project, whole);
  await enliven();
  await until('alive');
  const { history } = await client.request('models.get', { connection, model: 'late-arrival' });
  expect(history.length).toBe(2);
}, 120_000);

test('what refuses a change of a person refuses this one', async () => {
  const { client, enliven, until, seen } = await open();
  await client.request('settings.update', { readOnly: true });
  await enliven();
  await until('stopped');
  expect(stepOf(seen.at(-1), 'serve')).toMatchObject({ state: 'failed', failure: { code: 'denied', detail: { reason: 'app-read-only' } } });
}, 120_000);

test('another workspace is not offered it', async () => {
  const { backend, seen, client, connection } = await open();
  const other = join(folder, 'other');
  mkdirSync(other);
  await backend.workspaces.openFolder(other);
  const now: (SampleLife | null)[] = [];
  client.watch(
    'sample.watch',
    {},
    ({ life }) => now.push(life),
    () => undefined,
  );
  await expect.poll(() => now.at(-1)).toBeNull();
  await expect(client.request('sample.enliven', { connection, reason: REASON })).rejects.toMatchObject({ failure: { code: 'not-found' } });
  expect(seen.at(-1)?.state).toBe('idle');
});
