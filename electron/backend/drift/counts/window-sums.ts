import type { DuckDBDataChunk } from '@duckdb/node-api';
import { doublesOf, hasValue } from '../scan/chunk-numbers';
import type { WindowCounts } from './counts-file';

type Sum = { nulls: number; notFinite: number; counts: number[]; min: number | null; max: number | null };

/** Rows of counts tables added up by column and window, several times as fast as grouping them where they are read. */
export class WindowSums {
  readonly #sums: Map<number, Sum>[] = [];

  /** @param chunk the column's place, window, bin, n, nulls, min, max: all of them doubles */
  add(chunk: DuckDBDataChunk): void {
    const [places, windows, bins, ns, nulls, mins, maxs] = [0, 1, 2, 3, 4, 5, 6].map((column) => doublesOf(chunk, column));
    if (!places || !windows || !bins || !ns || !nulls || !mins || !maxs) return;
    const valueOf = ({ items, words }: typeof mins, row: number) => (words && !hasValue(words, row) ? null : (items[row] ?? null));
    for (let row = 0; row < chunk.rowCount; row++) {
      const sum = this.#sum(places.items[row] ?? 0, windows.items[row] ?? 0);
      const [bin, n] = [bins.items[row] ?? 0, ns.items[row] ?? 0];
      sum.nulls += nulls.items[row] ?? 0;
      if (bin < 0) sum.notFinite += n;
      else {
        while (sum.counts.length <= bin) sum.counts.push(0);
        sum.counts[bin] = (sum.counts[bin] ?? 0) + n;
      }
      const [min, max] = [valueOf(mins, row), valueOf(maxs, row)];
      if (min !== null && (sum.min === null || min < sum.min)) sum.min = min;
      if (max !== null && (sum.max === null || max > sum.max)) sum.max = max;
    }
  }

  /** In the order of column and window. */
  windows(names: readonly string[]): WindowCounts[] {
    return names.flatMap((column, place) =>
      [...(this.#sums[place] ?? [])].toSorted(([a], [b]) => a - b).map(([window, sum]): WindowCounts => ({ column, window, ...sum })),
    );
  }

  #sum(place: number, window: number): Sum {
    const ofColumn = (this.#sums[place] ??= new Map());
    const known = ofColumn.get(window);
    if (known) return known;
    const made: Sum = { nulls: 0, notFinite: 0, counts: [], min: null, max: null };
    ofColumn.set(window, made);
    return made;
  }
}
