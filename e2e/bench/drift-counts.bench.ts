// Counts on a frozen reference: what a million rows cost, and what it costs to read many windows of many columns again.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ScanThread } from '../../electron/backend/drift/scan/scan-thread';
import { driftConfigSchema } from '../../shared/models/drift-config';
import { cpuSeconds, writeMonths } from './drift-months';
import { median, ms, report } from './figures';
import { needed } from './runtime';

const ROWS = 1_000_000;
const RUNS = 5;
const CPU_MAX = 0.4;

const Told = z.object({ cpu_s: z.number(), read_ms: z.number() });

async function play(reference: string, current: string, folder: string): Promise<void> {
  const thread = new ScanThread({ file: join(needed('PILOTHOUSE_ROOT'), 'out/drift/drift-thread.js'), execArgv: [] });
  const { bins } = await thread.do('freeze', {
    reference: { name: 'reference', files: [reference] },
    config: driftConfigSchema.parse({}),
    cache: join(folder, 'frozen'),
  });
  const windows = { size: 'day', time: null, at: Date.UTC(2001, 5, 1) } as const;
  const file = join(folder, 'counts.parquet');
  const cpu = cpuSeconds();
  const { read, faults } = await thread.do('count', { monitor: 'bench', source: { name: 'june', files: [current] }, bins, windows, file });
  const spent = cpuSeconds() - cpu;
  if (read !== ROWS || faults.length > 0) throw new Error(`${read} rows, ${faults.length} faults`);
  const begun = performance.now();
  const found = await thread.do('windows', { files: [file], asked: { by: 'day' } });
  if (found.length !== bins.columns.length) throw new Error(`${found.length} windows`);
  console.log(JSON.stringify({ cpu_s: spent, read_ms: performance.now() - begun } satisfies z.infer<typeof Told>));
  process.exit(0);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'drift-counts-bench-'));
  try {
    const { january, june } = await writeMonths(folder, ROWS);
    const run = () => Told.parse(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), january, june, folder], { encoding: 'utf8' })));
    const told = Array.from({ length: RUNS }, run);
    const cpu = told.map(({ cpu_s }) => cpu_s);
    report('Counts on a frozen reference', [
      {
        what: '1,000,000 rows × 10 columns, CPU s',
        value: `${median(cpu).toFixed(2)} s (${Math.min(...cpu).toFixed(2)} – ${Math.max(...cpu).toFixed(2)}, ${RUNS} runs)`,
        measured: median(cpu),
        limit: CPU_MAX,
      },
      { what: 'its windows read again', value: ms(median(told.map(({ read_ms }) => read_ms))) },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [reference, current, folder] = process.argv.slice(2);
if (reference !== undefined && current !== undefined && folder !== undefined) await play(reference, current, folder);
else await main();
