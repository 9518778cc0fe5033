// What a service is asked, until it is on its monitor's chart: in the real window, one request at a time and at a thousand a second. And what counting
// costs the gateway at a thousand a second, beside the same gateway without it.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Page } from '@playwright/test';
import type { Serving } from '../../electron/engine/serving/contract';
import { startServing } from '../../electron/engine/serving/serving';
import { DEFAULT_SETTINGS } from '../../shared/models/service';
import type { LiveColumn } from '../../shared/models/live-counts';
import { serveStaged, stageLog, watchLog } from '../journeys/live-drift-steps';
import { type Caller, MODEL } from '../journeys/service-steps';
import { stageWorkspace } from '../workspace-stage';
import { median, ms, quantile, report } from './figures';
import { load, type Load, type Target } from './http-load';
import { type Actor, role, serveRole, startRole } from './roles';
import { needed } from './runtime';
import { BODIES, trainModel } from './served-flights';
import { openWorkspaceWindow } from './workspace-window';

const PER_SECOND = 1_000;
const CONNECTIONS = 16;
const LIMITS = { point: 2_000, share: 0.05 };
/** For the cost: in turn, the same load with and without. */
const RUNS = Number(process.env['PILOTHOUSE_BENCH_RUNS'] ?? 7);
const SECONDS = 10;
const REST_MS = 1_200;
const LONE_REQUESTS = 20;
const TOKEN = 'bench';

let serving: Serving;
let stop: (() => void) | null = null;
/** What would have gone to a backend. */
let toldBytes = 0;

const EDGES = Array.from({ length: 21 }, (_, at) => at * 110);
const AIRPORTS = Array.from({ length: 60 }, (_, at) => `A${at}`).concat(['ATL', 'ORD', 'DFW', 'LAX', 'SEA', 'BOS', 'PHX', 'IAH']);
const numbers = (name: string, scale: number): LiveColumn => ({ name, type: 'number', bins: { kind: 'edges', edges: EDGES.map((edge) => edge / scale) } });
const texts = (name: string): LiveColumn => ({ name, type: 'category', bins: { kind: 'categories', values: AIRPORTS } });
const COLUMNS = [numbers('hour', 90), numbers('weekday', 300), numbers('distance', 1), texts('origin'), texts('destination'), numbers('probability', 2_200)];

async function serve(folder: string): Promise<number> {
  const entry = { file: join(needed('PILOTHOUSE_ROOT'), 'out/serving/serving-thread.js'), execArgv: [] };
  serving = await startServing({ port: null, tokens: [createHash('sha256').update(TOKEN).digest('hex')], entry, payloads: join(folder, 'payloads') });
  const path = join(folder, 'late.onnx');
  const held = [{ revision: 1, digest: 'late', path, bytes: readFileSync(path).length, signature: null }];
  await serving.put({ name: 'late', settings: DEFAULT_SETTINGS, held, weights: [{ revision: 1, weight: 100 }] });
  return Number(new URL(serving.uri).port);
}

async function count(isCounted: boolean): Promise<void> {
  stop?.();
  stop = null;
  if (!isCounted) return;
  await new Promise<void>((resolve) => {
    stop = serving.countLive({ service: 'late', revision: null, window: 'day', columns: COLUMNS }, (counts) => {
      toldBytes += JSON.stringify(counts).length;
      resolve();
    });
  });
}

type Cost = { readonly off: number[]; readonly on: number[]; readonly p99: { readonly off: number[]; readonly on: number[] } };

/** Processor time of the gateway's process over each load, as a share of a core. */
async function cost(folder: string, client: Actor): Promise<Cost> {
  const gateway = await startRole('gateway');
  try {
    const target: Target = { port: z.number().parse(await gateway.ask('serve', folder)), path: '/v2/models/late/infer', token: TOKEN, bodies: BODIES };
    const run = async (isCounted: boolean) => {
      await gateway.ask('count', isCounted);
      await sleep(REST_MS);
      const before = z.number().parse(await gateway.ask('cpu'));
      const one = (await client.ask('load', { target, perSecond: PER_SECOND, seconds: SECONDS })) as Load;
      await sleep(REST_MS);
      return { share: (z.number().parse(await gateway.ask('cpu')) - before) / 1e6 / SECONDS, p99: one.p99 };
    };
    const found: Cost = { off: [], on: [], p99: { off: [], on: [] } };
    for (let turn = -1; turn < RUNS; turn++)
      for (const name of turn % 2 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
        const { share, p99 } = await run(name === 'on');
        if (turn < 0) continue;
        found[name].push(share);
        found.p99[name].push(p99);
      }
    return found;
  } finally {
    await gateway.stop();
  }
}

/** In the page: rows that the line tells, each with when the frame that shows them was painted. */
const WATCH = `
  window.bench.seen = [];
  const look = () => {
    const rows = Number(document.querySelector('[data-live-line]')?.dataset.rows);
    if (rows !== window.bench.rows) {
      window.bench.rows = rows;
      requestAnimationFrame(() => setTimeout(() => window.bench.seen.push([rows, Date.now()])));
    }
    requestAnimationFrame(look);
  };
  look();`;
const seenIn = (page: Page) => page.evaluate<[number, number][]>('window.bench.seen');
const rowsIn = (page: Page) => page.evaluate<number>('window.bench.rows');

/** One request after the other, at any moment within the second in which counts are told. */
async function lone(page: Page, { address, token }: Caller): Promise<number[]> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const took: number[] = [];
  for (let n = 0; n < LONE_REQUESTS; n++) {
    await sleep((n * 389) % 1_500);
    const rows = (await rowsIn(page)) + 1;
    const sentAt = Date.now();
    await (await fetch(address, { method: 'POST', headers, body: BODIES[n % BODIES.length] ?? '' })).arrayBuffer();
    await page.evaluate(`window.bench.until(() => window.bench.seen.some(([rows]) => rows >= ${rows}))`);
    const at = (await seenIn(page)).find(([seen]) => seen >= rows)?.[1] ?? Number.NaN;
    took.push(at - sentAt);
  }
  return took;
}

/** Each request of a load, until the first frame that tells of so many. */
async function loaded(page: Page, client: Actor, { address, token }: Caller): Promise<number[]> {
  const before = await rowsIn(page);
  const { port, pathname } = new URL(address);
  const target: Target = { port: Number(port), path: pathname, token, bodies: BODIES };
  const { sentAt } = (await client.ask('load', { target, perSecond: PER_SECOND, seconds: SECONDS })) as Load;
  await page.evaluate(`window.bench.until(() => window.bench.rows >= ${before + sentAt.length})`);
  await sleep(REST_MS);
  const seen = await seenIn(page);
  let at = 0;
  return sentAt.map((sent, n) => {
    while (at < seen.length - 1 && (seen[at]?.[0] ?? 0) < before + n + 1) at++;
    return (seen[at]?.[1] ?? Number.NaN) - sent;
  });
}

async function points(folder: string, client: Actor) {
  const { connection } = await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
  await stageLog(folder);
  const window = await openWorkspaceWindow(folder);
  try {
    const { page } = window;
    const caller = await serveStaged(page, { folder, connection });
    await watchLog(page, MODEL);
    await page.locator('[data-live-line]').waitFor();
    await page.evaluate(WATCH);
    return { lone: await lone(page, caller), loaded: await loaded(page, client, caller) };
  } finally {
    // What is served must not outlive it: the question of the system's dialog is answered with “stop”.
    await window.electron.evaluate(({ dialog }) => Object.assign(dialog, { showMessageBox: () => Promise.resolve({ response: 1 }) }));
    await window.stop();
  }
}

async function main(): Promise<void> {
  const [folder, work] = [mkdtempSync(join(tmpdir(), 'drift-live-')), mkdtempSync(join(tmpdir(), 'drift-live-window-'))];
  const client = await startRole('client');
  try {
    const shown = await points(work, client);
    trainModel(folder);
    const { off, on, p99 } = await cost(folder, client);
    const share = median(on) - median(off);
    const told = (took: readonly number[]) => ({
      value: `${ms(median(took))}, p95 ${ms(quantile(took, 0.95))}, at most ${ms(Math.max(...took))}`,
      measured: quantile(took, 0.95),
    });
    const percent = (part: number) => `${(100 * part).toFixed(1)} %`;
    report(
      `Live drift of a service, ${COLUMNS.length} columns`,
      [
        { what: `request → its point painted, ${LONE_REQUESTS} one by one`, ...told(shown.lone), limit: LIMITS.point },
        { what: `… each of ${shown.loaded.length}, ${PER_SECOND}/s`, ...told(shown.loaded), limit: LIMITS.point },
        { what: `counting at ${PER_SECOND}/s, of a core`, value: percent(share), floor: percent(median(off)), measured: share, limit: LIMITS.share },
        { what: '… p99 of callers', value: ms(median(p99.on)), floor: ms(median(p99.off)) },
      ],
      [
        `${RUNS} runs of ${SECONDS} s in turn; the floor is the gateway with its model of 100 trees that counts nothing. Runs with: ${on.map(percent).join(', ')}.`,
      ],
    );
  } finally {
    await client.stop();
    for (const each of [folder, work]) rmSync(each, { recursive: true, force: true, maxRetries: 5 });
  }
}

const Ordered = z.object({ target: z.custom<Target>(), perSecond: z.number().nullable(), seconds: z.number() });
if (role() === 'gateway')
  serveRole({
    serve: (folder) => serve(z.string().parse(folder)),
    count: (isCounted) => count(z.boolean().parse(isCounted)),
    cpu: async () => {
      const { user, system } = process.cpuUsage();
      return user + system;
    },
  });
else if (role() === 'client')
  serveRole({
    load: (input) => {
      const { target, perSecond, seconds } = Ordered.parse(input);
      return load(target, CONNECTIONS, seconds, perSecond);
    },
  });
else await main();
