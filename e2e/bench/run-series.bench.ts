// A run of twenty million points: how soon its curves are answered, while it rests and while it goes on, and what that takes of memory.
// And a run of a thousand metrics against one of ten.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveEngine, startEngineActor, type EngineActor } from './engine-role';
import { fillRecords, fillRun, metricName, POINT_MS, valueAt } from './filled-records';
import { interleave, median, megabytes, ms, quantile, report, spread } from './figures';
import { role } from './roles';

const SERIES = 20;
const POINTS = 1_000_000;
const BUCKETS = 1_000;
const ROUNDS = 15;
const LIVE_MS = 20_000;
const CHART_MS = 400;
const MEMORY_MAX_MB = 120;
const TIMES_MAX = 2;
/** Of a run, those that its page draws at once. */
const IN_SIGHT = 9;

type Stretch = { from: number | null; to: number | null };
const WHOLE: Stretch = { from: null, to: null };

const keys = (count: number) => Array.from({ length: count }, (_, series) => metricName(series));

/** As a page asks: each chart for itself, all at once. */
async function charts({ link, connection }: EngineActor, run: string, count: number, { from, to }: Stretch, axis: 'step' | 'time' = 'step'): Promise<number> {
  const began = performance.now();
  const answers = await Promise.all(keys(count).map((key) => link.request('runs.series', { connection, run, keys: [key], axis, from, to, points: BUCKETS })));
  const took = performance.now() - began;
  for (const { series } of answers) if ((series[0]?.x.length ?? 0) > BUCKETS) throw new Error('a series is longer than was asked for');
  return took;
}

async function page(engine: EngineActor, run: string): Promise<number> {
  const { link, connection } = engine;
  const began = performance.now();
  await link.request('runs.get', { connection, run });
  await charts(engine, run, IN_SIGHT, WHOLE);
  return performance.now() - began;
}

/** Ten points a second for each series, for a while. @returns how long calls of the client took */
async function goOn({ uri, token }: EngineActor, run: string): Promise<number[]> {
  const took: number[] = [];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const end = performance.now() + LIVE_MS;
  for (let step = POINTS; performance.now() < end; step++) {
    const timestamp = Date.now();
    const metrics = keys(SERIES).map((key, series) => ({ key, value: valueAt(step, series, POINTS), timestamp, step }));
    const began = performance.now();
    const answer = await fetch(`${uri}/api/2.0/mlflow/runs/log-batch`, { method: 'POST', headers, body: JSON.stringify({ run_id: run, metrics }) });
    if (!answer.ok) throw new Error(await answer.text());
    took.push(performance.now() - began);
    await sleep(Math.max(0, timestamp + POINT_MS - Date.now()));
  }
  return took;
}

/** All charts of the run, again and again while it goes on. */
async function watch(engine: EngineActor, run: string): Promise<{ read: number[]; logged: number[] }> {
  const read: number[] = [];
  let over = false;
  const logging = goOn(engine, run).finally(() => (over = true));
  const isOver = () => over;
  while (!isOver()) {
    read.push(await charts(engine, run, SERIES, WHOLE));
    await sleep(500);
  }
  return { read, logged: await logging };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'series-bench-'));
  try {
    const runs = { long: '', few: '', many: '' };
    fillRecords(folder, (filler) => {
      runs.long = fillRun(filler, 'long', SERIES, POINTS);
      runs.few = fillRun(filler, 'few', 10, 1_000);
      runs.many = fillRun(filler, 'many', 1_000, 1_000);
    });
    const size = statSync(join(folder, '.pilothouse/registry.db')).size;
    const engine = await startEngineActor(folder);
    const before = await engine.memoryBytes();
    const cold = await charts(engine, runs.long, SERIES, WHOLE);
    const middle = { from: POINTS / 2, to: POINTS / 2 + 50_000 };
    const near = { from: POINTS / 2, to: POINTS / 2 + 900 };
    const odd = { from: 123_457, to: 876_543 };
    const read = await interleave(
      {
        whole: () => charts(engine, runs.long, SERIES, WHOLE),
        time: () => charts(engine, runs.long, SERIES, WHOLE, 'time'),
        odd: () => charts(engine, runs.long, SERIES, odd),
        middle: () => charts(engine, runs.long, SERIES, middle),
        near: () => charts(engine, runs.long, SERIES, near),
        few: () => page(engine, runs.few),
        many: () => page(engine, runs.many),
      },
      { runs: ROUNDS },
    );
    const live = await watch(engine, runs.long);
    const above = (engine.peakBytes() - before) / 2 ** 20;
    await engine.stop();
    const chart = (what: string, values: readonly number[]) => ({
      what,
      value: `${spread(values)}, p95 ${ms(quantile(values, 0.95))}`,
      measured: median(values),
      limit: CHART_MS,
    });
    report(`${SERIES} series of ${POINTS.toLocaleString('en')} points in a registry of ${megabytes(size)}, ${BUCKETS} points of each`, [
      { what: 'all of them, an engine that just began', value: ms(cold), measured: cold, limit: CHART_MS },
      chart('… again, over steps', read.whole),
      chart('… over time', read.time),
      chart('… three quarters of it, from a step within', read.odd),
      chart('… a twentieth', read.middle),
      chart('… 900 steps, each point', read.near),
      chart('… while each goes on by 10 points a second', live.read),
      { what: 'a client’s batch of 20 points meanwhile', value: `${spread(live.logged)}, p95 ${ms(quantile(live.logged, 0.95))}` },
      { what: 'highest memory above the start, MB', value: megabytes(above * 2 ** 20), floor: megabytes(before), measured: above, limit: MEMORY_MAX_MB },
      {
        what: 'a page of a run of 1,000 metrics',
        value: spread(read.many),
        floor: `${spread(read.few)} of 10`,
        measured: median(read.many) / median(read.few),
        limit: TIMES_MAX,
      },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (role() === 'engine') serveEngine();
else await main();
