import type { ReactNode } from 'react';
import type { TableColumn, TableGroup, TableSort, TableWidths } from './table-column';

export type VirtualTableProps<Row> = {
  /** What the table is a list of, for screen readers. */
  readonly label: string;
  /** Those that are asked for, in their order; one that may yield is left out where there is no room. Keep the array the same while nothing about them changes. */
  readonly columns: readonly TableColumn<Row>[];
  /** Already filtered and sorted. A changed row is a new object; an unchanged one the same object, and is not drawn again. */
  readonly groups: readonly TableGroup<Row>[];
  /** A name that stays with the row: focus and selection follow it. Keep the function the same. */
  readonly rowKey: (row: Row) => string;
  readonly sort?: TableSort | null;
  readonly onSort?: (sort: TableSort) => void;
  readonly widths?: TableWidths;
  readonly onWidths?: (widths: TableWidths) => void;
  /** A column was dragged (or moved by key) to the place of another. */
  readonly onMove?: (id: string, target: string) => void;
  /** Absent: rows cannot be selected. */
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (selected: ReadonlySet<string>) => void;
  /** The row whose details are open beside the table. */
  readonly current?: string | null;
  /** Enter, or a click. */
  readonly onOpen?: (row: Row) => void;
  /** A click, or Space where rows cannot be selected, where that does something else than Enter. */
  readonly onPeek?: (row: Row) => void;
  /** Draws a row dimmer: its values are not of now. */
  readonly isDim?: (row: Row) => boolean;
  /** In place of rows, where there are none. */
  readonly empty?: ReactNode;
  /** Where the table was scrolled to when it was last seen, pixels; and where it is. */
  readonly initialOffset?: number;
  readonly onOffset?: (offset: number) => void;
};
