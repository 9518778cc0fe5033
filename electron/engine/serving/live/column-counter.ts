import type { LiveColumn, LiveCounts } from '../../../../shared/models/live-counts';
import type { TensorType } from '../../../../shared/models/tensor-type';
import { QuantileSketch } from './quantile-sketch';
import { type ReadValue, readerOf } from './read-value';
import type { ColumnPlace } from './column-places';

type Told = LiveCounts['columns'][number];

/** Counts one column of one window in the bins of its reference. */
export class ColumnCounter {
  readonly #counts: Float64Array;
  readonly #edges: Float64Array | null;
  readonly #places: ReadonlyMap<string, number> | null;
  readonly #sketch: QuantileSketch | null;
  readonly #readers = new Map<TensorType, ReadValue | null>();
  #rows = 0;
  #nulls = 0;
  #notFinite = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(readonly column: LiveColumn) {
    const { bins, type } = column;
    const isNumber = type === 'number' || type === 'integer';
    this.#sketch = isNumber && column.as !== 'category' ? new QuantileSketch() : null;
    this.#edges = bins.kind === 'edges' ? Float64Array.from(bins.edges) : null;
    this.#places = bins.kind === 'categories' ? new Map(bins.values.map((value, place) => [value, place])) : null;
    this.#counts = new Float64Array(bins.kind === 'edges' ? bins.edges.length + 1 : bins.values.length + 1);
  }

  /** @returns whether values of this datatype can be counted here */
  takes(datatype: TensorType, isList: boolean): boolean {
    return isList ? this.column.type === 'list' : this.#reader(datatype) !== null;
  }

  addMissing(rows: number): void {
    this.#rows += rows;
    this.#nulls += rows;
  }

  add(values: readonly unknown[], rows: number, datatype: TensorType, { offset, width, isList }: ColumnPlace): void {
    const read = this.#reader(datatype);
    for (let row = 0; row < rows; row++) this.#addOne(isList ? width : (read?.(values[row * width + offset]) ?? null));
  }

  /** Null: there was no row of it. */
  told(): Told | null {
    if (this.#rows === 0) return null;
    const counts = this.#counts;
    const last = counts.findLastIndex((count) => count > 0);
    const { name } = this.column;
    const known = this.#min <= this.#max;
    return {
      name,
      nulls: this.#nulls,
      notFinite: this.#notFinite,
      counts: Array.from(counts.subarray(0, last + 1)),
      min: known ? this.#min : null,
      max: known ? this.#max : null,
      p50: this.#quantile(0.5),
      p95: this.#quantile(0.95),
    };
  }

  /** Of the sketch, and never beyond what there was. */
  #quantile(part: number): number | null {
    const value = this.#sketch?.at(part) ?? null;
    return value === null || this.#min > this.#max ? value : Math.min(this.#max, Math.max(this.#min, value));
  }

  #reader(datatype: TensorType): ReadValue | null {
    let reader = this.#readers.get(datatype);
    if (reader === undefined) this.#readers.set(datatype, (reader = readerOf(this.column, datatype)));
    return reader;
  }

  #addOne(value: number | string | null): void {
    this.#rows += 1;
    if (value === null) this.#nulls += 1;
    else if (typeof value === 'string') this.#addCategory(value);
    else if (Number.isFinite(value)) this.#addNumber(value);
    else this.#notFinite += 1;
  }

  #addCategory(value: string): void {
    const place = this.#places?.get(value) ?? this.#counts.length - 1;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    if (this.#sketch) this.#sketch.add(Number(value));
  }

  #addNumber(value: number): void {
    const place = this.#edges ? placeOf(this.#edges, value) : this.#counts.length - 1;
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    this.#sketch?.add(value);
  }
}

/** How many edges are at most that: the place of its bin, left-closed, with one below them all and one above. */
function placeOf(edges: Float64Array, value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((edges[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
