import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActionRequest } from '../shared/models/action';
import { Callers } from './peers/kills/callers';
import { EVERY_STEP, MODEL_NAME, SERVICE_NAME } from './peers/kills/serving-script';
import { ServingWorld } from './peers/kills/serving-world';
import { newWorkspace, removeStage, stageServices } from './services-stage';

/** Of all steps together. */
const MS = process.env['PILOTHOUSE_SOAK'] === '1' ? 600_000 : 4_000;
const CALLERS = 8;
/** Of a normal distribution, two-sided: one in a thousand is outside of it. */
const Z = 3.29;
const BACK_MS = 20_000;

const built = join(import.meta.dirname, `../test-results/serve-load-${process.pid}`);
let world: ServingWorld;
beforeAll(async () => {
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'peers/kills/build.mjs'), built]);
  await stageServices();
  world = new ServingWorld(built, newWorkspace());
}, 120_000);
afterAll(() => {
  world.remove();
  removeStage();
  rmSync(built, { recursive: true, force: true });
});

const start = (version: number): ActionRequest => ({ action: 'start', images: [], modelUri: `models:/${MODEL_NAME}/${version}`, release: EVERY_STEP });
/** What is asked, and the share of the candidate afterwards. */
const STEPS: readonly (readonly [ActionRequest, number])[] = [
  [start(2), 20],
  [{ action: 'promote' }, 50],
  [{ action: 'promote' }, 100],
  [{ action: 'roll-back', revision: 'r1' }, 0],
  [start(2), 20],
];

test('0 → 20 → 50 → 100 and back under load: each request answered once, as the split says; killed under load it comes back by itself', {
  timeout: MS + 120_000,
}, async () => {
  await world.up();
  expect(await world.act(start(1))).toBe('done');
  const { link, connection, token } = await world.reach();
  const { uri } = await link.request('services.get', { connection, service: SERVICE_NAME });
  const callers = new Callers(() => ({ uri: uri ?? '', token }), CALLERS);
  const { answers } = callers;
  for (const [index, [request, share]] of STEPS.entries()) {
    expect(await world.act(request)).toBe('done');
    const from = answers.length + CALLERS; // those under way were chosen before
    await sleep(MS / STEPS.length);
    const part = answers.slice(from);
    const hits = part.filter(({ revision }) => revision !== 1).length;
    const off = Z * Math.sqrt(part.length * (share / 100) * (1 - share / 100));
    expect({ index, share, isInside: Math.abs(hits - (part.length * share) / 100) <= off + CALLERS, hits, all: part.length }).toMatchObject({ isInside: true });
  }
  expect([answers.filter(({ status }) => status !== 200), callers.lost, callers.refused, callers.faults]).toEqual([[], 0, 0, []]);
  const before = await link.request('services.get', { connection, service: SERVICE_NAME });
  const engine = world.enginePid();
  world.leave();
  await world.kill('engine');
  const killedAt = performance.now();
  const again = await world.reach(engine);
  for (const end = killedAt + BACK_MS; answers.at(-1)?.status !== 200 || (answers.at(-1)?.at ?? 0) < killedAt + 200; await sleep(20))
    if (performance.now() > end) throw new Error('nobody answers again');
  const tookMs = Math.round((answers.find(({ at, status }) => at > killedAt + 50 && status === 200)?.at ?? 0) - killedAt);
  await callers.stop();
  const after = await again.link.request('services.get', { connection, service: SERVICE_NAME });
  expect({ uri: after.uri, weights: after.weights, release: after.release }).toEqual({ uri: before.uri, weights: before.weights, release: before.release });
  expect(callers.lost).toBeLessThanOrEqual(CALLERS); // those that were under way
  expect(answers.filter(({ status, at }) => status !== 200 && (status !== 503 || at < killedAt))).toEqual([]);
  expect(callers.faults).toEqual([]);
  console.log(`${answers.length} answered, ${callers.lost} lost with the engine, back after ${tookMs} ms`);
  await world.down();
});
