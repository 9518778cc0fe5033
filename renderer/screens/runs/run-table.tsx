import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useIntl } from 'react-intl';
import { useColumnWidths } from '../../data/column-widths';
import { recall, rememberAtRest } from '../../data/page-memory';
import { isGap, type RunSlot } from '../../data/run-list';
import type { RunPages } from '../../data/run-pages';
import type { Here } from '../../data/workspace';
import { runAddress } from '../../data/workspace-address';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { runColumns } from './columns';
import styles from './runs.module.css';
import { select, useSelection } from './selection';
import type { SetAddress } from '../../data/address';
import { type ColumnId, isColumn, isSorted, type ViewState } from './view-state';

const rowKey = ({ id }: RunSlot) => id;
const isDim = (slot: RunSlot) => isGap(slot) || slot.deleted;
/** Lines above and below those in sight that are read as well. */
const AHEAD = 30;

export type RunTableProps = {
  readonly here: Here;
  readonly state: ViewState;
  readonly set: SetAddress<ViewState>;
  readonly pages: RunPages;
  readonly columns: readonly ColumnId[];
  readonly empty: React.ReactNode;
};

/** Runs by the ten thousand, read where they are looked at. What one looks at stays in its place while others come on top of it. */
export function RunTable({ here, state, set, pages, columns: shown, empty }: RunTableProps) {
  const say = useWords();
  const intl = useIntl();
  const navigate = useNavigate();
  const { connection } = here;
  const { slots, look } = pages;
  const place = useRef<HTMLDivElement>(null);
  const selected = useSelection(connection);
  const [widths, setWidths] = useColumnWidths('runs');
  const [offset] = useState(() => recall(`runs.scroll.${connection}`)['top'] ?? 0);
  const groups = useMemo(() => [{ key: '', rows: slots }], [slots]);
  const chosen = state.columns !== null;
  const columns = useMemo(() => runColumns(shown, chosen, { say, intl, connection }), [shown, chosen, say, intl, connection]);

  const seen = useCallback(() => {
    const scroller = place.current?.firstElementChild;
    const height = scroller && rowHeight(scroller);
    if (!scroller || !height) return;
    look(Math.floor(scroller.scrollTop / height) - AHEAD, Math.ceil((scroller.scrollTop + scroller.clientHeight) / height) + AHEAD);
  }, [look]);
  useEffect(seen, [seen, slots.length]);
  useAnchor(place, slots);

  const open = useCallback(
    (slot: RunSlot) => {
      if (isGap(slot)) return;
      const { to, params = {} } = runAddress(connection, slot.id);
      void navigate({ to, params: { ...params } });
    },
    [navigate, connection],
  );
  return (
    <div ref={place} className={styles.table} data-pending={pages.pending || undefined}>
      <VirtualTable
        label={say('runs.table')}
        columns={columns}
        groups={groups}
        rowKey={rowKey}
        sort={state.sort}
        onSort={(sort) => isSorted(sort.column) && set({ sort: firstSort(sort, state.sort.column) })}
        widths={widths}
        onWidths={setWidths}
        onMove={(id, target) => {
          if (!isColumn(id) || !isColumn(target)) return;
          const rest = shown.filter((each) => each !== id);
          const at = shown.indexOf(target);
          set({ columns: [...rest.slice(0, at), id, ...rest.slice(at)] });
        }}
        selected={selected}
        onSelect={(next) => select(connection, next)}
        onOpen={open}
        isDim={isDim}
        empty={empty}
        initialOffset={offset}
        onOffset={(top) => {
          rememberAtRest(`runs.scroll.${connection}`, { top });
          seen();
        }}
      />
    </div>
  );
}

/** Times and numbers are asked for with the newest and greatest first; names from the start. */
function firstSort(sort: { readonly column: string; readonly descending: boolean }, before: string) {
  return sort.column !== before && sort.column !== 'name' && sort.column !== 'state' ? { ...sort, descending: true } : sort;
}

const rowHeight = (scroller: Element): number =>
  Number.parseFloat(getComputedStyle(scroller.firstElementChild ?? scroller).getPropertyValue('--row-size')) || 0;

/** Whoever has scrolled down looks at a run: it stays where it is on the screen when others come above it. */
function useAnchor(place: { readonly current: HTMLElement | null }, slots: readonly RunSlot[]): void {
  const before = useRef(slots);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = slots;
    const scroller = place.current?.firstElementChild;
    const height = scroller && rowHeight(scroller);
    if (!scroller || !height || old === slots || scroller.scrollTop < height) return;
    const first = Math.floor(scroller.scrollTop / height);
    const slot = old[first];
    if (!slot || isGap(slot) || slots[first]?.id === slot.id) return;
    const now = slots.findIndex(({ id }) => id === slot.id);
    // Another order or filter moves everything: only what came in above is made up for.
    if (now >= 0 && Math.abs(now - first) === Math.abs(slots.length - old.length)) scroller.scrollBy({ top: (now - first) * height });
  }, [place, slots]);
}
