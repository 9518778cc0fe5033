import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS, type HostState } from '../../../../shared/models/service';
import type { Done } from '../thread-messages';
import { ModelHost } from './model-host';
import { estimate, refuseTooLarge, threadsPerModel, usableCores } from './model-memory';
import type { Answered } from './call';
import { ServedService } from './served-service';

/** Stands for a model's thread: says what it is told, at once or when it is told "now"; dies when it is told to. */
const FAKE = `
import { parentPort } from 'node:worker_threads';
import { appendFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
appendFileSync(workerData.path, 'started\\n');
let kept = [];
const done = (jobs) => jobs.length && parentPort.postMessage({ type: 'done', done: jobs.map(([number, id, content]) => [number, 200, content, null, id, 1]) });
parentPort.on('message', (jobs) => {
  for (const job of jobs) {
    if (job[2] === 'die') process.exit(7);
    if (job[2] === 'throw') setImmediate(() => { throw new Error('out of order'); });
    else if (job[2] === 'later') kept.push(job);
    else { done([...kept, job]); kept = []; }
  }
});
parentPort.postMessage({ type: 'ready', spec: { inputs: [], outputs: [] }, loadMs: 1 });
`;

const NO_SERVERS = { start: () => () => Promise.resolve() };
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'));
  writeFileSync(join(folder, 'fake.mjs'), FAKE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let next = 0;
function start() {
  const path = join(folder, `model-${next++}`);
  writeFileSync(path, '');
  const states: (string | undefined)[] = [];
  const host = new ModelHost({
    service: 'late',
    held: { revision: 1, digest: 'a', path, bytes: 0, signature: null },
    entry: { file: join(folder, 'fake.mjs'), execArgv: [] },
    onState: (state: HostState | null) => states.push(state?.state),
    loading: { bytes: 0 },
  });
  const ask = (content: string) => new Promise<Done>((resolve) => host.submit('id', content, null, resolve));
  return { host, states, ask };
}

test.each(['die', 'throw'])('a thread that ends (%s) fails what it had, comes back once, and then stays failed', async (how) => {
  const { host, states, ask } = start();
  await host.settled();
  expect((await ask('hello'))[1]).toBe(200);
  const under = [ask('later'), ask('later'), ask(how)];
  expect((await Promise.all(under)).map(([, status]) => status)).toEqual([500, 500, 500]);
  expect(host.state).toMatchObject({ state: 'failed', failure: { detail: { reason: 'model-crashed' } } });
  expect((await ask('hello'))[1]).toBe(503);
  await vi.waitFor(() => expect(host.isReady).toBe(true), { timeout: 10_000 });
  expect((await ask('hello'))[1]).toBe(200);
  expect((await ask('die'))[1]).toBe(500);
  expect(states).toEqual(['loading', 'ready', 'failed', 'loading', 'ready', 'failed']);
  await host.drain();
});

test('who goes answers what it has first', async () => {
  const { host, states, ask } = start();
  await host.settled();
  const under = [ask('later'), ask('later')];
  let isGone = false;
  const gone = host.drain().then(() => (isGone = true));
  expect(isGone).toBe(false);
  const [last] = await Promise.all([ask('now'), ...under]);
  expect(last?.[1]).toBe(200);
  await gone;
  expect(states).toEqual(['loading', 'ready', undefined]);
});

test('who never answers is not waited for for ever, and who asked is told', async () => {
  const { host, ask } = start();
  await host.settled();
  const under = ask('later');
  await host.drain(30);
  expect((await under)[1]).toBe(500);
});

test('a service whose thread dies under load answers each request once, and all again when it is back', async () => {
  const path = join(folder, 'model-of-service');
  writeFileSync(path, '');
  const settings = { ...DEFAULT_SETTINGS, concurrent: 4, queued: 5_000 };
  const entry = { file: join(folder, 'fake.mjs'), execArgv: [] };
  const service = new ServedService({ name: 'late', settings, entry, loading: { bytes: 0 }, servers: NO_SERVERS, onHost: () => undefined });
  await service.put({ name: 'late', settings, held: [{ revision: 1, digest: 'a', path, bytes: 0, signature: null }], weights: [{ revision: 1, weight: 100 }] });
  let answers = 0;
  const ask = (content: string) =>
    new Promise<Answered>((resolve) =>
      service.infer({ content, head: null, revision: null, key: null, id: null, isGone: () => false }, (answered) => (answers++, resolve(answered))),
    );
  const all = await Promise.all(Array.from({ length: 4_000 }, (_, place) => ask(place === 100 ? 'die' : 'hello')));
  const statuses = all.map(({ status }) => status);
  expect(answers).toBe(4_000);
  expect(statuses.slice(0, 90)).toEqual(Array(90).fill(200));
  expect(statuses[100]).toBe(500);
  expect(new Set(statuses)).toEqual(new Set([200, 500, 503]));
  expect(statuses.filter((status) => status === 500).length).toBeLessThanOrEqual(4);
  await vi.waitFor(() => expect(service.isReady).toBe(true), { timeout: 10_000 });
  expect((await ask('hello')).status).toBe(200);
  expect(service.figures(0, 86_400_000).reduce((sum, { requests }) => sum + requests, 0)).toBe(4_001);
  await service.drain();
});

test('a caller that is gone while it waits costs the model nothing', async () => {
  const path = join(folder, 'model-of-gone');
  writeFileSync(path, '');
  const settings = { ...DEFAULT_SETTINGS, concurrent: 1 };
  const service = new ServedService({
    name: 'late',
    settings,
    entry: { file: join(folder, 'fake.mjs'), execArgv: [] },
    loading: { bytes: 0 },
    servers: NO_SERVERS,
    onHost: () => undefined,
  });
  await service.put({ name: 'late', settings, held: [{ revision: 1, digest: 'a', path, bytes: 0, signature: null }], weights: [{ revision: 1, weight: 100 }] });
  const ask = (content: string, isGone: boolean) =>
    new Promise<Answered>((resolve) => service.infer({ content, head: null, revision: null, key: null, id: null, isGone: () => isGone }, resolve));
  const all = await Promise.all([ask('one', false), ask('two', true), ask('three', false)]);
  expect(all.map(({ status }) => status)).toEqual([200, 499, 200]);
  expect(service.requests()).toHaveLength(2);
  await service.drain();
});

test('a model is refused before it is loaded where memory does not do, beside others that load', () => {
  const needed = estimate(join(folder, 'none'), 1_000_000);
  expect(needed).toBeGreaterThan(2_000_000);
  expect(refuseTooLarge(needed, 0)).toBeNull();
  expect(refuseTooLarge(needed, 10 ** 15)?.detail).toMatchObject({ reason: 'model-too-large', values: { free: '0' } });
});

test('small machines give a model one thread, large ones at most four', () => {
  expect([1, 2, 4, 8, 16, 64].map(threadsPerModel)).toEqual([1, 1, 1, 2, 4, 4]);
});

test('a container that is given less time than there are cores counts as so many', () => {
  const quota = (text: string) => {
    writeFileSync(join(folder, 'cpu.max'), text);
    return usableCores(join(folder, 'cpu.max'), 16);
  };
  expect([quota('800000 100000\n'), quota('50000 100000\n'), quota('max 100000\n'), quota('3200000 100000\n'), quota('')]).toEqual([8, 1, 16, 16, 16]);
  expect(usableCores(join(folder, 'none'), 16)).toBe(16);
});
