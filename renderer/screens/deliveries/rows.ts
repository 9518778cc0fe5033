import type { LiveState } from '../../data/mirror';
import type { DeliveryRow } from '../../data/delivery-row';
import { type Narrowing, matcher } from './filter';
import { type Compare, comparer, type Sort, textComparer } from './order';

export const GROUPINGS = ['none', 'connection', 'namespace', 'state'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export type Query = Narrowing & {
  readonly sort: Sort;
  readonly group: Grouping;
  readonly locale: string;
  /** How fresh a connection is; smaller is staler. Only asked where the sort is by freshness. */
  readonly rank: (connection: string) => number;
};

export type Group = { readonly key: string; readonly rows: readonly DeliveryRow[] };
export type Counts = ReadonlyMap<string, number>;

export type Rows = {
  /** In order. Without grouping there is one group of the key ''. */
  readonly groups: readonly Group[];
  readonly matched: number;
  readonly total: number;
  /** Of all rows, whether they match or not. */
  readonly byState: Counts;
  readonly byConnection: Counts;
};

/** Above this many changes at a time, one pass over a group is cheaper than finding each place. */
const SPLICE_MAX = 64;

type Source = Pick<LiveState<DeliveryRow>, 'entities' | 'changed' | 'version'>;
type Bucket = { key: string; rows: DeliveryRow[] };

/**
 * Keeps the filtered, grouped and sorted rows between changes, so that a change costs what changed and not what there is.
 * One per open table.
 */
export class DeliveryRows {
  #query: Query | undefined;
  #version = -1;
  #rows: Rows | undefined;
  #matches: (row: DeliveryRow) => boolean = () => true;
  #compare: Compare = () => 0;
  #buckets = new Map<string, Bucket>();
  /** Every row as it was counted, also those that do not match. */
  #known = new Map<string, DeliveryRow>();
  #byState = new Map<string, number>();
  #byConnection = new Map<string, number>();

  update(source: Source, query: Query): Rows {
    if (this.#rows && query === this.#query && source.version === this.#version) return this.#rows;
    if (this.#rows && query === this.#query && source.changed && source.version === this.#version + 1) this.#apply(source.entities, source.changed);
    else this.#rebuild(source.entities, query);
    this.#query = query;
    this.#version = source.version;
    this.#rows = this.#publish(query);
    return this.#rows;
  }

  #rebuild(entities: Source['entities'], query: Query): void {
    this.#matches = matcher(query);
    this.#compare = comparer(query.sort, query.names, query.rank, query.locale);
    this.#buckets.clear();
    this.#byState.clear();
    this.#byConnection.clear();
    this.#known = new Map(entities);
    for (const row of entities.values()) {
      this.#count(row, 1);
      if (this.#matches(row)) this.#bucket(groupKey(row, query.group)).rows.push(row);
    }
    for (const bucket of this.#buckets.values()) bucket.rows.sort(this.#compare);
  }

  #apply(entities: Source['entities'], changed: ReadonlySet<string>): void {
    const group = this.#query?.group ?? 'none';
    const gone = new Map<string, DeliveryRow[]>();
    const come = new Map<string, DeliveryRow[]>();
    const stay = new Map<string, [before: DeliveryRow, after: DeliveryRow][]>();
    for (const ref of changed) {
      const before = this.#known.get(ref);
      const after = entities.get(ref);
      if (before === after) continue;
      if (before && after && this.#staysInPlace(before, after, group)) {
        this.#count(before, -1);
        this.#count(after, 1);
        this.#known.set(ref, after);
        collect(stay, groupKey(after, group), [before, after]);
        continue;
      }
      if (before) {
        this.#count(before, -1);
        if (this.#matches(before)) collect(gone, groupKey(before, group), before);
      }
      if (after) {
        this.#count(after, 1);
        this.#known.set(ref, after);
        if (this.#matches(after)) collect(come, groupKey(after, group), after);
      } else this.#known.delete(ref);
    }
    for (const [key, pairs] of stay) replaceInPlace(this.#bucket(key), pairs, this.#compare);
    for (const key of new Set([...gone.keys(), ...come.keys()])) {
      const bucket = this.#bucket(key);
      bucket.rows = replaceSorted(bucket.rows, gone.get(key) ?? [], come.get(key) ?? [], this.#compare);
      if (bucket.rows.length === 0) this.#buckets.delete(key);
    }
  }

  /** Most changes leave a row where it is: those cost little more however many rows there are. */
  #staysInPlace(before: DeliveryRow, after: DeliveryRow, group: Grouping): boolean {
    return groupKey(before, group) === groupKey(after, group) && this.#compare(before, after) === 0 && this.#matches(before) && this.#matches(after);
  }

  #publish(query: Query): Rows {
    const buckets = [...this.#buckets.values()].toSorted(groupOrder(query));
    const groups = buckets.map(({ key, rows }) => ({ key, rows }));
    const matched = groups.reduce((sum, { rows }) => sum + rows.length, 0);
    return { groups, matched, total: this.#known.size, byState: new Map(this.#byState), byConnection: new Map(this.#byConnection) };
  }

  #bucket(key: string): Bucket {
    let bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, (bucket = { key, rows: [] }));
    return bucket;
  }

  #count(row: DeliveryRow, by: number): void {
    add(this.#byState, row.state, by);
    add(this.#byConnection, row.connection, by);
  }
}

const groupKey = (row: DeliveryRow, group: Grouping): string => (group === 'none' ? '' : row[group]);

function groupOrder({ group, names, locale, sort, rank }: Query): (left: Group, right: Group) => number {
  if (group === 'none') return () => 0;
  const text = textComparer(locale);
  if (group !== 'state') return (left, right) => text(names.get(left.key) ?? left.key, names.get(right.key) ?? right.key);
  const compare = comparer({ ...sort, column: 'state', descending: false }, names, rank, locale);
  return (left, right) => (left.rows[0] && right.rows[0] ? compare(left.rows[0], right.rows[0]) : 0);
}

function add(counts: Map<string, number>, key: string, by: number): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

function collect<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

/** A new array: the old one belongs to what is on the screen. */
function replaceInPlace(bucket: Bucket, pairs: readonly (readonly [before: DeliveryRow, after: DeliveryRow])[], compare: Compare): void {
  bucket.rows = bucket.rows.slice();
  for (const [before, after] of pairs) bucket.rows[placeOf(bucket.rows, before, compare)] = after;
}

/** A new array: the old one belongs to what is on the screen. */
function replaceSorted(rows: readonly DeliveryRow[], gone: readonly DeliveryRow[], come: DeliveryRow[], compare: Compare): DeliveryRow[] {
  if (gone.length + come.length <= SPLICE_MAX) {
    const next = rows.slice();
    for (const row of gone) next.splice(placeOf(next, row, compare), 1);
    for (const row of come) next.splice(placeOf(next, row, compare), 0, row);
    return next;
  }
  const leaving = new Set(gone);
  come.sort(compare);
  const next: DeliveryRow[] = [];
  let at = 0;
  for (const row of rows) {
    if (leaving.has(row)) continue;
    for (let added = come[at]; added && compare(added, row) < 0; added = come[++at]) next.push(added);
    next.push(row);
  }
  while (at < come.length) next.push(...come.slice(at, (at += SPLICE_MAX)));
  return next;
}

/** Where the row is, or where it belongs: the first place whose row does not come before it. */
function placeOf(rows: readonly DeliveryRow[], row: DeliveryRow, compare: Compare): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = rows[middle];
    if (there && compare(there, row) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
