// Our measures against those of scipy and Evidently, of the real flights, month against month; each difference that is meant is named.
import { DuckDBInstance } from '@duckdb/node-api';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { chiSquare } from '../../../shared/drift/chi-square';
import { hellinger } from '../../../shared/drift/hellinger';
import { jsDistance } from '../../../shared/drift/js-distance';
import { lInfinity } from '../../../shared/drift/l-infinity';
import { psi } from '../../../shared/drift/psi';
import { totalVariation } from '../../../shared/drift/total-variation';
import { driftConfigSchema } from '../../../shared/models/drift-config';
import type { ColumnReport } from '../../../shared/models/drift-report';
import { judgeDrift } from './judge-drift';

const root = process.env['PILOTHOUSE_ROOT'] ?? join(import.meta.dirname, '../../..');
const FLIGHTS = join(root, 'node_modules/vega-datasets/data/flights-3m.parquet');
const NUMBERS = ['delay', 'distance'];
const CATEGORIES = ['origin', 'destination'];
const MONTHS = ['2001-02', '2001-03', '2001-04', '2001-05', '2001-06'];
/** Few enough rows for the exact p-value. */
const FEW = 'few of 2001-05';
const RUN_MS = 120_000;

const sides = z.tuple([z.array(z.number()), z.array(z.number())]);
const Chi2 = z.object({ statistic: z.number(), df: z.int(), p: z.number() });
const Said = z.record(
  z.string(),
  z.object({
    evidently: z.record(z.string(), z.record(z.string(), z.number())),
    scipy: z.record(z.string(), z.object({ d: z.number(), p: z.number(), wasserstein: z.number(), sigma: z.number(), sturges: sides })),
    counts: z.record(
      z.string(),
      z.object({ js: z.number(), hellinger: z.number(), tvd: z.number(), linf: z.number(), psi: z.number().nullable(), chi2: Chi2.nullable() }),
    ),
  }),
);

let folder = '';
let said: z.infer<typeof Said>;
const ours = new Map<string, ColumnReport>();
const file = (name: string) => join(folder, `${name}.parquet`);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'drift-peers-'));
  await writeMonths();
  const config = driftConfigSchema.parse({ columns: [...NUMBERS, ...CATEGORIES], otherBelow: 0 });
  for (const [reference, current] of pairs()) {
    const report = await judgeDrift(sideOf(reference), sideOf(current), config);
    for (const column of report.columns) ours.set(`${current} ${column.name}`, column);
  }
  said = await ask();
}, RUN_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const pairs = () => [...MONTHS.map((month) => ['2001-01', month] as const), ['few of 2001-01', FEW] as const];
const sideOf = (name: string) => ({ name, files: [file(name)] });

/** One flight in twenty of each month; of two months one in sixty. */
async function writeMonths(): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const write = (name: string, month: string, oneIn: number) =>
    connection.run(`COPY (SELECT delay, distance, origin, destination FROM read_parquet('${FLIGHTS}', file_row_number = true)
      WHERE strftime(date, '%Y-%m') = '${month}' AND file_row_number % ${oneIn} = 0) TO '${file(name)}' (FORMAT parquet)`);
  for (const month of ['2001-01', ...MONTHS]) await write(month, month, 20);
  for (const month of ['2001-01', '2001-05']) await write(`few of ${month}`, month, 60);
  connection.closeSync();
  instance.closeSync();
}

async function ask(): Promise<z.infer<typeof Said>> {
  const python = join(process.env['PILOTHOUSE_DRIFT_PEER'] ?? '', 'bin/python');
  const child = spawn(python, [join(root, 'e2e/peers/drift/compare.py')], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, DO_NOT_TRACK: '1' } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  child.stderr.on('data', (part: Buffer) => (err += part.toString()));
  const countsOf = (name: string) => Object.fromEntries([...NUMBERS, ...CATEGORIES].map((column) => [column, countsIn(name, column)]));
  child.stdin.end(
    JSON.stringify({
      pairs: Object.fromEntries(pairs().map(([reference, current]) => [current, [file(reference), file(current)]])),
      numbers: NUMBERS,
      categories: CATEGORIES,
      counts: Object.fromEntries(pairs().map(([, current]) => [current, countsOf(current)])),
    }),
  );
  const [status]: unknown[] = await once(child, 'close');
  if (status !== 0) throw new Error(`compare.py ended with ${String(status)}:\n${err}`);
  return Said.parse(JSON.parse(out.trim().split('\n').at(-1) ?? ''));
}

function measured(name: string, column: string): ColumnReport {
  const found = ours.get(`${name} ${column}`);
  if (!found) throw new Error(`${column} of ${name} was not measured`);
  return found;
}
function countsIn(name: string, column: string): [readonly number[], readonly number[]] {
  const { distribution } = measured(name, column);
  return [distribution?.reference ?? [], distribution?.current ?? []];
}
const evidently = (name: string, column: string, method: string): number => said[name]?.evidently[column]?.[method] ?? Number.NaN;
const scipy = (name: string, column: string) =>
  said[name]?.scipy[column] ?? { d: Number.NaN, p: Number.NaN, wasserstein: Number.NaN, sigma: Number.NaN, sturges: [[], []] };
/** To so many parts of the other. */
const near = (value: number | null | undefined, other: number, part = 1e-9) =>
  expect(Math.abs((value ?? Number.NaN) - other)).toBeLessThanOrEqual(part * Math.abs(other));

test.each([...MONTHS, FEW])('of %s, D, Wasserstein-1 and the standard deviation are scipy’s, and Evidently’s normed distance is ours', (name) => {
  for (const column of NUMBERS) {
    const { measures } = measured(name, column);
    const other = scipy(name, column);
    near(measures.ks?.d, other.d, 1e-12);
    near(measures.wasserstein?.raw, other.wasserstein);
    near(measures.wasserstein?.normalised, other.wasserstein / other.sigma);
    near(measures.wasserstein?.normalised, evidently(name, column, 'wasserstein'));
  }
});

test('with at most 10,000 rows the p of D is exact, as theirs', () => {
  for (const column of NUMBERS) {
    const { measures } = measured(FEW, column);
    expect(measures.ks?.method).toBe('exact');
    near(measures.ks?.p, scipy(FEW, column).p);
    near(measures.ks?.p, evidently(FEW, column, 'ks'));
  }
});

test.each(MONTHS)('of %s, with more rows, p is theirs but for what is said of the asymptotic form', (name) => {
  // Difference that is meant: a formula in constant time. Within 7e-4 to λ = 2; beyond, it is the power of ten that is right.
  for (const column of NUMBERS) {
    const { measures, n_reference: n, n_current: m } = measured(name, column);
    expect(measures.ks?.method).toBe('asymptotic');
    const { d, p } = scipy(name, column);
    const lambda = d * Math.sqrt((n * m) / (n + m));
    if (lambda <= 2) near(measures.ks?.p, p, 7e-4);
    else near(Math.log(measures.ks?.p ?? 0), Math.log(p), 0.01);
  }
});

test.each([...MONTHS, FEW])('of %s, what is made of counts in the same bins is scipy’s', (name) => {
  for (const column of [...NUMBERS, ...CATEGORIES]) {
    const { measures } = measured(name, column);
    const [reference, current] = countsIn(name, column);
    const other = said[name]?.counts[column];
    if (!other) throw new Error('nothing was said');
    near(measures.js, other.js, 1e-7);
    near(measures.hellinger, other.hellinger, 1e-6); // theirs is √(1 − Σ√(rc)), which loses digits where both are nearly alike
    near(measures.tvd, other.tvd);
    near(measures.linf, other.linf);
    if (other.psi !== null) near(measures.psi, other.psi);
    const chi2 = chiSquare(reference, current);
    near(chi2?.statistic, other.chi2?.statistic ?? Number.NaN);
    expect(chi2?.df).toBe(other.chi2?.df);
    near(chi2?.p, other.chi2?.p ?? Number.NaN, 1e-7);
  }
});

test.each([...MONTHS, FEW])('of %s, Evidently’s Jensen–Shannon distance is ours to base e, in its bins', (name) => {
  // Differences that are meant: ours is to base 2, and its bins of numbers are fixed by the reference alone; theirs are Sturges’ over both sides.
  for (const column of CATEGORIES) near((measured(name, column).measures.js ?? 0) * Math.sqrt(Math.LN2), evidently(name, column, 'js'), 1e-7);
  for (const column of NUMBERS) near((jsDistance(...scipy(name, column).sturges) ?? 0) * Math.sqrt(Math.LN2), evidently(name, column, 'js'), 1e-6);
});

test.each([...MONTHS, FEW])('of %s, Evidently’s Hellinger distance of categories is ours', (name) => {
  // Of numbers it is no other: its bins there are Sturges’ over the distinct values, however often each occurs.
  for (const column of CATEGORIES) near(measured(name, column).measures.hellinger, evidently(name, column, 'hellinger'), 1e-6);
});

test.each([...MONTHS, FEW])('of %s, Evidently’s PSI is that of its own bins, with what it fills empty ones with', (name) => {
  // Differences that are meant: bins (above), and what is empty: ours holds half a row on one side, and does not count on both.
  for (const column of NUMBERS) {
    const [reference, current] = scipy(name, column).sturges;
    near(filled(reference, current), evidently(name, column, 'psi'));
    const both = reference.map((count, bin) => count + (current[bin] ?? 0) > 0);
    const held = (counts: readonly number[]) => counts.filter((_, bin) => both[bin]);
    expect(psi(reference, current)).toBe(psi(held(reference), held(current)));
    if (reference.every((count, bin) => count > 0 && (current[bin] ?? 0) > 0)) near(psi(reference, current), evidently(name, column, 'psi'));
  }
});

test.each([...MONTHS, FEW])('of %s, Evidently’s χ² is another test: goodness of fit, for which one new category is proof', (name) => {
  for (const column of CATEGORIES) {
    const [reference, current] = countsIn(name, column);
    const theirs = evidently(name, column, 'chi2');
    const isNew = current.some((count, bin) => count > 0 && reference[bin] === 0);
    if (isNew) expect(theirs).toBe(0);
    expect(chiSquare(reference, current)?.p).toBeGreaterThanOrEqual(theirs);
  }
});

/** Evidently 0.7, `get_binned_data(feel_zeroes=True)`: by the share that is least and not 0 of each side; then Σ (r − c) · ln(r / c). */
function filled(reference: readonly number[], current: readonly number[]): number {
  const shares = (counts: readonly number[]) => {
    const all = counts.reduce((sum, count) => sum + count, 0);
    const found = counts.map((count) => count / all);
    const least = Math.min(...found.filter((share) => share > 0));
    return found.map((share) => (share === 0 ? (least <= 1e-4 ? least / 1e6 : 1e-4) : share));
  };
  const [r, c] = [shares(reference), shares(current)];
  return r.reduce((sum, share, bin) => sum + (share - (c[bin] ?? 0)) * Math.log(share / (c[bin] ?? 0)), 0);
}

test('of the six known values, all say the same', () => {
  const [reference, current] = [
    [16, 18, 16, 14, 12, 12],
    [16, 16, 16, 16, 16, 8],
  ];
  expect(filled(reference, current)).toBeCloseTo(psi(reference, current) ?? Number.NaN, 14);
  expect([hellinger, totalVariation, lInfinity].map((measure) => measure(reference, current)?.toFixed(6))).toEqual(['0.068128', '0.068182', '0.045455']);
});
