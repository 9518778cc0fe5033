import type { MetricValue } from '../../../shared/models/run';

/** One value of a metric. `value` may be any number there is. */
export type Point = { readonly step: number; readonly at: number; readonly value: number };
/** Points column by column: a thousand of them are three arrays, not a thousand objects. */
export type Columns = { readonly steps: Float64Array; readonly ats: Float64Array; readonly values: Float64Array };

export const toMetricValue = (value: number): MetricValue => {
  if (Number.isFinite(value)) return value;
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
};

/** MLflow's order, by which one point of a metric is newer than another: step, then time, then value. */
export function isNewer(a: Point, b: Point): boolean {
  if (a.step !== b.step) return a.step > b.step;
  if (a.at !== b.at) return a.at > b.at;
  return Number.isNaN(a.value) ? false : Number.isNaN(b.value) || a.value >= b.value;
}

export const isSame = (a: Point, b: Point): boolean => a.step === b.step && a.at === b.at && Object.is(a.value, b.value);

export function pointAt({ steps, ats, values }: Columns, index: number): Point {
  return { step: steps[index] ?? 0, at: ats[index] ?? 0, value: values[index] ?? Number.NaN };
}

export function columnsOf(points: readonly Point[]): Columns {
  return {
    steps: Float64Array.from(points, ({ step }) => step),
    ats: Float64Array.from(points, ({ at }) => at),
    values: Float64Array.from(points, ({ value }) => value),
  };
}

export function pointsOf(columns: Columns): Point[] {
  return Array.from(columns.values, (_, index) => pointAt(columns, index));
}

/** Steps and times that go up evenly are written as a first number and a distance. */
const EVEN = 1;
const RAW = 0;
const HEADER = 3;

/** Layout, all 64-bit floats: count, kind of steps, kind of times, steps, times, values. */
export function encode({ steps, ats, values }: Columns): Uint8Array {
  const [evenSteps, evenAts] = [isEven(steps), isEven(ats)];
  const count = values.length;
  const floats = new Float64Array(HEADER + (evenSteps ? 2 : count) + (evenAts ? 2 : count) + count);
  floats.set([count, evenSteps ? EVEN : RAW, evenAts ? EVEN : RAW]);
  let at = HEADER;
  for (const [column, even] of [[steps, evenSteps] as const, [ats, evenAts] as const]) {
    const written = even ? [column[0] ?? 0, (column[1] ?? 0) - (column[0] ?? 0)] : column;
    floats.set(written, at);
    at += written.length;
  }
  floats.set(values, at);
  return new Uint8Array(floats.buffer);
}

export function decode(bytes: Uint8Array): Columns {
  const floats = floatsOf(bytes);
  const [count = 0, stepKind, atKind] = floats;
  let at = HEADER;
  const take = (kind: number | undefined): Float64Array => {
    const length = kind === EVEN ? 2 : count;
    const read = floats.subarray(at, at + length);
    at += length;
    if (kind !== EVEN) return read;
    const [first = 0, distance = 0] = read;
    return Float64Array.from({ length: count }, (_, index) => first + index * distance);
  };
  const steps = take(stepKind);
  const ats = take(atKind);
  const values = floats.subarray(at, at + count);
  if (values.length !== count) throw new Error('points of a metric are cut short');
  return { steps, ats, values };
}

/** Bytes out of SQLite lie anywhere; floats must lie on multiples of eight. */
export function floatsOf(bytes: Uint8Array): Float64Array {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes);
  return new Float64Array(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / 8));
}

function isEven(column: Float64Array): boolean {
  if (column.length < 3) return false;
  const first = column[0] ?? 0;
  const distance = (column[1] ?? 0) - first;
  return column.every((value, index) => value === first + index * distance);
}
