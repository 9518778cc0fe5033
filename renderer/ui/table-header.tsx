import { type PointerEvent, useState } from 'react';
import { classNames } from './class-names';
import { DownIcon, UpIcon } from './icons';
import { clampWidth, nextSort, type TableColumn, type TableSort, type TableWidths } from './table-column';
import { HEADER_LINE } from './table-move';
import { useInterface } from './ui-provider';
import type { TableFocus } from './use-table-focus';
import styles from './virtual-table.module.css';
import { VisuallyHidden } from './visually-hidden';

type Heading = Omit<TableColumn<never>, 'cell'>;

export type TableHeaderProps = {
  readonly columns: readonly Heading[];
  readonly sort: TableSort | null;
  readonly onSort: ((sort: TableSort) => void) | undefined;
  readonly widths: TableWidths;
  readonly onWidths: ((widths: TableWidths) => void) | undefined;
  readonly onMove: ((id: string, target: string) => void) | undefined;
  readonly focus: TableFocus;
};

/** The headings: they stay in sight, sort by a press, and can be dragged and sized. */
export function TableHeader({ columns, sort, onSort, widths, onWidths, onMove, focus }: TableHeaderProps) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const endDrag = () => {
    setDragged(null);
    setOver(null);
  };
  return (
    <thead className={styles.head}>
      <tr aria-rowindex={1} className={styles.headRow}>
        {columns.map((column, index) => {
          const sorted = sort?.column === column.id ? sort : null;
          const sortable = onSort && column.sortable !== false;
          return (
            <th
              key={column.id}
              scope="col"
              aria-colindex={index + 1}
              aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : sortable ? 'none' : undefined}
              className={classNames(
                styles.headCell,
                sortable && styles.sortable,
                column.align === 'end' && styles.end,
                over === column.id && dragged !== column.id && styles.target,
              )}
              data-heading={index}
              tabIndex={focus.place?.line === HEADER_LINE && focus.place.column === index ? 0 : focus.tabLine === null && index === 0 ? 0 : -1}
              draggable={Boolean(onMove)}
              onClick={() => {
                focus.go({ line: HEADER_LINE, column: index }, { scroll: false, take: false });
                if (sortable) onSort(nextSort(column.id, sort));
              }}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                setDragged(column.id);
              }}
              onDragOver={(event) => {
                if (dragged === null) return;
                event.preventDefault();
                setOver(column.id);
              }}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null) onMove?.(dragged, column.id);
                endDrag();
              }}
              onDragEnd={endDrag}
            >
              {column.headerHidden ? (
                <VisuallyHidden>{column.header}</VisuallyHidden>
              ) : (
                <span className={styles.headWord} dir="auto" title={column.header}>
                  {column.header}
                </span>
              )}
              {sorted && (sorted.descending ? <DownIcon size={13} /> : <UpIcon size={13} />)}
              {onWidths && <Sizer column={column} width={widths[column.id]} onWidth={(width) => onWidths({ ...widths, [column.id]: width })} />}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

type SizerProps = { readonly column: Heading; readonly width: number | undefined; readonly onWidth: (width: number) => void };

/** The edge that is dragged; by keyboard the heading itself is sized, so this is for the pointer alone. */
function Sizer({ column, width, onWidth }: SizerProps) {
  const { direction } = useInterface();
  const sign = direction === 'rtl' ? -1 : 1;
  const start = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.currentTarget;
    const startX = event.clientX;
    const startWidth = width ?? handle.parentElement?.getBoundingClientRect().width ?? column.width;
    handle.setPointerCapture(event.pointerId);
    const drag = (move: globalThis.PointerEvent) => onWidth(clampWidth(column, startWidth + sign * (move.clientX - startX)));
    const stop = () => {
      handle.removeEventListener('pointermove', drag);
      handle.removeEventListener('pointerup', stop);
      handle.removeEventListener('pointercancel', stop);
    };
    handle.addEventListener('pointermove', drag);
    handle.addEventListener('pointerup', stop);
    handle.addEventListener('pointercancel', stop);
  };
  return <span aria-hidden draggable={false} className={styles.sizer} onPointerDown={start} onClick={(event) => event.stopPropagation()} />;
}
