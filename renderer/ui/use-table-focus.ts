import { type FocusEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import type { TableItems } from './table-items';
import { HEADER_LINE, type TablePlace } from './table-move';

type Lines = Pick<TableItems<never>, 'count' | 'keyAt' | 'find'>;
type Held = TablePlace & { readonly key: string | null };

export type TableFocus = {
  /** Where focus is, or was; null before the table was ever entered. */
  readonly place: TablePlace | null;
  /** The line that Tab reaches; null where a heading is what it reaches. */
  readonly tabLine: number | null;
  /** Where a selection that is extended began. */
  readonly anchor: { current: number };
  go(place: TablePlace, how?: { readonly scroll?: boolean; readonly take?: boolean }): void;
  onFocus(event: FocusEvent<HTMLElement>): void;
  onBlur(event: FocusEvent<HTMLElement>): void;
};

type Table = { readonly scroller: RefObject<HTMLDivElement | null>; readonly items: Lines; readonly rowHeight: number };

/** One tab stop that stays with its row by key: through live changes, new orders, and rows that go away (then the row in its place has it). */
export function useTableFocus({ scroller, items, rowHeight }: Table): TableFocus {
  const [held, setHeld] = useState<Held | null>(null);
  const inside = useRef(false);
  const wanted = useRef(false);
  const anchor = useRef(0);
  const place = placeOf(held, items);

  useLayoutEffect(() => {
    const lost = inside.current && document.activeElement === document.body;
    if (!place || !(wanted.current || lost)) return;
    wanted.current = false;
    elementAt(scroller.current, place)?.focus({ preventScroll: true });
  });
  // The row may be elsewhere by now, or gone: remember where it is, so that the next look starts there.
  if (held && place && place.line !== HEADER_LINE && (held.line !== place.line || held.key !== items.keyAt(place.line))) {
    setHeld({ ...place, key: items.keyAt(place.line) ?? null });
  }

  return {
    place,
    tabLine: place ? (place.line === HEADER_LINE ? null : place.line) : items.count > 0 ? 0 : null,
    anchor,
    go(next, { scroll = true, take = true } = {}) {
      wanted.current = take;
      setHeld({ ...next, key: next.line === HEADER_LINE ? null : (items.keyAt(next.line) ?? null) });
      if (scroll && scroller.current && next.line !== HEADER_LINE) reveal(scroller.current, next.line * rowHeight, rowHeight);
      if (next.line !== HEADER_LINE && take) anchor.current = next.line;
    },
    onFocus(event) {
      inside.current = true;
      // Tab, or a screen reader, came in at the tab stop.
      const line = event.target.closest<HTMLElement>('[data-line]')?.dataset['line'];
      if (held === null && line !== undefined) setHeld({ line: Number(line), column: null, key: items.keyAt(Number(line)) ?? null });
    },
    onBlur(event) {
      inside.current = event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
    },
  };
}

function placeOf(held: Held | null, items: Lines): TablePlace | null {
  if (!held) return null;
  const { line, column, key } = held;
  if (line === HEADER_LINE || items.count === 0) return { line: HEADER_LINE, column: column ?? 0 };
  const now = key === null ? undefined : items.find(key, line);
  return { line: now ?? Math.min(line, items.count - 1), column };
}

function elementAt(scroller: HTMLElement | null, { line, column }: TablePlace): HTMLElement | null {
  if (line === HEADER_LINE) return scroller?.querySelector<HTMLElement>(`[data-heading="${column ?? 0}"]`) ?? null;
  const row = scroller?.querySelector<HTMLElement>(`[data-line="${line}"]`) ?? null;
  const cell = column === null ? null : row?.children[column];
  if (!(cell instanceof HTMLElement)) return row;
  cell.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  return cell;
}

/** Scrolls no further than it must. The heading covers the first lines of the place. */
function reveal(scroller: HTMLElement, top: number, rowHeight: number): void {
  const heading = scroller.querySelector('thead')?.getBoundingClientRect().height ?? 0;
  const seen = scroller.clientHeight - heading;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + rowHeight > scroller.scrollTop + seen) scroller.scrollTop = top + rowHeight - seen;
}
