import type { ReactNode } from 'react';

export type TableColumn<Row> = {
  readonly id: string;
  readonly header: string;
  /** Its cells say what it is: the heading is for screen readers alone. */
  readonly headerHidden?: boolean;
  /** Pixels, until the user makes it wider or narrower. */
  readonly width: number;
  readonly minWidth?: number;
  /** Shares the width that is left with the others that grow, in the proportion of their widths; gives way down to its least. */
  readonly grow?: boolean;
  /** Where there is no room for all, the column of the highest number goes first. Absent: it stays, and the table scrolls sideways. */
  readonly yields?: number;
  /** Numbers stand at the end, so that their digits line up. */
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** Drawn again only when its row or the list of columns is another object: read nothing that changes by itself. */
  readonly cell: (row: Row) => ReactNode;
};

export type TableSort = { readonly column: string; readonly descending: boolean };

/** Rows in order. A heading is drawn above them, unless null. */
export type TableGroup<Row> = { readonly key: string; readonly rows: readonly Row[]; readonly heading?: ReactNode };

/** Widths that the user set, by column. */
export type TableWidths = Readonly<Record<string, number>>;

const MIN_WIDTH = 48;
const MAX_WIDTH = 1_200;

type Sized = Pick<TableColumn<never>, 'id' | 'width' | 'minWidth' | 'grow' | 'yields'>;

/** What it needs at least. A width that the user set is what it has. */
const least = ({ id, width, minWidth, grow }: Sized, widths: TableWidths): number => widths[id] ?? (grow ? (minWidth ?? width) : width);

/** The columns that fit into a place. One whose width the user set stays. */
export function fittingColumns<Column extends Sized>(columns: readonly Column[], widths: TableWidths, place: number): readonly Column[] {
  const yielding = columns
    .filter(({ id, yields }) => yields !== undefined && widths[id] === undefined)
    .toSorted((one, other) => (other.yields ?? 0) - (one.yields ?? 0));
  const gone = new Set<Column>();
  let over = columns.reduce((sum, column) => sum + least(column, widths), 0) - place;
  for (const column of yielding) {
    if (over <= 0) break;
    gone.add(column);
    over -= least(column, widths);
  }
  return gone.size === 0 ? columns : columns.filter((column) => !gone.has(column));
}

export function clampWidth(column: Sized, width: number): number {
  return Math.round(Math.min(MAX_WIDTH, Math.max(column.minWidth ?? MIN_WIDTH, width)));
}

/** The tracks of all rows, and the width below which the table scrolls sideways. What nobody takes stays empty at the end. */
export function tableTracks(columns: readonly Sized[], widths: TableWidths): { readonly template: string; readonly minWidth: number } {
  const grows = columns.some(({ id, grow }) => grow && widths[id] === undefined);
  const tracks = columns.map((column) => {
    const { id, width, grow } = column;
    return grow && widths[id] === undefined ? `minmax(${least(column, widths)}px, ${width}fr)` : `${least(column, widths)}px`;
  });
  return {
    template: [...tracks, ...(grows ? [] : ['minmax(0, 1fr)'])].join(' '),
    minWidth: columns.reduce((sum, column) => sum + least(column, widths), 0),
  };
}

/** The order after `id` was moved to where `target` is. */
export function moveColumn(order: readonly string[], id: string, target: string): readonly string[] {
  const from = order.indexOf(id);
  const to = order.indexOf(target);
  if (from < 0 || to < 0 || from === to) return order;
  const rest = order.filter((each) => each !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
}

/** A second press turns the order round. */
export function nextSort(column: string, sort: TableSort | null): TableSort {
  return { column, descending: sort?.column === column && !sort.descending };
}
