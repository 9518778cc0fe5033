// What the gateway costs: requests by 16 connections against a bare Node server with ONNX Runtime, and what it adds to each at 1,000 a second.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import { startServing } from '../../electron/engine/serving/serving';
import { DEFAULT_SETTINGS } from '../../shared/models/service';
import { median, ms, quantile, report, spread } from './figures';
import { load, type Load, type Target } from './http-load';
import { role, serveRole, startRole } from './roles';
import { needed } from './runtime';
import { BODIES, trainModel } from './served-flights';

const CONNECTIONS = 16;
const RUNS = 5;
const SECONDS = 4;
const REST_MS = 300;
const PACE = 1_000;
const OF_BARE = 0.6;
const ADDED_MS = 0.3;
const LAST_MS = 100;
/** Of a load that goes on, when the weights move. */
const PRESS_AFTER_MS = 1_500;
const TOKEN = 'bench';
const WEIGHTS = [80, 20];

/** What one would write in an afternoon: reads, runs, writes; checks, counts and splits nothing. */
async function serveBare(path: string): Promise<number> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1 });
  const answer = async (body: string) => {
    const { id, inputs } = JSON.parse(body) as { id: string; inputs: { name: string; datatype: string; shape: number[]; data: never[] }[] };
    const feeds: Record<string, Tensor> = {};
    for (const { name, datatype, shape, data } of inputs)
      feeds[name] = datatype === 'BYTES' ? new Tensor('string', data, shape) : new Tensor('float32', Float32Array.from(data), shape);
    const results = await session.run(feeds);
    const outputs = Object.entries(results).map(([name, { type, dims, data }]) => ({
      name,
      datatype: type,
      shape: dims,
      data: Array.from(data as never, Number),
    }));
    return JSON.stringify({ id, outputs });
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => {
      void answer(Buffer.concat(parts).toString()).then((text) =>
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text),
      );
    });
  });
  server.on('connection', (socket) => socket.setNoDelay(true));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** What is pressed: the weights of the two revisions. */
let move: (weights: readonly number[]) => Promise<void> = async () => undefined;

async function serveGateway(path: string): Promise<number> {
  const entry = { file: join(needed('PILOTHOUSE_ROOT'), 'out/serving/serving-thread.js'), execArgv: [] };
  const serving = await startServing({ port: null, tokens: [createHash('sha256').update(TOKEN).digest('hex')], entry });
  const held = WEIGHTS.map((_, place) => ({ revision: place + 1, digest: String(place), path, bytes: readFileSync(path).length, signature: null }));
  move = (weights) =>
    serving.put({ name: 'late', settings: DEFAULT_SETTINGS, held, weights: weights.map((weight, place) => ({ revision: place + 1, weight })) });
  await move(WEIGHTS);
  return Number(new URL(serving.uri).port);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'serving-bench-'));
  const [bare, gateway, client] = await Promise.all([startRole('bare'), startRole('gateway'), startRole('client')]);
  try {
    const path = trainModel(folder);
    const ask = async (actor: typeof bare): Promise<Target> => ({
      port: z.number().parse(await actor.ask('serve', path)),
      path: '/v2/models/late/infer',
      token: TOKEN,
      bodies: BODIES,
    });
    const targets = { bare: await ask(bare), gateway: await ask(gateway) };
    const measure = async (perSecond: number | null) => {
      const told: Record<keyof typeof targets, Load[]> = { bare: [], gateway: [] };
      for (let run = -1; run < RUNS; run++)
        for (const name of ['bare', 'gateway'] as const) {
          const one = (await client.ask('load', { target: targets[name], perSecond })) as Load;
          if (run >= 0) told[name].push(one);
          await sleep(REST_MS);
        }
      return told;
    };
    const full = await measure(null);
    const paced = await measure(PACE);
    const rolledBack: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await gateway.ask('move', [50, 50]);
      const loaded = client.ask('load', { target: targets.gateway, perSecond: null });
      await sleep(PRESS_AFTER_MS);
      const pressedAt = performance.timeOrigin + performance.now();
      await gateway.ask('move', [100, 0]);
      rolledBack.push((((await loaded) as Load).lastAt['2'] ?? Number.NaN) - pressedAt);
    }
    const rates = (loads: readonly Load[]) => loads.map(({ perSecond }) => perSecond);
    const rate = (loads: readonly Load[]) =>
      `${Math.round(median(rates(loads)))}/s (${Math.round(quantile(rates(loads), 0))} – ${Math.round(Math.max(...rates(loads)))}, ${loads.length} runs)`;
    const p50 = (loads: readonly Load[]) => loads.map((one) => one.p50);
    const p99 = (loads: readonly Load[]) => loads.map((one) => one.p99);
    const all = full.gateway.reduce((sum, { byRevision }) => sum + Object.values(byRevision).reduce((a, b) => a + b, 0), 0);
    const candidate = full.gateway.reduce((sum, { byRevision }) => sum + (byRevision['2'] ?? 0), 0);
    const failed = [...full.gateway, ...paced.gateway].reduce((sum, one) => sum + one.failed, 0);
    report(
      `Serving a model of 100 trees to ${CONNECTIONS} connections`,
      [
        {
          what: 'requests a second',
          value: rate(full.gateway),
          floor: rate(full.bare),
          measured: median(rates(full.gateway)) / median(rates(full.bare)),
          limit: OF_BARE,
          sense: 'above',
        },
        { what: '… p99', value: spread(p99(full.gateway)), floor: spread(p99(full.bare)) },
        {
          what: `added to p50 at ${PACE}/s`,
          value: spread(p50(paced.gateway)),
          floor: spread(p50(paced.bare)),
          measured: median(p50(paced.gateway)) - median(p50(paced.bare)),
          limit: ADDED_MS,
        },
        { what: '… p99', value: spread(p99(paced.gateway)), floor: spread(p99(paced.bare)) },
        { what: 'Roll back → last answer of the candidate', value: spread(rolledBack), measured: Math.max(...rolledBack), limit: LAST_MS },
        { what: 'not answered', value: String(failed), measured: failed, limit: 0 },
        {
          what: "the candidate's share, off by",
          value: `${((100 * candidate) / all).toFixed(3)} %`,
          measured: Math.abs((100 * candidate) / all - 20),
          limit: 0.1,
        },
      ],
      [`Token, checks, split 80/20, meters and last requests are on. p50 at full speed: ${ms(median(p50(full.gateway)))}, bare ${ms(median(p50(full.bare)))}.`],
    );
  } finally {
    await Promise.all([bare.stop(), gateway.stop(), client.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const Ordered = z.object({ target: z.custom<Target>(), perSecond: z.number().nullable() });
if (role() === 'bare') serveRole({ serve: (path) => serveBare(z.string().parse(path)) });
else if (role() === 'gateway')
  serveRole({ serve: (path) => serveGateway(z.string().parse(path)), move: (weights) => move(z.array(z.number()).parse(weights)) });
else if (role() === 'client')
  serveRole({
    load: (input) => {
      const { target, perSecond } = Ordered.parse(input);
      return load(target, CONNECTIONS, SECONDS, perSecond);
    },
  });
else await main();
