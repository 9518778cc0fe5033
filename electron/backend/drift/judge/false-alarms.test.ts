// What is said of false alarms, held against samples of which nothing changed: as often as that is stated beside each verdict, and no more.
import { expect, test } from 'vitest';
import { categoryColumn, numberColumn } from '../../../../e2e/peers/some-columns';
import { driftConfigSchema, type DriftMeasure } from '../../../../shared/models/drift-config';
import type { ColumnReport, DriftReport } from '../../../../shared/models/drift-report';
import { judgeReport } from './judge-report';
import type { MeasuredColumn } from './measured-column';

/** Splits: a thousand of each kind of table with PILOTHOUSE_SOAK=1. */
const SPLITS = process.env['PILOTHOUSE_SOAK'] === '1' ? 1_000 : 20;
const LONG_MS = 600_000;
const SIDE = { name: 'a', digest: 'd', rows: 0, files: [] };
const LEVEL = 0.05;

/** Mulberry32: the same numbers each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

type Draw = (random: () => number) => number | null;
const normal: Draw = (random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const KINDS: Readonly<Record<string, Draw>> = {
  even: (random) => random(),
  'heavy tails': (random) => (normal(random) ?? 0) / Math.max(1e-9, Math.abs(normal(random) ?? 0)),
  ties: (random) => Math.floor(random() ** 3 * 40),
  'mostly nothing': (random) => (random() < 0.9 ? 0 : Math.exp(normal(random) ?? 0)),
  'some missing': (random) => (random() < 0.3 ? null : (normal(random) ?? 0)),
};
const NAMES: Readonly<Record<string, Draw>> = {
  'two categories': (random) => (random() < 0.2 ? 1 : 0),
  'rare ones': (random) => Math.floor(1 / (random() + 1e-4)),
  'hundreds alike': (random) => Math.floor(random() * 300),
  'each its own': (random) => random(),
  'missing and rare': (random) => (random() < 0.05 ? null : Math.floor(random() ** 4 * 200)),
};

type Values = readonly (number | null)[];
const missingOf = (values: Values): number => values.filter((value) => value === null).length;

function numbers(name: string, reference: Values, current: Values): MeasuredColumn {
  const held = (side: Values) => Float64Array.from(side.filter((value) => value !== null)).toSorted();
  return numberColumn(name, { reference: held(reference), current: held(current) }, { reference: reference.length, current: current.length });
}

function categories(name: string, reference: Values, current: Values): MeasuredColumn {
  const counted = (side: Values) => {
    const counts = new Map<string, number>();
    for (const value of side) if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
    return counts;
  };
  return categoryColumn(name, { reference: counted(reference), current: counted(current) }, { reference: missingOf(reference), current: missingOf(current) });
}

function split(random: () => number, n: number, m: number, measure?: DriftMeasure): DriftReport {
  const columns = [
    ...Object.entries(KINDS).map(([name, draw]) => numbers(name, drawn(draw, n, random), drawn(draw, m, random))),
    ...Object.entries(NAMES).map(([name, draw]) => categories(name, drawn(draw, n, random), drawn(draw, m, random))),
  ];
  const of = measure ? Object.fromEntries(columns.map(({ name }) => [name, { measure, threshold: 0.000_001 }])) : {};
  return judgeReport({ reference: SIDE, current: SIDE, config: driftConfigSchema.parse({ level: LEVEL, of }), configDigest: 'c', columns });
}

const drawn = (draw: Draw, rows: number, random: () => number): (number | null)[] => Array.from({ length: rows }, () => draw(random));

/** So many of n events of a probability are seen in 1 of 100,000 runs at most. */
const atMost = (n: number, rate: number): number => n * rate + 4.3 * Math.sqrt(n * rate * (1 - rate)) + 1;

test.each([
  [600, 600],
  [3_000, 500],
  [500, 3_000],
])(
  'of tables of %d and %d rows that did not change, no more columns are called drifted than is stated',
  (n, m) => {
    const random = dice(n + 7 * m);
    const rounds = SPLITS;
    const alarms = new Map<string, { drifted: number; stated: number }>();
    for (let round = 0; round < rounds; round++) {
      for (const column of split(random, n, m).columns) {
        const seen = alarms.get(column.name) ?? { drifted: 0, stated: 0 };
        alarms.set(column.name, { drifted: seen.drifted + (column.verdict === 'drifted' ? 1 : 0), stated: seen.stated + (column.false_alarm_rate ?? 0) });
      }
    }
    expect([...alarms].filter(([, { drifted, stated }]) => drifted > atMost(rounds, stated / rounds))).toEqual([]);
  },
  LONG_MS,
);

test(
  'where any size is enough, significance alone keeps reports from drifting beyond its level, for the distribution and for each verdict of its own',
  () => {
    const random = dice(11);
    const rounds = SPLITS;
    const drifted = { distribution: 0, missing: 0, new_categories: 0, range: 0 };
    for (let round = 0; round < rounds; round++) {
      const { columns } = split(random, 1_000, 700, round % 2 === 0 ? 'psi' : 'js');
      for (const aspect of ['distribution', 'missing', 'new_categories', 'range'] as const) {
        if (columns.some((column: ColumnReport) => column.aspects[aspect] === 'drifted')) drifted[aspect] += 1;
      }
    }
    expect(Object.entries(drifted).filter(([, reports]) => reports > atMost(rounds, LEVEL))).toEqual([]);
  },
  LONG_MS,
);

test('a thousand categories that are alike have bins by chance alone: their distance is large, and no drift', () => {
  const random = dice(3);
  const alike: Draw = () => Math.floor(random() * 1_000);
  const column = categories('alike', drawn(alike, 10_000, random), drawn(alike, 10_000, random));
  const [found] = judgeReport({ reference: SIDE, current: SIDE, config: driftConfigSchema.parse({}), configDigest: 'c', columns: [column] }).columns;
  expect(found?.measures.js).toBeGreaterThan(0.1);
  expect(found?.verdict).toBe('insufficient');
});
