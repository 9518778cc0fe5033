/** What the rows of one window that lie in one bin come to. A counts table is of these, and adding those of parts gives those of the whole. */
export type CountRow = {
  readonly column: string;
  /** Its beginning, in milliseconds since 1970 (UTC). */
  readonly window: number;
  /** −1 holds what has no value: `nulls`, and `n` of what is not finite. */
  readonly bin: number;
  readonly n: number;
  readonly nulls: number;
  /** Of (value − origin) / unit, rounded to whole numbers; null where a value is out of their reach. */
  readonly sum: bigint | null;
  readonly squares: bigint | null;
  readonly min: number | null;
  readonly max: number | null;
};

/** Rows of the same column, window and bin together, in the order of column, window, bin. Exact: the order in which rows come does not matter. */
export function addUp(rows: Iterable<CountRow>, windowOf: (window: number) => number = (window) => window): CountRow[] {
  const found = new Map<string, CountRow>();
  for (const row of rows) {
    const window = windowOf(row.window);
    const key = `${row.bin} ${window} ${row.column}`;
    const before = found.get(key);
    found.set(key, before ? plus(before, row) : { ...row, window });
  }
  return [...found.values()].toSorted((a, b) => (a.column === b.column ? a.window - b.window || a.bin - b.bin : a.column < b.column ? -1 : 1));
}

const plus = (one: CountRow, other: CountRow): CountRow => ({
  ...one,
  n: one.n + other.n,
  nulls: one.nulls + other.nulls,
  sum: one.sum === null || other.sum === null ? null : one.sum + other.sum,
  squares: one.squares === null || other.squares === null ? null : one.squares + other.squares,
  min: one.min === null || (other.min !== null && other.min < one.min) ? other.min : one.min,
  max: one.max === null || (other.max !== null && other.max > one.max) ? other.max : one.max,
});

/** Windows that are counted; larger ones are sums of these. By UTC. */
export const WINDOW_MS = { hour: 3_600_000, day: 86_400_000 } as const;
export type WindowSize = keyof typeof WINDOW_MS;

/** What is asked for: `all` is one window, from the beginning. */
export const ROLL_UPS = ['hour', 'day', 'week', 'month', 'all'] as const;
export type RollUp = (typeof ROLL_UPS)[number];
