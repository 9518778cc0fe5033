import type { DuckDBConnection } from '@duckdb/node-api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import { stopIf } from '../../tables/source-files';
import { doublesOf, halvesOf, hasValue } from './chunk-numbers';
import { type Scratch, sortNumbers } from './sort-numbers';

export type NumberColumn = {
  readonly rows: number;
  readonly nulls: number;
  readonly notFinite: number;
  /** Ascending, finite; `base` less than they are. In room of the scratch, if they were read. */
  readonly sorted: Float64Array;
  /** What was taken off whole numbers beyond 2^53, so that a double holds what is left; 0 of all others. */
  readonly base: bigint;
};
export type NumberReading = {
  readonly sql: string;
  readonly isWide: boolean /** Of the reference, for its current side. */;
  readonly base?: bigint | undefined;
};

type Holder = { values: Float64Array; length: number; nulls: number };

/** Columns of a side as sorted numbers, in one scan. Which rows come first, and in what pieces, does not matter. */
export async function readNumbers(
  connection: DuckDBConnection,
  from: string,
  readings: readonly NumberReading[],
  { rows, scratch, signal, heard }: { rows: number; scratch: Scratch; signal?: AbortSignalLike | undefined; heard?: (rows: number) => void },
): Promise<NumberColumn[]> {
  const holders = readings.map((): Holder => ({ values: scratch.take(rows), length: 0, nulls: 0 }));
  const result = await connection.stream(`SELECT ${readings.map(({ sql }) => sql).join(', ')} FROM ${from}`);
  let read = 0;
  for (;;) {
    stopIf(signal);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const count = chunk.rowCount;
    holders.forEach((holder, column) => {
      const { items, words } = readings[column]?.isWide ? halvesOf(chunk, column) : doublesOf(chunk, column);
      // Halves are put where doubles will be, and turned once all are known.
      const doubles = items instanceof Float64Array ? items : new Float64Array(items.buffer, items.byteOffset, items.length / 2);
      take(holder, doubles, words, count);
    });
    read += count;
    heard?.(read);
  }
  return holders.map((holder, column) => finish(holder, readings[column], scratch));
}

function take(holder: Holder, items: Float64Array, words: Uint32Array | null, count: number): void {
  if (holder.length + count > holder.values.length) grow(holder, holder.length + count);
  if (!words) {
    holder.values.set(items.length === count ? items : items.subarray(0, count), holder.length);
    holder.length += count;
    return;
  }
  // Whole numbers of 64 bits may look like NaN, whose bits a copy as a double need not keep.
  const to = new Uint32Array(holder.values.buffer);
  const from = new Uint32Array(items.buffer, items.byteOffset, 2 * items.length);
  let at = 2 * holder.length;
  for (let row = 0; row < count; row++) {
    if (!hasValue(words, row)) continue;
    to[at++] = from[2 * row] ?? 0;
    to[at++] = from[2 * row + 1] ?? 0;
  }
  holder.nulls += count - (at / 2 - holder.length);
  holder.length = at / 2;
}

function grow(holder: Holder, length: number): void {
  const larger = new Float64Array(Math.max(2 * holder.values.length, length));
  larger.set(holder.values);
  holder.values = larger;
}

function finish({ values, length, nulls }: Holder, reading: NumberReading | undefined, scratch: Scratch): NumberColumn {
  const base = reading?.isWide ? fromHalves(values, length, reading.base) : 0n;
  const kept = keepFinite(values, length);
  sortNumbers(values, kept, scratch);
  return { rows: length + nulls, nulls, notFinite: length - kept, sorted: values.subarray(0, kept), base };
}

/** 2^53 over 2^32: high halves below it make numbers that a double holds. */
const SAFE_HIGH = 2 ** 21;
const LOW_VALUES = 2 ** 32;

/** Turns whole numbers of 64 bits into doubles where they are. @returns what was taken off each */
function fromHalves(values: Float64Array, length: number, given: bigint | undefined): bigint {
  const halves = new Int32Array(values.buffer, values.byteOffset, 2 * length);
  let isSafe = given === undefined || given === 0n;
  for (let at = 1; isSafe && at < halves.length; at += 2) {
    const high = halves[at] ?? 0;
    if (high >= SAFE_HIGH || high < -SAFE_HIGH) isSafe = false;
  }
  if (isSafe || given === 0n) {
    for (let at = 0; at < length; at++) values[at] = (halves[2 * at + 1] ?? 0) * LOW_VALUES + ((halves[2 * at] ?? 0) >>> 0);
    return 0n;
  }
  const whole = new BigInt64Array(values.buffer, values.byteOffset, length);
  const base = given ?? whole.reduce((least, value) => (value < least ? value : least), whole[0] ?? 0n);
  for (let at = 0; at < length; at++) values[at] = Number((whole[at] ?? 0n) - base);
  return base;
}

/** Nearly always all are, and nothing need be moved. */
function keepFinite(values: Float64Array, length: number): number {
  let kept = 0;
  while (kept < length && (values[kept] ?? 0) - (values[kept] ?? 0) === 0) kept += 1;
  for (let at = kept; at < length; at++) {
    const value = values[at] ?? 0;
    if (value - value !== 0) continue;
    values[kept++] = value;
  }
  return kept;
}
