import type { DuckDBDataChunk, DuckDBVector } from '@duckdb/node-api';

/** What a chunk of DuckDB holds of one column. `words`: a bit for each row that has a value, none where all have. */
export type ChunkColumn<T> = { readonly items: T; readonly words: Uint32Array | null };

/**
 * The memory of a chunk itself, which is ten times as fast as asking for each value. DuckDB's package has it and does not say so in its
 * types: what it is gets looked at here, and nowhere else.
 */
export function doublesOf(chunk: DuckDBDataChunk, column: number): ChunkColumn<Float64Array> {
  const vector = chunk.getColumnVector(column);
  const items: unknown = Reflect.get(vector, 'items');
  if (!(items instanceof Float64Array)) throw new TypeError(`column ${column} is no DOUBLE`);
  return { items, words: nullsOf(vector) };
}

/** Signed 64-bit numbers (BIGINT) or unsigned ones (UBIGINT), as low and high halves in turn. */
export function halvesOf(chunk: DuckDBDataChunk, column: number): ChunkColumn<Uint32Array> {
  const vector = chunk.getColumnVector(column);
  const items: unknown = Reflect.get(vector, 'items');
  if (!(items instanceof BigInt64Array || items instanceof BigUint64Array)) throw new TypeError(`column ${column} is no BIGINT`);
  return { items: new Uint32Array(items.buffer, items.byteOffset, 2 * items.length), words: nullsOf(vector) };
}

/** A bit for each row of a column that has a value; null where all have. */
export function nullsOf(vector: DuckDBVector): Uint32Array | null {
  const validity: unknown = Reflect.get(vector, 'validity');
  if (typeof validity !== 'object' || validity === null) throw new TypeError('a column without its nulls');
  const data: unknown = Reflect.get(validity, 'data');
  if (data === null || data === undefined) return null;
  const offset: unknown = Reflect.get(validity, 'offset');
  if (!(data instanceof BigUint64Array) || offset !== 0) throw new TypeError('nulls of a column are not as known');
  return new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
}

export const hasValue = (words: Uint32Array, row: number): boolean => (((words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 1;

/** A whole number from its halves, where a double holds it. */
export const wholeOf = (halves: Uint32Array, row: number): number => ((halves[2 * row + 1] ?? 0) | 0) * 2 ** 32 + (halves[2 * row] ?? 0);
