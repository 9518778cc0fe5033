// More rows than can be held: processor time grows as rows do, and memory does not.
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ScanThread } from '../../electron/backend/drift/scan/scan-thread';
import { driftConfigSchema } from '../../shared/models/drift-config';
import { cpuSeconds, writeMonths } from './drift-months';
import { megabytes, report } from './figures';
import { needed } from './runtime';

/** Both sides hold so many. `PILOTHOUSE_DRIFT_ROWS` in millions: fewer, where time is short. */
const MOST = Number(process.env['PILOTHOUSE_DRIFT_ROWS'] ?? 100) * 1_000_000;
/** Those that are held are sorted, which costs more a row: what is counted as it comes is compared with what is. */
const LEAST = 20_000_000;
/** One file holds so many; more rows are more names of that file, so the disk holds them once and they are read each time. */
const FILE_ROWS = 10_000_000;
const MEMORY_MAX_MB = 1_024;
/** Of the larger one's time a row over the smaller one's. */
const LINEAR_MAX = 1.15;

const Told = z.object({ cpu_s: z.number(), wall_s: z.number(), peak_bytes: z.number(), bracket: z.number() });
type Told = z.infer<typeof Told>;

async function play(reference: string, current: string): Promise<void> {
  const thread = new ScanThread({ file: join(needed('PILOTHOUSE_ROOT'), 'out/drift/drift-thread.js'), execArgv: [] });
  const side = (name: string, file: string) => ({ name, files: [file] });
  const [cpu, begun] = [cpuSeconds(), performance.now()];
  const { columns } = await thread.do('scan', { reference: side('january', reference), current: side('june', current), config: driftConfigSchema.parse({}) });
  const peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? Number.NaN) * 1024;
  const bracket = Math.max(
    ...columns.map((column) => (column.type === 'number' && !/^(delay|distance|departure)$/.test(column.name) ? (column.bracket ?? 0) : 0)),
  );
  console.log(JSON.stringify({ cpu_s: cpuSeconds() - cpu, wall_s: (performance.now() - begun) / 1_000, peak_bytes: peak, bracket } satisfies Told));
  process.exit(0);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'drift-stream-bench-'));
  try {
    const months = await writeMonths(folder, FILE_ROWS);
    const side = (name: string, file: string, rows: number): string => {
      const named = join(folder, `${name}-of-${rows}`);
      mkdirSync(named);
      for (let at = 0; at < Math.ceil(rows / FILE_ROWS); at++) linkSync(file, join(named, `${at}.parquet`));
      return named;
    };
    const run = (rows: number): Told => {
      const sides = [side('january', months.january, rows), side('june', months.june, rows)];
      return Told.parse(JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...sides], { encoding: 'utf8' })));
    };
    const [least, most] = [run(LEAST), run(MOST)];
    const perRow = (told: Told, rows: number) => (told.cpu_s / rows) * 1e6;
    const said = (rows: number) => `${rows / 1e6} million × 10 against as many`;
    report('Rows that are counted as they come', [
      { what: said(LEAST), value: `${least.cpu_s.toFixed(1)} CPU s, ${least.wall_s.toFixed(1)} s` },
      { what: said(MOST), value: `${most.cpu_s.toFixed(1)} CPU s, ${most.wall_s.toFixed(1)} s` },
      {
        what: '… CPU s a million rows',
        value: perRow(most, MOST).toFixed(3),
        floor: perRow(least, LEAST).toFixed(3),
        measured: perRow(most, MOST) / perRow(least, LEAST),
        limit: LINEAR_MAX,
      },
      {
        what: '… memory of the whole process, MB',
        value: megabytes(most.peak_bytes),
        floor: megabytes(least.peak_bytes),
        measured: most.peak_bytes / 2 ** 20,
        limit: MEMORY_MAX_MB,
      },
      { what: '… D of continuous columns lies within', value: most.bracket.toFixed(5), measured: most.bracket, limit: 0.001 },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [reference, current] = process.argv.slice(2);
if (reference !== undefined && current !== undefined) await play(reference, current);
else await main();
