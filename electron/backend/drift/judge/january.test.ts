// The real flights: halves of January that are drawn by chance do not differ, and later months do.
import { DuckDBInstance } from '@duckdb/node-api';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { categoryColumn, numberColumn } from '../../../../e2e/peers/some-columns';
import { type DriftConfig, driftConfigSchema } from '../../../../shared/models/drift-config';
import type { DriftReport } from '../../../../shared/models/drift-report';
import { judgeReport } from './judge-report';
import type { Both, MeasuredColumn } from './measured-column';

const FLIGHTS = join(import.meta.dirname, '../../../../node_modules/vega-datasets/data/flights-3m.parquet');
/** A thousand with PILOTHOUSE_SOAK=1, of all flights; else of one in ten. */
const [SPLITS, ONE_IN] = process.env['PILOTHOUSE_SOAK'] === '1' ? [1_000, 1] : [20, 10];
const LONG_MS = 900_000;
const SIDE = { name: 'a', digest: 'd', rows: 0, files: [] };
const LEVEL = 0.05;

type Month = { readonly rows: number; readonly numbers: Readonly<Record<string, Float64Array>>; readonly names: Readonly<Record<string, readonly string[]>> };

async function read(month: string): Promise<Month> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(`SELECT (epoch_ms(date) % 86400000)::DOUBLE, delay::DOUBLE, distance::DOUBLE, origin, destination
    FROM read_parquet('${FLIGHTS}', file_row_number = true) WHERE strftime(date, '%Y-%m') = '${month}' AND file_row_number % ${ONE_IN} = 0 ORDER BY file_row_number`);
  const [time = [], delay = [], distance = [], origin = [], destination = []] = answer.getColumns();
  connection.closeSync();
  instance.closeSync();
  return {
    rows: delay.length,
    numbers: { time: Float64Array.from(time, Number), delay: Float64Array.from(delay, Number), distance: Float64Array.from(distance, Number) },
    names: { origin: origin.map(String), destination: destination.map(String) },
  };
}

function judge(columns: readonly MeasuredColumn[], over: Partial<DriftConfig> = {}): DriftReport {
  return judgeReport({ reference: SIDE, current: SIDE, config: driftConfigSchema.parse({ level: LEVEL, ...over }), configDigest: 'c', columns });
}

/** Mulberry32: the same numbers each time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

/** Rows in the order of their values, once for all splits: each half of them is in order too. */
function halver(month: Month): (isFirst: Uint8Array) => MeasuredColumn[] {
  const places = Object.entries(month.numbers).map(([name, values]) => {
    const order = Uint32Array.from(values, (_, row) => row).toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
    return { name, order, sorted: values.toSorted() };
  });
  const coded = Object.entries(month.names).map(([name, values]) => {
    const distinct = [...new Set(values)];
    const codeOf = new Map(distinct.map((value, at) => [value, at]));
    return { name, distinct, codes: Uint16Array.from(values, (value) => codeOf.get(value) ?? 0) };
  });
  return (isFirst) => [
    ...places.map(({ name, order, sorted }) => numberColumn(name, halvesOf(order, sorted, isFirst))),
    ...coded.map(({ name, distinct, codes }) => categoryColumn(name, countHalves(distinct, codes, isFirst))),
  ];
}

function halvesOf(order: Uint32Array, sorted: Float64Array, isFirst: Uint8Array): Both<Float64Array> {
  const sides = [new Float64Array(sorted.length), new Float64Array(sorted.length)] as const;
  let [n, m] = [0, 0];
  for (let at = 0; at < sorted.length; at++) {
    if (isFirst[order[at] ?? 0] === 1) sides[0][n++] = sorted[at] ?? 0;
    else sides[1][m++] = sorted[at] ?? 0;
  }
  return { reference: sides[0].subarray(0, n), current: sides[1].subarray(0, m) };
}

function countHalves(distinct: readonly string[], codes: Uint16Array, isFirst: Uint8Array): Both<Map<string, number>> {
  const counts = new Uint32Array(2 * distinct.length);
  codes.forEach((code, row) => (counts[2 * code + (isFirst[row] ?? 0)] = (counts[2 * code + (isFirst[row] ?? 0)] ?? 0) + 1));
  const side = (of: 0 | 1) => new Map(distinct.map((value, at) => [value, counts[2 * at + of] ?? 0] as const).filter(([, count]) => count > 0));
  return { reference: side(1), current: side(0) };
}

/** So many of n events of a probability are seen in 1 of 100,000 runs at most. */
const atMost = (n: number, rate: number): number => n * rate + 4.3 * Math.sqrt(n * rate * (1 - rate)) + 1;

test(
  'two halves of January differ no more often than is stated: never in size, and in significance as often as the level says',
  async () => {
    const january = await read('2001-01');
    const halve = halver(january);
    const random = dice(2_001);
    const isFirst = new Uint8Array(january.rows);
    let [drifted, stated, significant] = [0, 0, 0];
    for (let split = 0; split < SPLITS; split++) {
      for (let row = 0, bits = 0; row < january.rows; row++, bits >>>= 1) {
        if (row % 32 === 0) bits = random();
        isFirst[row] = bits & 1;
      }
      const { verdict, columns } = judge(halve(isFirst));
      if (verdict === 'drifted') drifted += 1;
      stated += columns.reduce((sum, column) => sum + (column.false_alarm_rate ?? 0), 0);
      if (columns.some(({ reasons }) => reasons.some(({ id }) => id === 'distribution-small'))) significant += 1;
    }
    expect(drifted).toBeLessThanOrEqual(atMost(SPLITS, stated / SPLITS));
    expect(drifted).toBe(0);
    expect(significant).toBeLessThanOrEqual(atMost(SPLITS, LEVEL));
  },
  LONG_MS,
);

test(
  'the drift of later months is found: delays change in each, and in May by more than the operator allows',
  async () => {
    const january = await read('2001-01');
    const found: Record<string, readonly string[]> = {};
    for (const month of ['2001-02', '2001-03', '2001-04', '2001-05', '2001-06']) {
      const later = await read(month);
      const columns = ['delay', 'distance'].map((name) =>
        numberColumn(name, { reference: sorted(january.numbers[name]), current: sorted(later.numbers[name]) }),
      );
      const { columns: judged, verdict } = judge(columns, { of: { delay: { threshold: 0.05 } } });
      found[month] = [verdict, ...judged.map(({ reasons }) => reasons[0]?.id ?? '')];
    }
    const changes = Object.values(found).map(([, delay]) => delay);
    expect(changes).toEqual(['distribution-small', 'distribution-small', 'distribution-small', 'distribution-changed', 'distribution-small']);
    expect(Object.entries(found).filter(([, [verdict]]) => verdict === 'drifted')).toHaveLength(1);
  },
  LONG_MS,
);

const sorted = (values: Float64Array | undefined): Float64Array => (values ?? new Float64Array()).toSorted();
