import type { KeyboardEvent, RefObject } from 'react';
import { clampWidth, nextSort, type TableColumn, type TableWidths } from './table-column';
import type { TableItems } from './table-items';
import type { VirtualTableProps } from './table-props';
import { HEADER_LINE, moveTo, type TablePlace } from './table-move';
import { useInterface } from './ui-provider';
import type { TableFocus } from './use-table-focus';

const SIZE_STEP = 16;

type Keys<Row> = VirtualTableProps<Row> & {
  readonly widths: TableWidths;
  readonly items: TableItems<Row>;
  readonly focus: TableFocus;
  readonly fold: (key: string) => void;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly rowHeight: number;
};
type Event = KeyboardEvent<HTMLElement>;

/** What keys do in a table. A key that is not ours goes on to the screen. */
export function useTableKeys<Row>(table: Keys<Row>): (event: Event) => void {
  const { direction } = useInterface();
  const rtl = direction === 'rtl';
  return (event) => {
    if (event.defaultPrevented || (event.target instanceof Element && event.target.closest('input, select, textarea, [contenteditable]'))) return;
    const place = table.focus.place ?? { line: 0, column: null };
    const done = place.line === HEADER_LINE ? headingKey(event, table, place, rtl) : lineKey(event, table, place, rtl);
    if (!done) return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function headingKey<Row>(event: Event, table: Keys<Row>, place: TablePlace, rtl: boolean): boolean {
  const { columns, sort = null, onSort, widths, onWidths, onMove, focus } = table;
  const index = place.column ?? 0;
  const column = columns[index];
  if (!column) return false;
  if ((event.key === 'Enter' || event.key === ' ') && onSort && column.sortable !== false) {
    onSort(nextSort(column.id, sort));
    return true;
  }
  const side = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const step = rtl ? -side : side;
  if (step !== 0 && event.altKey && onWidths) {
    const shown = event.target instanceof Element ? event.target.getBoundingClientRect().width : column.width;
    onWidths({ ...widths, [column.id]: clampWidth(column, (widths[column.id] ?? shown) + step * SIZE_STEP) });
    return true;
  }
  if (step !== 0 && event.ctrlKey && event.shiftKey && onMove) {
    const target: TableColumn<Row> | undefined = columns[index + step];
    if (!target) return true;
    onMove(column.id, target.id);
    focus.go({ line: HEADER_LINE, column: index + step });
    return true;
  }
  return move(event, table, place, rtl);
}

function lineKey<Row>(event: Event, table: Keys<Row>, place: TablePlace, rtl: boolean): boolean {
  const { items, onOpen, onPeek, selected, onSelect, rowKey, fold } = table;
  const item = items.at(place.line);
  if (!item) return move(event, table, place, rtl);
  const unmodified = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (item.kind === 'group') {
    const folds = event.key === 'Enter' || event.key === ' ' || event.key === (item.folded ? towards(rtl) : towards(!rtl));
    if (!folds || !unmodified) return move(event, table, place, rtl);
    fold(item.group.key);
    return true;
  }
  if (event.key === 'Enter' && unmodified) return pressInside(event, place) || (onOpen ? (onOpen(item.row), true) : false);
  if (onPeek && !selected && event.key === ' ' && unmodified) {
    onPeek(item.row);
    return true;
  }
  if (selected && onSelect && event.key === ' ' && unmodified) {
    const key = rowKey(item.row);
    onSelect(selected.has(key) ? new Set([...selected].filter((each) => each !== key)) : new Set([...selected, key]));
    return true;
  }
  if (selected && onSelect && event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) {
    onSelect(new Set(items.rowKeys(0, items.count - 1)));
    return true;
  }
  if (selected && onSelect && event.key === 'Escape' && selected.size > 0) {
    onSelect(new Set());
    return true;
  }
  return move(event, table, place, rtl);
}

const towards = (rtl: boolean) => (rtl ? 'ArrowLeft' : 'ArrowRight');

/** A cell that holds a button or a link is pressed like one. */
function pressInside(event: Event, { column }: TablePlace): boolean {
  const inner = column !== null && event.target instanceof Element ? event.target.querySelector<HTMLElement>('button, a') : null;
  inner?.click();
  return inner !== null;
}

function move<Row>(event: Event, { items, columns, focus, scroller, rowHeight, selected, onSelect }: Keys<Row>, place: TablePlace, rtl: boolean): boolean {
  if (event.altKey || event.metaKey) return false;
  const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
  const next = moveTo(event.key, event.ctrlKey, place, { lines: items.count, columns: columns.length, page, rtl });
  if (!next) return false;
  const from = focus.anchor.current;
  focus.go(next);
  if (event.shiftKey && selected && onSelect && next.line !== HEADER_LINE && place.line !== HEADER_LINE) {
    focus.anchor.current = from;
    onSelect(new Set(items.rowKeys(from, next.line)));
  }
  return true;
}
