import { expect, it } from 'vitest';
import { driftConfigSchema } from '../../../../../shared/models/drift-config';
import type { WindowCounts } from '../../counts/counts-file';
import type { FrozenColumn } from '../../counts/frozen-bins';
import type { Basis } from '../basis';
import { type ArmCounts, judgeArms, sideOf } from './judge-arms';

const CONFIG = driftConfigSchema.parse({});
const BINS = 20;
const VALUES = ['a', 'b', 'c', 'd', 'e'];

function frozen(name: string, kind: 'edges' | 'categories'): FrozenColumn {
  const counts = kind === 'edges' ? [0, ...Array.from({ length: BINS }, () => 100), 0] : [...VALUES.map(() => 400), 0];
  const bins =
    kind === 'edges'
      ? { kind, edges: Array.from({ length: BINS + 1 }, (_, at) => at), origin: 0, unit: 1 }
      : { kind, values: VALUES.map((value) => `${name} ${value}`) };
  const reference = { rows: 2_000, nulls: 0, notFinite: 0, counts, sigma: null, once: 0, twice: 0 };
  return { name, type: kind === 'edges' ? 'number' : 'category', config: {}, bins, reference };
}

const COLUMNS = [frozen('n0', 'edges'), frozen('n1', 'edges'), frozen('c0', 'categories'), frozen('c1', 'categories'), frozen('p', 'edges')];
const basis: Basis = {
  key: '0',
  source: 'log',
  bins: { schema: 'pilothouse.drift-bins/1', digest: 'd', columns: COLUMNS },
  reference: { name: 'january', digest: 'd', rows: 2_000, files: [] },
  at: 0,
  columns: COLUMNS.map(({ name }) => ({ name, type: 'DOUBLE', role: name === 'p' ? 'prediction' : 'input' })),
  faults: [],
  tables: { files: [], identities: {}, format: 'parquet', revision: null },
};

let state = 7;
/** Park and Miller: the same numbers each time. */
const next = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;

type Shape = (bins: number) => number;
const anywhere: Shape = (bins) => Math.floor(bins * next());

/** Rows that fall into bins by chance; of edges none beyond their ends. */
function arm(rows: number, shapeOf: (name: string) => Shape = () => anywhere): ArmCounts {
  const columns = COLUMNS.map(({ name, bins }): WindowCounts => {
    const counts = Array.from({ length: bins.kind === 'edges' ? BINS + 2 : VALUES.length + 1 }, () => 0);
    for (let row = 0; row < rows; row++) {
      const bin = shapeOf(name)(bins.kind === 'edges' ? BINS : VALUES.length) + (bins.kind === 'edges' ? 1 : 0);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    return { column: name, window: 0, nulls: 0, notFinite: 0, counts, min: null, max: null };
  });
  return { columns, parts: new Map() };
}
const judged = (stable: ArmCounts, candidate: ArmCounts) => judgeArms(basis, CONFIG, { stable, candidate }).map(sideOf);

it('calls arms that are alike drifted no more often than it states, also with few rows of the candidate', () => {
  const looks = 150;
  const drifted = { input: 0, prediction: 0 };
  const stated = { input: 0, prediction: 0 };
  for (let look = 0; look < looks; look++) {
    for (const { role, verdict, falseAlarms } of judged(arm(1_500), arm(510))) {
      if (verdict === 'drifted') drifted[role]++;
      stated[role] += falseAlarms ?? 1;
    }
  }
  expect(drifted.input).toBeLessThanOrEqual(Math.ceil(stated.input));
  expect(drifted.prediction).toBeLessThanOrEqual(Math.ceil(stated.prediction));
  expect([stated.input / looks <= 0.2, stated.prediction / looks <= 0.2]).toEqual([true, true]);
});

it('finds the side that drifted, and that one alone', () => {
  const low: Shape = (bins) => Math.floor(bins * next() * 0.7);
  const [inputs, predictions] = judged(
    arm(2_000),
    arm(1_000, (name) => (name === 'p' ? low : anywhere)),
  );
  expect([inputs?.verdict, predictions?.verdict, predictions?.furthest?.column]).toEqual(['not-drifted', 'drifted', 'p']);
  const [others] = judged(
    arm(2_000),
    arm(1_000, (name) => (name === 'c1' ? low : anywhere)),
  );
  expect([others?.verdict, others?.drifted, others?.furthest]).toMatchObject(['drifted', 1, { column: 'c1', measure: 'js' }]);
});

it('says of a column that one arm was not counted in what is wrong there, and judges the others', () => {
  const without = { ...arm(2_000), parts: new Map() };
  const lacking: ArmCounts = { ...without, columns: without.columns.filter(({ column }) => column !== 'n1') };
  const whole = arm(1_000);
  for (const [stable, candidate] of [
    [lacking, whole],
    [whole, lacking],
  ] as const) {
    const [inputs] = judged(stable, candidate);
    expect([inputs?.verdict, inputs?.insufficient]).toEqual(['insufficient', 1]);
  }
});
