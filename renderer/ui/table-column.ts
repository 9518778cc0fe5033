import type { ReactNode } from 'react';

export type TableColumn<Row> = {
  readonly id: string;
  readonly header: string;
  /** Pixels, until the user makes it wider or narrower. */
  readonly width: number;
  readonly minWidth?: number;
  /** Takes a share of the width that is left over. */
  readonly grow?: boolean;
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

type Sized = Pick<TableColumn<never>, 'id' | 'width' | 'minWidth' | 'grow'>;

export function clampWidth(column: Sized, width: number): number {
  return Math.round(Math.min(MAX_WIDTH, Math.max(column.minWidth ?? MIN_WIDTH, width)));
}

/** The tracks of all rows, and the width below which the table scrolls sideways. What nobody takes stays empty at the end. */
export function tableTracks(columns: readonly Sized[], widths: TableWidths): { readonly template: string; readonly minWidth: number } {
  const grows = columns.some(({ id, grow }) => grow && widths[id] === undefined);
  const tracks = columns.map(({ id, width, grow }) => {
    const set = widths[id];
    return grow && set === undefined ? `minmax(${width}px, 1fr)` : `${set ?? width}px`;
  });
  return {
    template: [...tracks, ...(grows ? [] : ['minmax(0, 1fr)'])].join(' '),
    minWidth: columns.reduce((sum, { id, width }) => sum + (widths[id] ?? width), 0),
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
