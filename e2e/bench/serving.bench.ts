// What the gateway costs: requests by 16 connections against MLServer with the same ONNX file and with scikit-learn's model, and a bare Node server, and what it adds to each at 1,000 a second.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';
import type { Serving } from '../../electron/engine/serving/contract';
import { startServing } from '../../electron/engine/serving/serving';
import { DEFAULT_SETTINGS } from '../../shared/models/service';
import { onnxOf, type RunningMlserver, sklearnOf, startMlserver } from '../peers/mlserver';
import { type Figure, median, ms, quantile, report, spread } from './figures';
import { type Load, load, type Target } from './http-load';
import { role, serveRole, startRole } from './roles';
import { needed } from './runtime';
import { BODIES, DEPTH, flightsFile, TREES, trainModel } from './served-flights';

const CONNECTIONS = 16;
const RUNS = 5;
const SECONDS = 3;
const REST_MS = 300;
const PACE = 1_000;
const OF_BARE = 0.6;
const OF_MLSERVER = 15;
const P99_OF_MLSERVER = 0.1;
/** As it comes, and without its log of each request. Its workers are off in all: those of 1.7.1 do not start with the uvloop that it installs. */
const LOGGED = { parallel_workers: 0 };
const QUIET = { ...LOGGED, debug: false };
/**
 * The same file on the same runtime; and scikit-learn's model of the same flights, as large, on MLServer's own runtime for it. The limit is
 * for the latter, which its users have: for ONNX it has no runtime, so that one is of ours, and as fast as ONNX Runtime makes it.
 */
const MLSERVERS = {
  'MLServer, same ONNX file, as it comes': { model: 'onnx', settings: LOGGED },
  'MLServer, same ONNX file, without its log': { model: 'onnx', settings: QUIET },
  'MLServer, scikit-learn, as it comes': { model: 'sklearn', settings: LOGGED },
  'MLServer, scikit-learn, without its log': { model: 'sklearn', settings: QUIET },
} as const;
type Mlserver = keyof typeof MLSERVERS;
const MLSERVER_NAMES = Object.keys(MLSERVERS) as Mlserver[];
/** Of requests, into the payload log. */
const SAMPLED = 0.25;
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

let serving: Serving;
/** What is pressed: the weights of the two revisions. */
let move: (weights: readonly number[]) => Promise<void> = async () => undefined;

async function serveGateway(path: string): Promise<number> {
  const entry = { file: join(needed('PILOTHOUSE_ROOT'), 'out/serving/serving-thread.js'), execArgv: [] };
  const payloads = join(dirname(path), 'payloads');
  serving = await startServing({ port: null, tokens: [createHash('sha256').update(TOKEN).digest('hex')], entry, payloads });
  const settings = { ...DEFAULT_SETTINGS, payload: { ...DEFAULT_SETTINGS.payload, share: SAMPLED } };
  const held = WEIGHTS.map((_, place) => ({ revision: place + 1, digest: String(place), path, bytes: readFileSync(path).length, signature: null }));
  move = (weights) => serving.put({ name: 'late', settings, held, weights: weights.map((weight, place) => ({ revision: place + 1, weight })) });
  await move(WEIGHTS);
  return Number(new URL(serving.uri).port);
}

type Named = 'bare' | 'gateway' | Mlserver;

type Told = Partial<Record<Named, Load[]>>;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'serving-bench-'));
  const path = trainModel(folder);
  const [bare, gateway, client] = await Promise.all([startRole('bare'), startRole('gateway'), startRole('client')]);
  const mlservers = new Map<Mlserver, RunningMlserver>();
  try {
    const at = (port: unknown): Target => ({ port: z.number().parse(port), path: '/v2/models/late/infer', token: TOKEN, bodies: BODIES });
    const root = needed('PILOTHOUSE_ROOT');
    const models = { onnx: onnxOf(root, path), sklearn: sklearnOf(root, flightsFile(), TREES, DEPTH) };
    for (const name of MLSERVER_NAMES) mlservers.set(name, await startMlserver('late', models[MLSERVERS[name].model], MLSERVERS[name].settings));
    const ports = { bare: await bare.ask('serve', path), gateway: await gateway.ask('serve', path) };
    const portOf = (name: Named) => (name === 'bare' || name === 'gateway' ? ports[name] : mlservers.get(name)?.port);
    const measure = async (names: readonly Named[], perSecond: number | null) => {
      const told: Told = {};
      for (let run = -1; run < RUNS; run++)
        for (const name of names) {
          const one = (await client.ask('load', { target: at(portOf(name)), perSecond })) as Load;
          if (run >= 0) (told[name] ??= []).push(one);
          await sleep(REST_MS);
        }
      return told;
    };
    const full = await measure(['bare', ...MLSERVER_NAMES, 'gateway'], null);
    const paced = await measure(['bare', 'gateway'], PACE);
    const rolledBack: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      await gateway.ask('move', [50, 50]);
      const loaded = client.ask('load', { target: at(ports.gateway), perSecond: null });
      await sleep(PRESS_AFTER_MS);
      const pressedAt = performance.timeOrigin + performance.now();
      await gateway.ask('move', [100, 0]);
      rolledBack.push((((await loaded) as Load).lastAt['2'] ?? Number.NaN) - pressedAt);
    }
    const { lost } = z.object({ lost: z.number() }).parse(await gateway.ask('payloads'));
    tell(full, paced, rolledBack, lost);
  } finally {
    await Promise.all([bare.stop(), gateway.stop(), client.stop(), ...[...mlservers.values()].map((mlserver) => mlserver.stop())]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const rates = (loads: readonly Load[]) => loads.map(({ perSecond }) => perSecond);
const rate = (loads: readonly Load[]) =>
  `${Math.round(median(rates(loads)))}/s (${Math.round(quantile(rates(loads), 0))} – ${Math.round(Math.max(...rates(loads)))}, ${loads.length} runs)`;
const p50 = (loads: readonly Load[]) => loads.map((one) => one.p50);
const p99 = (loads: readonly Load[]) => loads.map((one) => one.p99);

function tell(full: Told, paced: Told, rolledBack: readonly number[], lost: number): void {
  const of = (told: Told, name: Named) => told[name] ?? [];
  const [ours, bare] = [of(full, 'gateway'), of(full, 'bare')];
  const all = ours.reduce((sum, { byRevision }) => sum + Object.values(byRevision).reduce((a, b) => a + b, 0), 0);
  const candidate = ours.reduce((sum, { byRevision }) => sum + (byRevision['2'] ?? 0), 0);
  const failed = [...Object.values(full), of(paced, 'gateway')].flat().reduce((sum, one) => sum + one.failed, 0);
  const added = median(p50(of(paced, 'gateway'))) - median(p50(of(paced, 'bare')));
  report(
    `Serving a model of 100 trees to ${CONNECTIONS} connections`,
    [
      ...MLSERVER_NAMES.flatMap((name): Figure[] => {
        const theirs = of(full, name);
        const own = MLSERVERS[name].model === 'sklearn';
        const times = median(rates(ours)) / median(rates(theirs));
        const part = median(p99(ours)) / median(p99(theirs));
        return [
          { what: `requests a second, ${name}`, value: rate(ours), floor: rate(theirs), measured: times, ...(own && { limit: OF_MLSERVER }), sense: 'above' },
          { what: '… p99', value: spread(p99(ours)), floor: spread(p99(theirs)), measured: part, ...(own && { limit: P99_OF_MLSERVER }) },
        ];
      }),
      {
        what: 'requests a second, a bare server',
        value: rate(ours),
        floor: rate(bare),
        measured: median(rates(ours)) / median(rates(bare)),
        limit: OF_BARE,
        sense: 'above',
      },
      { what: '… p99', value: spread(p99(ours)), floor: spread(p99(bare)) },
      { what: `added to p50 at ${PACE}/s`, value: spread(p50(of(paced, 'gateway'))), floor: spread(p50(of(paced, 'bare'))), measured: added, limit: ADDED_MS },
      { what: '… p99', value: spread(p99(of(paced, 'gateway'))), floor: spread(p99(of(paced, 'bare'))) },
      { what: 'weights moved → last answer of the candidate', value: spread(rolledBack), measured: Math.max(...rolledBack), limit: LAST_MS },
      { what: 'not answered', value: String(failed), measured: failed, limit: 0 },
      { what: 'sampled and not written', value: String(lost), measured: lost, limit: 0 },
      {
        what: "the candidate's share, off by",
        value: `${((100 * candidate) / all).toFixed(3)} %`,
        measured: Math.abs((100 * candidate) / all - 20),
        limit: 0.1,
      },
    ],
    [
      `Token, checks, split 80/20, meters, last requests, and ${100 * SAMPLED} % into the payload log. p50 at full speed: ${ms(median(p50(ours)))}, bare ${ms(median(p50(bare)))}.`,
    ],
  );
}

const Ordered = z.object({ target: z.custom<Target>(), perSecond: z.number().nullable() });
if (role() === 'bare') serveRole({ serve: (path) => serveBare(z.string().parse(path)) });
else if (role() === 'gateway')
  serveRole({
    serve: (path) => serveGateway(z.string().parse(path)),
    move: (weights) => move(z.array(z.number()).parse(weights)),
    payloads: async () => serving.payloads().get('late'),
  });
else if (role() === 'client')
  serveRole({
    load: (input) => {
      const { target, perSecond } = Ordered.parse(input);
      return load(target, CONNECTIONS, SECONDS, perSecond);
    },
  });
else await main();
