import type { DuckDBConnection } from '@duckdb/node-api';
import type { AbortSignalLike } from '../../../../shared/api/verb';
import type { ColumnType } from '../../../../shared/models/drift-config';
import type { DriftReason } from '../../../../shared/models/drift-report';
import { stopIf } from '../../tables/source-files';
import { doublesOf, halvesOf, hasValue, nullsOf, wholeOf } from '../scan/chunk-numbers';
import { readingOf, wordOfColumn } from '../scan/column-plan';
import type { SideColumn, SideTable } from '../scan/side-table';
import { type CountRow, WINDOW_MS, type WindowSize } from './count-row';
import type { FrozenBins, FrozenColumn } from './frozen-bins';
import { NumberCounter } from './number-counter';

/** When rows are of: by a column of times, else all `at` one moment. Rows without a time are of that moment too. */
export type CountWindows = { readonly size: WindowSize; readonly time: string | null; readonly at: number };
export type Counted = {
  /** Rows read, each once. */
  readonly read: number;
  readonly faults: readonly { readonly column: string; readonly reason: DriftReason }[];
};

/** What GROUPING can number, less the window. */
const CATEGORIES_AT_ONCE = 30;
/** Numbers of so many columns come in one piece. */
const NUMBERS_AT_ONCE = 100;

type Planned = { readonly frozen: FrozenColumn; readonly sql: string };

/**
 * Counts rows in bins that a reference fixed, window by window. Which rows come first, and in what pieces, makes no difference to a bit.
 * @param put is given what was counted, some columns after others: of a thousand in many windows it is too much to be held
 */
export async function countTables(
  connection: DuckDBConnection,
  table: SideTable,
  bins: FrozenBins,
  windows: CountWindows,
  put: (rows: readonly CountRow[]) => void,
  { signal, heard }: { signal?: AbortSignalLike | undefined; heard?: ((part: number) => void) | undefined } = {},
): Promise<Counted> {
  const { from, rows: read } = await table.rows();
  const time = windowSql(table, windows);
  const [planned, faults] = plan(table, bins);
  const length = WINDOW_MS[windows.size];
  const taken = (rows: readonly CountRow[]) => put(rows.map((row) => ({ ...row, window: row.window * length })));
  const numbers = planned.filter(({ frozen }) => frozen.bins.kind === 'edges');
  const categories = planned.filter(({ frozen }) => frozen.bins.kind === 'categories');
  for (let at = 0; at < numbers.length; at += NUMBERS_AT_ONCE) {
    await countNumbers(connection, from, time, numbers.slice(at, at + NUMBERS_AT_ONCE), taken, signal);
    heard?.((at + 1) / planned.length);
  }
  for (let at = 0; at < categories.length; at += CATEGORIES_AT_ONCE) {
    taken(await countCategories(connection, from, time, categories.slice(at, at + CATEGORIES_AT_ONCE), signal));
    heard?.((numbers.length + at + 1) / planned.length);
  }
  return { read, faults };
}

const WORDS: Readonly<Record<ColumnType, string>> = { number: 'number', integer: 'number', boolean: 'boolean', category: 'text', time: 'time', list: 'list' };

function plan({ columns }: SideTable, bins: FrozenBins): [Planned[], Counted['faults']] {
  const planned: Planned[] = [];
  const faults: { column: string; reason: DriftReason }[] = [];
  for (const frozen of bins.columns) {
    const column = columns.find(({ name }) => name === frozen.name);
    const sql = column && sqlOf(column, frozen);
    if (sql !== undefined) planned.push({ frozen, sql });
    else
      faults.push({
        column: frozen.name,
        reason: column
          ? { id: 'types-differ', values: { reference: frozen.type, current: column.type } }
          : { id: 'column-absent', values: { side: 'current' } },
      });
  }
  return [planned, faults];
}

function sqlOf(column: SideColumn, { type, config, bins }: FrozenColumn): string | undefined {
  const isForced = config.as !== undefined;
  if (!isForced && (column.disagrees !== null || wordOfColumn(column) !== WORDS[type])) return undefined;
  const found = readingOf(column, config);
  if (!found) return undefined;
  if (bins.kind === 'edges') return found.reading === 'categories' ? undefined : `(${found.sql})::DOUBLE`;
  if (found.reading === 'categories') return found.sql;
  // Whole numbers of few values, which may come as 1.0 where one is missing.
  return type === 'integer'
    ? `CASE WHEN (${found.sql}) = floor(${found.sql}) THEN (${found.sql})::HUGEINT::VARCHAR ELSE (${found.sql})::VARCHAR END`
    : undefined;
}

/** The beginning of a row's window as a whole number of them since 1970. */
function windowSql({ columns }: SideTable, { size, time, at }: CountWindows): string {
  const otherwise = String(Math.floor(at / WINDOW_MS[size]));
  const column = columns.find(({ name }) => name === time);
  if (!column || column.kind !== 'time') return `${otherwise}::BIGINT`;
  const ms = `CASE WHEN isfinite(${column.id}) THEN epoch_ms(${column.id}) END`;
  return `coalesce(floor((${ms}) / ${WINDOW_MS[size]}.0)::BIGINT, ${otherwise}::BIGINT)`;
}

async function countNumbers(
  connection: DuckDBConnection,
  from: string,
  time: string,
  planned: readonly Planned[],
  put: (rows: readonly CountRow[]) => void,
  signal?: AbortSignalLike,
): Promise<void> {
  const counters = planned.map(({ frozen: { bins } }) => {
    if (bins.kind !== 'edges') throw new TypeError('a column without edges');
    return new NumberCounter(bins.edges, bins.origin, bins.unit);
  });
  const windows = new Places();
  const result = await connection.stream(`SELECT ${[time, ...planned.map(({ sql }) => sql)].join(', ')} FROM ${from}`);
  for (;;) {
    stopIf(signal);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const count = chunk.rowCount;
    const places = windows.of(halvesOf(chunk, 0).items, count);
    counters.forEach((counter, at) => {
      const { items, words } = doublesOf(chunk, at + 1);
      counter.add(items, words, places, count, windows.all.length);
    });
  }
  for (const [at, { frozen }] of planned.entries()) put(counters[at]?.rows(frozen.name, windows.all) ?? []);
}

/** Windows by the order in which they came. */
class Places {
  readonly all: number[] = [];
  readonly #known = new Map<number, number>();
  readonly #places = new Uint32Array(2_048);

  of(halves: Uint32Array, count: number): Uint32Array {
    let [last, place] = [Number.NaN, 0];
    for (let row = 0; row < count; row++) {
      const window = wholeOf(halves, row);
      if (window !== last) {
        place = this.#place(window);
        last = window;
      }
      this.#places[row] = place;
    }
    return this.#places;
  }

  #place(window: number): number {
    const known = this.#known.get(window);
    if (known !== undefined) return known;
    this.#known.set(window, this.all.length);
    return this.all.push(window) - 1;
  }
}

async function countCategories(
  connection: DuckDBConnection,
  from: string,
  time: string,
  planned: readonly Planned[],
  signal?: AbortSignalLike,
): Promise<CountRow[]> {
  const names = planned.map((_, at) => `v${at}`);
  const inner = `SELECT ${time} AS w, ${planned.map(({ sql }, at) => `${sql} AS v${at}`).join(', ')} FROM ${from}`;
  const sets = names.map((name) => `(w, ${name})`).join(', ');
  const result = await connection.stream(
    `SELECT grouping_id(${names.join(', ')})::BIGINT, w, count(*)::BIGINT, coalesce(${[...names, 'NULL'].join(', ')}) FROM (${inner}) GROUP BY GROUPING SETS (${sets})`,
  );
  const columnOf = new Map(names.map((_, at) => [2 ** names.length - 1 - 2 ** (names.length - 1 - at), at]));
  const places = planned.map(({ frozen: { bins } }) => new Map(bins.kind === 'categories' ? bins.values.map((value, place) => [value, place]) : []));
  const counted = new Map<string, { at: number; window: number; bin: number; rows: number }>();
  for (;;) {
    stopIf(signal);
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    const [ids, windows, counts] = [halvesOf(chunk, 0).items, halvesOf(chunk, 1).items, halvesOf(chunk, 2).items];
    const values = chunk.getColumnVector(3);
    const words = nullsOf(values);
    for (let row = 0; row < chunk.rowCount; row++) {
      const at = columnOf.get(wholeOf(ids, row)) ?? -1;
      const known = places[at];
      if (!known) throw new RangeError('a set of no column');
      const window = wholeOf(windows, row);
      const bin = words && !hasValue(words, row) ? -1 : (known.get(String(values.getItem(row))) ?? known.size);
      const key = `${at} ${window} ${bin}`;
      const found = counted.get(key) ?? { at, window, bin, rows: 0 };
      found.rows += wholeOf(counts, row);
      counted.set(key, found);
    }
  }
  return [...counted.values()].map(({ at, window, bin, rows }): CountRow => {
    const none = { sum: null, squares: null, min: null, max: null };
    return { column: planned[at]?.frozen.name ?? '', window, bin, n: bin < 0 ? 0 : rows, nulls: bin < 0 ? rows : 0, ...none };
  });
}
