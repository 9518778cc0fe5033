// What it costs to know a dataset of ten million rows: our profile against DuckDB's own SUMMARIZE, each in a process of its own.
import { DuckDBInstance } from '@duckdb/node-api';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Duck } from '../../electron/backend/tables/duck';
import { profileTable } from '../../electron/engine/data/profile';
import { openTable } from '../../electron/backend/tables/table';
import { stageData } from '../data-under-test';
import { interleave, median, megabytes, ms, report, spread } from './figures';

const ROWS = 10_000_000;
const RUNS = 3;
const TIMES_MAX = 1.5;
const MEMORY_MAX_MB = 1_024;
/** Until what is held after the work is looked at. */
const REST_MS = 1_000;
/** As Duck's heavy lane, so that both have the same. */
const DUCK = { memory_limit: '512MB' };

/** Ten columns as data has them: a key, prices and delays, codes with few values and many, times, flags, and holes. */
const COLUMNS = `i::BIGINT AS id, random() * 1000 AS price, (random() * random() * 1e6)::DOUBLE AS skewed, (hash(i) % 200)::INTEGER AS carrier,
  'A' || (hash(i) % 300) AS airport, (hash(i * 7) % 1000000)::VARCHAR AS code, TIMESTAMP '2001-01-01' + INTERVAL (i % 15000000) SECOND AS at,
  random() < 0.2 AS late, (random() * 3000)::INTEGER AS distance, CASE WHEN random() < 0.05 THEN NULL ELSE (random() * random() * 300 - 60)::FLOAT END AS delay`;

const Told = z.object({ tookMs: z.number(), peakBytes: z.number(), turnMs: z.number(), heldBytes: z.number() });
type Told = z.infer<typeof Told>;
type Role = 'summarize' | 'profile' | 'take';

async function summarize(root: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:', DUCK);
  const connection = await instance.connect();
  await connection.run(`SET temp_directory = '${root}/spill'`);
  const begun = performance.now();
  await connection.runAndReadAll(`SUMMARIZE SELECT * FROM read_parquet('${root}/big.parquet')`);
  return performance.now() - begun;
}

async function profile(root: string): Promise<number> {
  const duck = new Duck({ root, temporary: join(root, 'spill') });
  const begun = performance.now();
  await duck.job('heavy', async (job) => {
    const table = await openTable(job, { root, format: 'parquet', paths: ['big.parquet'], everyRow: false });
    const { rows } = await profileTable(job, table, { rowsHint: ROWS, heard: () => undefined });
    if (rows !== ROWS) throw new Error(`the profile has ${rows} rows`);
  });
  return performance.now() - begun;
}

/** All that arrives with a version: digest, profile and the record of it. */
async function take(root: string): Promise<number> {
  const stage = stageData({ root });
  const begun = performance.now();
  const version = await stage.register(`bench-${process.pid}`, 'big.parquet');
  if (typeof version !== 'string') throw new Error(JSON.stringify(version));
  return performance.now() - begun;
}

const ROLES: Readonly<Record<Role, (root: string) => Promise<number>>> = { summarize, profile, take };

/** Highest memory that the process ever held. */
const peakBytes = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) * 1024;

async function play(role: Role, root: string): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const before = process.memoryUsage.rss();
  delay.enable();
  const tookMs = await ROLES[role](root);
  const turnMs = delay.max / 1e6;
  await setTimeout(REST_MS);
  console.log(JSON.stringify({ tookMs, peakBytes: peakBytes(), turnMs, heldBytes: process.memoryUsage.rss() - before } satisfies Told));
  process.exit(0); // what a database still holds is not waited for
}

async function main(): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'profile-bench-'));
  try {
    const instance = await DuckDBInstance.create(':memory:', DUCK);
    const connection = await instance.connect();
    await connection.run(`COPY (SELECT ${COLUMNS} FROM range(${ROWS}) t(i)) TO '${root}/big.parquet' (FORMAT parquet)`);
    connection.closeSync();
    instance.closeSync();
    const told: Record<Role, Told[]> = { summarize: [], profile: [], take: [] };
    const run = (role: Role) => async () => {
      rmSync(join(root, '.pilothouse'), { recursive: true, force: true });
      const answer = Told.parse(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), role, root], { encoding: 'utf8' })));
      told[role].push(answer);
      return answer.tookMs;
    };
    const times = await interleave({ summarize: run('summarize'), profile: run('profile'), take: run('take') }, { runs: RUNS });
    const floor = median(times.summarize);
    const peak = (role: Role) => Math.max(...told[role].map((each) => each.peakBytes));
    const turn = Math.max(...told.profile.map((each) => each.turnMs), ...told.take.map((each) => each.turnMs));
    const against = `SUMMARIZE ${spread(times.summarize)}`;
    report(`A dataset of ${ROWS.toLocaleString('en')} rows × 10 columns, Parquet of ${megabytes(statSync(join(root, 'big.parquet')).size)}`, [
      { what: 'profile', value: spread(times.profile), floor: against, measured: median(times.profile) / floor, limit: TIMES_MAX },
      { what: 'a version: digest, profile, record', value: spread(times.take), floor: against, measured: median(times.take) / floor, limit: TIMES_MAX },
      {
        what: '… memory of the whole process, MB',
        value: megabytes(peak('take')),
        floor: megabytes(peak('summarize')),
        measured: peak('take') / 2 ** 20,
        limit: MEMORY_MAX_MB,
      },
      { what: '… held a second later, above the start', value: megabytes(median(told.take.map((each) => each.heldBytes))) },
      { what: '… longest turn of the event loop, DuckDB being loaded within', value: ms(turn) },
    ]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const [role, root] = process.argv.slice(2);
if (role !== undefined && root !== undefined && Object.hasOwn(ROLES, role)) await play(role as Role, root);
else await main();
