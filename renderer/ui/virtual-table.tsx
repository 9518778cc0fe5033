import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { type MouseEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { classNames } from './class-names';
import { type TableWidths, tableTracks } from './table-column';
import { TableGroupLine } from './table-group-line';
import { TableHeader } from './table-header';
import { TableItems } from './table-items';
import type { VirtualTableProps } from './table-props';
import { TableRow } from './table-row';
import { useInterface } from './ui-provider';
import { useFittingColumns } from './use-fitting-columns';
import { useTableFocus } from './use-table-focus';
import { useTableKeys } from './use-table-keys';
import styles from './virtual-table.module.css';

/** The same as `--row` in tokens.css: rows are placed by arithmetic, never measured. */
const ROW_HEIGHT = { compact: 29, comfortable: 38 };
const OVERSCAN = 4;
const NONE: ReadonlySet<string> = new Set();
const NO_WIDTHS: TableWidths = {};

/**
 * Rows by the hundred thousand, of which those in sight are in the page. An ARIA grid with one tab stop: arrows, Home, End, Page keys move;
 * Right goes into the cells of a row; Enter opens (or presses the button in a cell), Space selects, Control+A selects all, Shift+arrows extend.
 * On a heading: Enter sorts, Alt+arrows make it narrower or wider, Control+Shift+arrows move it. Give links and buttons in cells `tabIndex={-1}`.
 */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const {
    label,
    columns: asked,
    groups,
    rowKey,
    sort = null,
    onSort,
    widths = NO_WIDTHS,
    onWidths,
    onMove,
    selected,
    current = null,
    onOpen,
    onPeek = onOpen,
    isDim,
    empty,
    initialOffset = 0,
    onOffset,
  } = props;
  const { density } = useInterface();
  const rowHeight = ROW_HEIGHT[density];
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useFittingColumns(scroller, asked, widths);
  const [folded, setFolded] = useState(NONE);
  const items = useMemo(() => new TableItems(groups, folded, rowKey), [groups, folded, rowKey]);
  const fold = useCallback(
    (key: string) => setFolded((before) => new Set(before.has(key) ? [...before].filter((each) => each !== key) : [...before, key])),
    [],
  );
  const focus = useTableFocus({ scroller, items, rowHeight });
  const onKeyDown = useTableKeys({ ...props, columns, widths, items, focus, fold, scroller, rowHeight });

  const kept = focus.place?.line ?? 0;
  const virtualizer = useVirtualizer({
    count: items.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    initialOffset,
    // The line with the focus stays in the page however far one scrolls: else the focus would be lost with it.
    rangeExtractor: useCallback((range: Range) => withLine(defaultRangeExtractor(range), kept, range.count), [kept]),
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useFirstPlace(scroller, items.count > 0, initialOffset);

  const grouped = groups.some(({ heading }) => heading !== undefined && heading !== null);
  const { template, minWidth } = useMemo(() => tableTracks(columns, widths), [columns, widths]);
  const press = (event: MouseEvent<HTMLElement>) => {
    const line = lineOf(event.target);
    const item = line === null ? undefined : items.at(line);
    if (!item || line === null) return;
    focus.go({ line, column: null }, { scroll: false, take: false });
    if (item.kind === 'group') fold(item.group.key);
    else if (selected && (event.ctrlKey || event.metaKey || event.shiftKey)) select(props, items, line, rowKey(item.row), event.shiftKey, focus.anchor);
    else if (window.getSelection()?.isCollapsed !== false) onPeek?.(item.row);
  };

  return (
    <div ref={scroller} className={styles.scroller} onScroll={onOffset && ((event) => onOffset(event.currentTarget.scrollTop))}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a table is a grid here: native rows and cells, with keys */}
      <table
        role={grouped ? 'treegrid' : 'grid'}
        aria-label={label}
        aria-rowcount={items.count + 1}
        aria-colcount={columns.length}
        aria-multiselectable={selected ? true : undefined}
        className={styles.table}
        style={{ minInlineSize: minWidth, ['--tracks' as string]: template, ['--row-size' as string]: `${rowHeight}px` }}
        onKeyDown={onKeyDown}
        onFocus={focus.onFocus}
        onBlur={focus.onBlur}
      >
        <TableHeader columns={columns} sort={sort} onSort={onSort} widths={widths} onWidths={onWidths} onMove={onMove} focus={focus} />
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- keys are handled on the grid */}
        <tbody
          className={classNames(styles.body, onPeek && styles.openable)}
          style={{ blockSize: items.count * rowHeight }}
          onMouseDown={keepUnselected}
          onClick={press}
        >
          {virtualizer.getVirtualItems().map(({ index }) => {
            const item = items.at(index);
            const key = items.keyAt(index);
            if (!item || key === undefined) return null;
            const tab = focus.tabLine === index;
            const column = tab ? (focus.place?.column ?? null) : null;
            if (item.kind === 'group') {
              return (
                <TableGroupLine
                  key={key}
                  line={index}
                  top={index * rowHeight}
                  columns={columns.length}
                  folded={item.folded}
                  tab={tab}
                  heading={item.group.heading}
                />
              );
            }
            return (
              <TableRow
                key={key}
                row={item.row}
                columns={columns}
                level={grouped ? 2 : undefined}
                line={index}
                top={index * rowHeight}
                tab={tab}
                cell={column}
                dim={isDim?.(item.row) ?? false}
                selected={selected ? selected.has(key) : undefined}
                current={current === key}
              />
            );
          })}
        </tbody>
      </table>
      {items.count === 0 && <div className={styles.empty}>{empty}</div>}
    </div>
  );
}

/** A second press opens as the first did; it does not select the word below it. */
function keepUnselected(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}

/** A table that stands before its rows is where it was as soon as there are any. */
function useFirstPlace(scroller: { readonly current: HTMLElement | null }, filled: boolean, offset: number): void {
  const placed = useRef(false);
  useLayoutEffect(() => {
    if (placed.current || !filled || !scroller.current) return;
    placed.current = true;
    scroller.current.scrollTo({ top: offset });
  }, [scroller, filled, offset]);
}

function withLine(lines: number[], line: number, count: number): number[] {
  if (line < 0 || line >= count || lines.includes(line)) return lines;
  return [...lines, line].toSorted((a, b) => a - b);
}

/** The line that an event came from; null for what has a deed of its own. */
function lineOf(target: EventTarget): number | null {
  if (!(target instanceof Element) || target.closest('a, button, input, select, textarea')) return null;
  const line = target.closest<HTMLElement>('[data-line]')?.dataset['line'];
  return line === undefined ? null : Number(line);
}

function select<Row>(
  { selected, onSelect }: VirtualTableProps<Row>,
  items: TableItems<Row>,
  line: number,
  key: string,
  extend: boolean,
  anchor: { current: number },
): void {
  const next = new Set(selected);
  if (extend) for (const each of items.rowKeys(anchor.current, line)) next.add(each);
  else if (!next.delete(key)) next.add(key);
  if (!extend) anchor.current = line;
  onSelect?.(next);
}
