import { memo } from 'react';
import { classNames } from './class-names';
import type { TableColumn } from './table-column';
import styles from './virtual-table.module.css';

export type TableRowProps<Row> = {
  readonly row: Row;
  readonly columns: readonly TableColumn<Row>[];
  /** Below a heading: 2. */
  readonly level: number | undefined;
  readonly line: number;
  readonly top: number;
  /** The one line that Tab reaches. */
  readonly tab: boolean;
  /** The cell of it that has the focus; null is the whole line. */
  readonly cell: number | null;
  readonly dim: boolean;
  readonly selected: boolean | undefined;
  readonly current: boolean;
};

function Row<Row>({ row, columns, level, line, top, tab, cell, dim, selected, current }: TableRowProps<Row>) {
  return (
    <tr
      aria-rowindex={line + 2}
      aria-level={level}
      aria-selected={selected}
      aria-current={current || undefined}
      className={classNames(styles.row, dim && styles.dim, selected && styles.selected, current && styles.current)}
      data-line={line}
      data-dim={dim || undefined}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={tab && cell === null ? 0 : -1}
    >
      {columns.map((column, index) => (
        <td
          key={column.id}
          aria-colindex={index + 1}
          className={classNames(styles.cell, column.align === 'end' && styles.end)}
          tabIndex={tab && cell === index ? 0 : undefined}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

/** Drawn again only when something about this very row changed: thousands of changes elsewhere cost it nothing. */
export const TableRow = memo(Row) as typeof Row;
