// All measures of ten columns, January against June, against Evidently: processor time of a process that has started and loaded what it needs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { judgeReport } from '../../electron/backend/drift/judge/judge-report';
import { ScanThread } from '../../electron/backend/drift/scan/scan-thread';
import { driftConfigSchema } from '../../shared/models/drift-config';
import { cpuSeconds, writeMonths } from './drift-months';
import { median, megabytes, report } from './figures';
import { needed } from './runtime';

const SIZES = [
  { rows: 10_000, limit: 0.1 },
  { rows: 100_000, limit: 0.25 },
  { rows: 1_000_000, limit: 1.2 },
] as const;
const RUNS = 5;
const PEER_RUNS = 2;
const MEMORY_MAX_MB = 300;
const TIMES_MIN = 25;

const Told = z.object({ cpu_s: z.number(), wall_s: z.number(), peak_bytes: z.number() });
type Told = z.infer<typeof Told>;
const peakBytes = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) * 1024;

/** One report, after one of a hundred rows: the thread runs, DuckDB is loaded. */
async function play(reference: string, current: string, small: string): Promise<void> {
  const config = driftConfigSchema.parse({});
  const thread = new ScanThread({ file: join(needed('PILOTHOUSE_ROOT'), 'out/drift/drift-thread.js'), execArgv: [] });
  const judge = async (one: string, other: string) => {
    const scanned = await thread.do('scan', { reference: { name: 'reference', files: [one] }, current: { name: 'current', files: [other] }, config });
    return judgeReport({ ...scanned, config, configDigest: '' });
  };
  await judge(small, small);
  const [cpu, begun] = [cpuSeconds(), performance.now()];
  const { columns } = await judge(reference, current);
  const told: Told = { cpu_s: cpuSeconds() - cpu, wall_s: (performance.now() - begun) / 1_000, peak_bytes: peakBytes() };
  if (columns.length !== 10 || columns.some(({ measures }) => measures.psi === null)) throw new Error('measures are missing');
  console.log(JSON.stringify(told));
  process.exit(0);
}

const run = (...args: readonly string[]): Told =>
  Told.parse(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...args], { encoding: 'utf8' })));

function peer(reference: string, current: string): Told | null {
  const place = process.env['PILOTHOUSE_DRIFT_PEER'];
  if (!place) return null;
  const script = join(needed('PILOTHOUSE_ROOT'), 'e2e/peers/drift/timed_report.py');
  const said = execFileSync(join(place, 'bin/python'), [script, reference, current], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return Told.parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''));
}

const cpuOf = (all: readonly Told[]) => median(all.map(({ cpu_s }) => cpu_s));
const seconds = (value: number) => `${value.toFixed(2)} s`;

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'drift-bench-'));
  try {
    const { january: small } = await writeMonths(folder, 100);
    const figures = [];
    for (const { rows, limit } of SIZES) {
      const { january, june } = await writeMonths(folder, rows);
      const [ours, theirs]: [Told[], Told[]] = [[], []];
      for (let at = 0; at < RUNS; at++) {
        ours.push(run(january, june, small));
        const other = at < PEER_RUNS ? peer(january, june) : null;
        if (other) theirs.push(other);
      }
      const what = `${rows.toLocaleString('en')} × 10 against as many, CPU s`;
      const against = theirs.length > 0 ? `Evidently ${seconds(cpuOf(theirs))}` : 'no Evidently here';
      const spread = `${seconds(cpuOf(ours))} (${seconds(Math.min(...ours.map((each) => each.cpu_s)))} – ${seconds(Math.max(...ours.map((each) => each.cpu_s)))})`;
      figures.push({ what, value: spread, floor: against, measured: cpuOf(ours), limit });
      if (rows < 1_000_000) continue;
      const peak = median(ours.map(({ peak_bytes }) => peak_bytes));
      const theirPeak = theirs.length > 0 ? megabytes(median(theirs.map(({ peak_bytes }) => peak_bytes))) : '';
      figures.push({ what: '… memory of the whole process, MB', value: megabytes(peak), floor: theirPeak, measured: peak / 2 ** 20, limit: MEMORY_MAX_MB });
      if (theirs.length > 0) {
        const times = cpuOf(theirs) / cpuOf(ours);
        figures.push({ what: '… less than Evidently, times', value: times.toFixed(1), measured: times, limit: TIMES_MIN, sense: 'above' as const });
      }
    }
    report('Drift of January against June', figures, [
      'Ours: every measure with its p-value, and verdicts. Evidently: its own preset, one measure for each column, in the same rows. Both after all is loaded.',
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [reference, current, small] = process.argv.slice(2);
if (reference !== undefined && current !== undefined && small !== undefined) await play(reference, current, small);
else await main();
