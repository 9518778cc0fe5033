import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActionRequest } from '../shared/models/action';
import { type Answer, Callers } from './peers/kills/callers';
import { EVERY_STEP, MODEL_NAME, SERVICE_NAME } from './peers/kills/serving-script';
import { ServingWorld } from './peers/kills/serving-world';
import { newWorkspace, removeStage, stageServices } from './services-stage';

/** Of all steps together. */
const MS = process.env['PILOTHOUSE_SOAK'] === '1' ? 600_000 : 4_000;
const CALLERS = 8;
/** Of a normal distribution, two-sided: one in a thousand is outside of it. */
const Z = 3.29;
const BACK_MS = 20_000;
/** Of each step, that its share is seen. */
const LEAST = 100;

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
/** What is asked, and the share of version 2 afterwards: there, back by the same steps, there again, and back at once. */
const STEPS: readonly (readonly [ActionRequest, number])[] = [
  [start(2), 20],
  [{ action: 'promote' }, 50],
  [{ action: 'promote' }, 100],
  [start(1), 80],
  [{ action: 'promote' }, 50],
  [{ action: 'promote' }, 0],
  [start(2), 20],
  [{ action: 'promote-full' }, 100],
  [{ action: 'roll-back', revision: 'r1' }, 0],
  [start(2), 20],
];

/** How many of these were answered by version 2, and whether that is within what chance would do. */
function measure(part: readonly Answer[], share: number, versions: ReadonlyMap<number, number>) {
  const hits = part.filter(({ revision }) => versions.get(revision) === 2).length;
  const expected = (part.length * share) / 100;
  const off = Z * Math.sqrt(expected * (1 - share / 100));
  return { share, isInside: Math.abs(hits - expected) <= off + CALLERS, hits, all: part.length };
}

test('0 → 20 → 50 → 100 and back under load: each request answered once, as the split says; killed under load it comes back by itself', {
  timeout: MS + 120_000,
}, async () => {
  await world.up();
  expect(await world.act(start(1))).toBe('done');
  const { link, connection, token } = await world.reach();
  const read = (reached = link) => reached.request('services.get', { connection, service: SERVICE_NAME });
  const { uri, createdAt } = await read();
  const callers = new Callers(() => ({ uri: uri ?? '', token }), CALLERS);
  const { answers } = callers;
  const versions = new Map<number, number>();
  const measured: string[] = [];
  for (const [index, [request, share]] of STEPS.entries()) {
    expect(await world.act(request)).toBe('done');
    const from = answers.length + CALLERS; // those under way were chosen before
    for (const { number, version } of (await read()).revisions) versions.set(number, version);
    await sleep(MS / STEPS.length);
    for (const end = performance.now() + BACK_MS; answers.length < from + LEAST && performance.now() < end; ) await sleep(20); // a busy machine
    const step = measure(answers.slice(from), share, versions);
    expect({ index, ...step }).toMatchObject({ isInside: true });
    measured.push(`${share} %: ${((100 * step.hits) / step.all).toFixed(3)} of ${step.all}`);
  }
  expect([answers.filter(({ status }) => status !== 200), callers.lost, callers.refused, callers.faults]).toEqual([[], 0, 0, []]);
  const [heard, { buckets }] = [
    answers.length,
    await link.request('services.figures', { connection, service: SERVICE_NAME, since: createdAt, bucketMs: null }),
  ];
  const counted = buckets.reduce((sum, { requests }) => sum + requests, 0);
  expect(counted).toBeGreaterThanOrEqual(heard); // none was answered twice, by the gateway's own count
  expect(counted).toBeLessThanOrEqual(answers.length + CALLERS);

  const before = await read();
  const engine = world.enginePid();
  world.leave();
  await world.kill('engine');
  const killedAt = performance.now();
  const again = await world.reach(engine);
  for (const end = killedAt + BACK_MS; answers.at(-1)?.status !== 200 || (answers.at(-1)?.at ?? 0) < killedAt + 200; await sleep(20))
    if (performance.now() > end) throw new Error('nobody answers again');
  const back = answers.findIndex(({ at, status }) => at > killedAt + 50 && status === 200);
  const tookMs = Math.round((answers[back]?.at ?? 0) - killedAt);
  await sleep(MS / STEPS.length);
  await callers.stop();
  const after = await read(again.link);
  expect({ uri: after.uri, weights: after.weights, release: after.release }).toEqual({ uri: before.uri, weights: before.weights, release: before.release });
  expect(measure(answers.slice(back), 20, versions)).toMatchObject({ isInside: true });
  // Those that were under way: their connections were put out, and no answer was half an answer.
  expect(callers.lost).toBeLessThanOrEqual(CALLERS);
  expect([...callers.broken].filter((code) => code !== 'ECONNRESET')).toEqual([]);
  expect(answers.filter(({ status, at }) => status !== 200 && (status !== 503 || at < killedAt))).toEqual([]);
  expect(answers.filter(({ status, body }) => status === 503 && !JSON.stringify(body).includes('"error":"'))).toEqual([]);
  expect(callers.faults).toEqual([]);
  expect(callers.sent).toBe(answers.length + callers.lost + callers.refused);
  console.log(`${answers.length} answered once each, ${callers.lost} lost with the engine, back after ${tookMs} ms; ${measured.join('; ')}`);
  await world.down();
});
