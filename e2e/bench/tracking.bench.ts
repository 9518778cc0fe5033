// What a training script waits for its metrics: the real MLflow client against our engine, the real MLflow server, and an address that only answers.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { clientEnvironment, mlflowPython, startMlflowServer } from '../peers/mlflow';
import { endProcess } from '../peers/processes';
import { serveEngine, startEngineActor } from './engine-role';
import { interleave, median, quantile, report } from './figures';
import { role, serveRole, startRole } from './roles';
import { needed } from './runtime';

const RUNS = 5;
/** Each variant in each round; long enough that what an engine puts off falls within. */
const SECONDS = 4;
/** What is still folded or flushed does not fall to the next one. */
const REST_MS = 1_500;
const TIMES = { metric: 4, batch: 5 } as const;
const OF_EMPTY = 0.7;

const Told = z.object({ run: z.string(), calls: z.number(), seconds: z.number() });
type Work = 'metric' | 'batch';

/** The client in one process that stays: what is measured is no import. */
function startClient(token: string) {
  const script = join(needed('PILOTHOUSE_ROOT'), 'e2e/peers/mlflow/log-speed.py');
  const child = spawn(mlflowPython('3'), [script], { env: clientEnvironment({ uri: '', token }), stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const runs = new Map<string, string>();
  return {
    /** @returns calls a second */
    async log(uri: string, work: Work, run = runs.get(uri) ?? ''): Promise<number> {
      child.stdin.write(`${JSON.stringify({ uri, run, work, seconds: SECONDS })}\n`);
      const { value } = await lines.next();
      const told = Told.parse(JSON.parse(String(value)));
      runs.set(uri, told.run);
      await sleep(REST_MS);
      return told.calls / told.seconds;
    },
    runOf: (uri: string) => runs.get(uri) ?? '',
    stop: () => endProcess(child, 'SIGTERM'),
  };
}

/** Takes in what is sent and says `{}`. */
async function serveNothing(): Promise<number> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).end('{}'));
  });
  server.on('connection', (socket) => socket.setNoDelay(true));
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const perSecond = (values: readonly number[]) =>
  `${median(values).toFixed(1)}/s (${Math.min(...values).toFixed(1)} – ${Math.max(...values).toFixed(1)}, ${values.length} runs)`;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tracking-bench-'));
  const server = await startMlflowServer();
  const nothing = await startRole('nothing');
  const engine = await startEngineActor(folder);
  const client = startClient(engine.token);
  const empty = `http://127.0.0.1:${z.number().parse(await nothing.ask('port'))}`;
  try {
    const figures = [];
    for (const work of ['metric', 'batch'] as const) {
      const told = await interleave(
        { server: () => client.log(server.uri, work), engine: () => client.log(engine.uri, work), empty: () => client.log(empty, work, '0'.repeat(32)) },
        { runs: RUNS },
      );
      const ours = median(told.engine);
      const what = work === 'metric' ? 'log_metric' : 'log_batch of 1,000';
      figures.push(
        {
          what: `${what}, against MLflow's server`,
          value: perSecond(told.engine),
          floor: perSecond(told.server),
          measured: ours / median(told.server),
          limit: TIMES[work],
          sense: 'above' as const,
        },
        {
          what: '… against what only answers',
          value: perSecond(told.engine),
          floor: perSecond(told.empty),
          measured: ours / median(told.empty),
          limit: OF_EMPTY,
          sense: 'above' as const,
        },
        { what: '… worst round', value: `${quantile(told.engine, 0).toFixed(1)}/s` },
      );
    }
    const { total } = await engine.link.request('runs.metrics', {
      connection: engine.connection,
      run: client.runOf(engine.uri),
      match: '',
      offset: 0,
      limit: 1,
    });
    report('Metrics by the real MLflow client, one after another', figures, [
      `${total} metrics are kept; points reach the disk within a second, all else before it is answered.`,
    ]);
  } finally {
    await client.stop();
    await engine.stop();
    await nothing.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (role() === 'engine') serveEngine();
else if (role() === 'nothing') {
  const port = await serveNothing();
  serveRole({ port: async () => port });
} else await main();
