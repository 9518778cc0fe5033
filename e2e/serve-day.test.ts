import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Load } from './bench/http-load';
import { forkEngine } from './peers/engine-process';
import type { LoadOrder } from './peers/load-process';
import { endProcess } from './peers/processes';
import { letGoOfServices, MODEL, openServices, PLAN, removeStage, SERVICE, stageServices, start } from './services-stage';

const isSoak = process.env['PILOTHOUSE_SOAK'] === '1';
/** A day at 100 a second, and the first minutes of one. */
const REQUESTS = Number(process.env['PILOTHOUSE_REQUESTS'] ?? (isSoak ? 8_640_000 : 10_000));
/** The engine's clock, so that all of it lies within a day by it, where 8,000 a second are taken: figures by the minute are kept for a day. */
const FACTOR = 80;
const CONNECTIONS = 16;
const SECONDS = isSoak ? 5 : 1;
const SAMPLED = 0.25;
const LOG_BYTES = 50_000_000;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Resident memory of the second half, against that from the first tenth to the half. */
const FLAT = 1.1;

let client: ChildProcess;
beforeAll(async () => {
  client = fork(join(import.meta.dirname, 'peers/load-process.ts'), [], { execArgv: ['--import', join(import.meta.dirname, 'peers/typescript.mjs')] });
  await stageServices();
});
afterAll(async () => {
  await letGoOfServices();
  await endProcess(client, 'SIGKILL');
  removeStage();
});

const residentBytes = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) * 1_024;

/** Of all that lies there; one that goes meanwhile counts nothing. */
function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

async function ask(order: LoadOrder): Promise<Load> {
  client.send(order);
  const [told]: unknown[] = await once(client, 'message');
  return told as Load;
}

test(`${REQUESTS} requests as fast as they are taken, in days that are ${FACTOR} times shorter: ${isSoak ? 'memory is flat, ' : ''}each is answered and counted, the payload log is within its bound`, {
  timeout: 60_000 + REQUESTS / 2,
}, async () => {
  const env = { ...process.env, PILOTHOUSE_CLOCK_FACTOR: String(FACTOR), PILOTHOUSE_CLOCK_FROM: String(Date.now()) };
  const clock = `--require ${join(import.meta.dirname, 'peers/compressed-clock.cjs')}`;
  const opened = await openServices(undefined, undefined, (folder, more = {}) => forkEngine(folder, { ...more, env: { ...env, NODE_OPTIONS: clock } }));
  const { client: app, connection, work } = opened;
  expect((await opened.act(start(1))).phase).toBe('done');
  expect((await opened.act(start(2, PLAN))).phase).toBe('done');
  const { settings, uri } = await opened.service();
  const payload = { ...settings.payload, share: SAMPLED, maxBytes: LOG_BYTES };
  await app.request('services.change', { connection, service: SERVICE, settings: { payload } });
  const target = {
    port: Number(new URL(uri ?? '').port),
    path: `/v2/models/${SERVICE}/infer`,
    token: readFileSync(join(work, '.pilothouse/tracking-token'), 'utf8').trim(),
    bodies: Array.from({ length: 64 }, (_, row) =>
      JSON.stringify({ id: `${MODEL}-${row}`, inputs: [{ name: 'x', datatype: 'INT64', shape: [1], data: [row] }] }),
    ),
  };
  const engine = opened.engine()?.pid ?? 0;
  const seen: { readonly asked: number; readonly memory: number; readonly disk: number }[] = [];
  let asked = 0;
  let failed = 0;
  let candidate = 0;
  const began = performance.now();
  while (asked < REQUESTS) {
    const told = await ask({ target, connections: CONNECTIONS, seconds: SECONDS });
    asked += Object.values(told.byRevision).reduce((sum, count) => sum + count, 0);
    candidate += told.byRevision['2'] ?? 0;
    failed += told.failed;
    seen.push({ asked, memory: residentBytes(engine), disk: bytesBelow(join(work, '.pilothouse/payloads')) });
  }
  const tookMs = performance.now() - began;
  const highest = (from: number, to: number) =>
    Math.max(...seen.filter(({ asked: when }) => when >= from * REQUESTS && when <= to * asked).map(({ memory }) => memory));
  const service = await opened.service();
  const { buckets } = await app.request('services.figures', { connection, service: SERVICE, since: service.createdAt, bucketMs: MINUTE });
  const counted = buckets.reduce((sum, { requests }) => sum + requests, 0);
  const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
  console.log(
    [
      `${asked} requests in ${Math.round(tookMs / 1_000)} s (${Math.round(asked / (tookMs / 1_000))}/s), ${((tookMs * FACTOR) / DAY).toFixed(2)} days by its clock`,
      `memory ${[0.1, 0.25, 0.5, 0.75, 1].map((part) => mb(seen.find((one) => one.asked >= part * REQUESTS)?.memory ?? 0)).join(', ')}`,
      `most of the first half ${mb(highest(0.1, 0.5))}, of the second ${mb(highest(0.5, 1))}`,
      `payload log ${mb(Math.max(...seen.map(({ disk }) => disk)))} at most, ${service.payload.written} written, ${service.payload.lost} lost`,
      `${buckets.length} minutes of figures`,
    ].join('; '),
  );
  expect(failed).toBe(0);
  expect(Math.abs(candidate / asked - 0.2)).toBeLessThan(0.001);
  expect(Math.max(...seen.map(({ disk }) => disk))).toBeLessThanOrEqual(LOG_BYTES);
  expect(service.payload).toMatchObject({ state: 'writing', failure: null });
  // Those that were under way when a connection was put out were heard by nobody.
  expect(counted).toBeGreaterThanOrEqual(asked);
  expect(counted - asked).toBeLessThanOrEqual(CONNECTIONS * seen.length);
  if (!isSoak) return;
  expect(highest(0.5, 1) / highest(0.1, 0.5)).toBeLessThanOrEqual(FLAT);
  expect(service.payload.bytes).toBeGreaterThan(LOG_BYTES / 4); // the bound was met
});
