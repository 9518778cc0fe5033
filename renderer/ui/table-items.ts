import type { TableGroup } from './table-column';

export type TableItem<Row> =
  | { readonly kind: 'group'; readonly group: TableGroup<Row>; readonly folded: boolean }
  | { readonly kind: 'row'; readonly row: Row };

type Span<Row> = { readonly group: TableGroup<Row>; readonly headed: boolean; readonly folded: boolean; readonly start: number; readonly end: number };

/**
 * The lines of a table, found by their number without a list of all of them: a change costs as much as there are groups,
 * not as much as there are rows.
 */
export class TableItems<Row> {
  readonly count: number;
  readonly #spans: readonly Span<Row>[];
  readonly #keyOf: (row: Row) => string;

  constructor(groups: readonly TableGroup<Row>[], folded: ReadonlySet<string>, keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
    let start = 0;
    this.#spans = groups.map((group) => {
      const headed = group.heading !== undefined && group.heading !== null;
      const isFolded = headed && folded.has(group.key);
      const end = start + (headed ? 1 : 0) + (isFolded ? 0 : group.rows.length);
      const span = { group, headed, folded: isFolded, start, end };
      start = end;
      return span;
    });
    this.count = start;
  }

  at(index: number): TableItem<Row> | undefined {
    const span = this.#spanAt(index);
    if (!span) return undefined;
    if (span.headed && index === span.start) return { kind: 'group', group: span.group, folded: span.folded };
    const row = span.group.rows[index - span.start - (span.headed ? 1 : 0)];
    return row === undefined ? undefined : { kind: 'row', row };
  }

  /** The name under which focus and React know the line; a group's cannot be a row's. */
  keyAt(index: number): string | undefined {
    const item = this.at(index);
    if (!item) return undefined;
    return item.kind === 'group' ? `\u0000${item.group.key}` : this.#keyOf(item.row);
  }

  /** Where the line with this key is now. Looks where it was first, as most changes move nothing. */
  find(key: string, wasAt: number): number | undefined {
    if (this.keyAt(wasAt) === key) return wasAt;
    for (const span of this.#spans) {
      if (span.headed && `\u0000${span.group.key}` === key) return span.start;
      if (span.folded) continue;
      const place = span.group.rows.findIndex((row) => this.#keyOf(row) === key);
      if (place >= 0) return span.start + (span.headed ? 1 : 0) + place;
    }
    return undefined;
  }

  /** The keys of the rows between two lines, ends included. */
  rowKeys(from: number, to: number): string[] {
    const keys: string[] = [];
    for (let index = Math.max(0, Math.min(from, to)); index <= Math.min(this.count - 1, Math.max(from, to)); index += 1) {
      const item = this.at(index);
      if (item?.kind === 'row') keys.push(this.#keyOf(item.row));
    }
    return keys;
  }

  #spanAt(index: number): Span<Row> | undefined {
    let low = 0;
    let high = this.#spans.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const span = this.#spans[middle];
      if (!span) return undefined;
      if (index < span.start) high = middle - 1;
      else if (index >= span.end) low = middle + 1;
      else return span;
    }
    return undefined;
  }
}
