// Numbers of more rows than can be held: counted in thousands of bins that the reference fixes, so many that little is lost.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import { edgesByMass, nextAbove, rankedValues } from '../../../../shared/drift/edges';
import { stopIf } from '../../tables/source-files';
import { doublesOf, hasValue } from './chunk-numbers';
import { Scratch, sortNumbers } from './sort-numbers';

export type FineColumn = {
  readonly rows: number;
  readonly nulls: number;
  readonly notFinite: number;
  readonly edges: Float64Array;
  /** Below the first edge, between, and from the last one on. */
  readonly counts: Float64Array;
};
type Told = { readonly signal?: AbortSignalLike | undefined; readonly heard?: ((rows: number) => void) | undefined };

export const FINE_BINS = 4_096;
/** Rows that edges are taken from. */
const SAMPLED = 400_000;
/** Columns that decide whether a row is one of them. */
const TOLD_BY = 8;

/**
 * Edges of each column, from the least value to just above the greatest. They are taken from rows that are chosen by what they hold, not by where
 * they lie: the same for the same rows, however many threads read them and in whatever order.
 * @param also edges that must be among them, by column
 */
export async function fineEdges(
  connection: DuckDBConnection,
  from: string,
  expressions: readonly string[],
  { rows, also, signal }: { rows: number; also: readonly (readonly number[])[] } & Told,
): Promise<Float64Array[]> {
  const values = expressions.map((sql, at) => `${sql} AS x${at}`).join(', ');
  const table = `(SELECT ${values} FROM ${from})`;
  const bounds = expressions.map((_, at) => `min(x${at}) FILTER (x${at} - x${at} = 0), max(x${at}) FILTER (x${at} - x${at} = 0)`);
  const answer = await connection.runAndReadAll(`SELECT ${bounds.join(', ')} FROM ${table}`);
  const ends = (answer.getRows()[0] ?? []).map((end) => (typeof end === 'number' ? end : null));
  const telling = expressions.slice(0, TOLD_BY).map((_, at) => `x${at}`);
  const every = Math.max(1, Math.floor(rows / SAMPLED));
  const sample = await readColumns(connection, `SELECT * FROM ${table} WHERE hash(${telling.join(', ')}) % ${every} = 0`, expressions.length, signal);
  return sample.map((taken, at) => {
    const [least, greatest] = [ends[2 * at] ?? null, ends[2 * at + 1] ?? null];
    if (least === null || greatest === null) return new Float64Array(0);
    const found = new Set([least, ...edgesByMass(rankedValues(taken), FINE_BINS), ...(also[at] ?? []), nextAbove(greatest)]);
    return Float64Array.from(found).toSorted();
  });
}

async function readColumns(connection: DuckDBConnection, sql: string, count: number, signal?: AbortSignalLike): Promise<Float64Array[]> {
  const parts: number[][] = Array.from({ length: count }, () => []);
  const result = await connection.stream(sql);
  for (;;) {
    stopIf(signal);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (const [at, part] of parts.entries()) {
      const { items, words } = doublesOf(chunk, at);
      for (let row = 0; row < chunk.rowCount; row++) {
        const value = items[row] ?? 0;
        if ((!words || hasValue(words, row)) && value - value === 0) part.push(value);
      }
    }
  }
  const scratch = new Scratch();
  return parts.map((part) => {
    const values = Float64Array.from(part);
    sortNumbers(values, values.length, scratch);
    return values;
  });
}

/** Columns of a side in one scan, which holds no row longer than it takes to count it. */
export async function countFine(
  connection: DuckDBConnection,
  from: string,
  columns: readonly { readonly sql: string; readonly edges: Float64Array }[],
  { signal, heard }: Told,
): Promise<FineColumn[]> {
  const counting = columns.map(({ edges }) => new FineCounter(edges));
  const result = await connection.stream(`SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${from}`);
  let read = 0;
  for (;;) {
    stopIf(signal);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    for (const [at, counter] of counting.entries()) {
      const { items, words } = doublesOf(chunk, at);
      counter.add(items, words, chunk.rowCount);
    }
    read += chunk.rowCount;
    heard?.(read);
  }
  return counting.map((counter) => counter.found(read));
}

/** Cells of equal width that say where to look among the edges. */
const CELLS = 16_384;

class FineCounter {
  readonly #counts: Float64Array;
  readonly #first: Uint16Array;
  readonly #low: number;
  readonly #scale: number;
  #nulls = 0;
  #notFinite = 0;

  constructor(private readonly edges: Float64Array) {
    this.#counts = new Float64Array(edges.length + 1);
    this.#low = edges[0] ?? 0;
    const scale = CELLS / ((edges.at(-1) ?? 1) - this.#low);
    this.#scale = Number.isFinite(scale) && scale > 0 ? scale : 0;
    this.#first = new Uint16Array(CELLS + 2);
    let edge = 0;
    for (let cell = 0; cell <= CELLS; cell++) {
      while (edge < edges.length && this.#cell(edges[edge] ?? 0) < cell) edge += 1;
      this.#first[cell] = edge;
    }
    this.#first[CELLS + 1] = edges.length;
  }

  add(items: Float64Array, words: Uint32Array | null, count: number): void {
    const [edges, counts, first] = [this.edges, this.#counts, this.#first];
    for (let row = 0; row < count; row++) {
      if (words && !hasValue(words, row)) {
        this.#nulls += 1;
        continue;
      }
      const value = items[row] ?? 0;
      if (value - value !== 0) {
        this.#notFinite += 1;
        continue;
      }
      const cell = this.#cell(value);
      let [low, high] = [first[cell] ?? 0, first[cell + 1] ?? 0];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((edges[middle] ?? 0) > value) high = middle;
        else low = middle + 1;
      }
      counts[low] = (counts[low] ?? 0) + 1;
    }
  }

  found(rows: number): FineColumn {
    return { rows, nulls: this.#nulls, notFinite: this.#notFinite, edges: this.edges, counts: this.#counts };
  }

  /** Rises with the value, so that an edge above a value is never in a cell before its. */
  #cell(value: number): number {
    const cell = Math.floor((value - this.#low) * this.#scale);
    return cell > 0 ? Math.min(cell, CELLS) : 0;
  }
}
