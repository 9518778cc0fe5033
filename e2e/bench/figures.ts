import { cpus, loadavg, release, totalmem } from 'node:os';

/** One line of a benchmark's table. */
export type Figure = {
  what: string;
  value: string;
  /** What it is held against, in the same run. */
  floor?: string;
  /** Value over floor, or the value itself, as a number to judge. */
  measured?: number;
  limit?: number;
  /** `above`: the limit is a least. */
  sense?: 'below' | 'above';
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which that part of them lies; of an even count, the upper one. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Runs each variant in turn, `runs` times over, so that what the machine does meanwhile hits all alike. The first `warmups` rounds do not count. */
export async function interleave<K extends string>(
  variants: Readonly<Record<K, () => Promise<number>>>,
  { runs, warmups = 1 }: { runs: number; warmups?: number },
): Promise<Record<K, number[]>> {
  const names = Object.keys(variants) as K[];
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let run = 0; run < runs + warmups; run++) {
    for (const name of names) {
      const value = await variants[name]();
      if (run >= warmups) results[name].push(value);
    }
  }
  return results;
}

export const ms = (value: number) => `${value < 10 ? value.toFixed(2) : Math.round(value)} ms`;
export const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
export const spread = (values: readonly number[]) => `${ms(median(values))} (${ms(Math.min(...values))} – ${ms(Math.max(...values))}, ${values.length} runs)`;

const missed = ({ measured, limit, sense = 'below' }: Figure) =>
  measured !== undefined && limit !== undefined && (sense === 'below' ? !(measured <= limit) : !(measured >= limit));

/** Prints the table with machine and versions; the process fails when a limit is missed. */
export function report(title: string, figures: readonly Figure[], notes: readonly string[] = []): void {
  const [cpu] = cpus();
  console.log(`\n${title}`);
  console.log(
    `${cpus().length} × ${cpu?.model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, ${process.platform} ${release()}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)}, ${new Date().toISOString().slice(0, 10)}`,
  );
  const rows = figures.map((figure) => {
    const { what, value, floor = '', measured, limit, sense = 'below' } = figure;
    const judged = measured === undefined ? '' : measured.toFixed(2);
    const must = limit === undefined ? '' : `${sense === 'below' ? '≤' : '≥'} ${limit}`;
    const verdict = limit === undefined ? '' : missed(figure) ? 'MISSED' : 'reached';
    return [what, value, floor, judged, must, verdict];
  });
  const table = [['work', 'measured', 'floor', 'judged', 'must be', ''], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of table) console.log(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
  for (const note of notes) console.log(`  ${note}`);
  if (figures.some(missed)) process.exitCode = 1;
}
