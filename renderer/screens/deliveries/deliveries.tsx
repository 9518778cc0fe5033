import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useIntl } from 'react-intl';
import { useAddress } from '../../data/address';
import { markInteractive } from '../../data/marks';
import { useColumnWidths } from '../../data/column-widths';
import { recall, rememberAtRest } from '../../data/page-memory';
import { KeyHints } from '../../parts/key-hints';
import { ScreenHeader } from '../../parts/screen-header';
import { Split } from '../../parts/side-panel';
import { Button } from '../../ui/button';
import { ExportIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { connectionWidth, tableColumns } from './columns';
import styles from './deliveries.module.css';
import type { DeliveryRow } from '../../data/delivery-row';
import { Detail } from './detail';
import { hasTableState, TableState } from './table-state';
import { isColumn } from './order';
import { Toolbar } from './toolbar';
import { Truth } from './truth';
import { useDeliveriesActions } from './use-deliveries-actions';
import { type Deliveries as DeliveriesData, useDeliveries } from './use-deliveries';
import { useSettled } from '../../parts/use-settled';
import { ViewsMenu } from './views-menu';
import { useOpenDelivery } from './use-open-delivery';
import { useGroupHeadings } from './group-headings';
import { DEFAULT_COLUMNS, formatOpen, type ViewState, viewState } from './view-state';

const rowKey = formatOpen;
const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
  { keys: 'space', word: 'deliveries.peek' },
  { keys: 'm', word: 'shell.hint.actions' },
  { keys: '/', word: 'shell.hint.find' },
] as const;

/** What every connection delivers, live. */
export function Deliveries() {
  const say = useWords();
  const [state, set] = useAddress(viewState);
  const field = useRef<HTMLInputElement>(null);
  const deliveries = useDeliveries(state);
  const { exportCsv } = useDeliveriesActions(state, deliveries, field);
  const { matched, total } = deliveries.rows;
  const counts = useSettled(deliveries.rows);
  const close = useCallback(() => set({ open: null }), [set]);
  const empty = hasTableState(deliveries);
  const unset = deliveries.connections.known && deliveries.connections.list.length === 0;
  useEffect(() => {
    if (total > 0 || empty) markInteractive();
  }, [total, empty]);

  return (
    <>
      <ScreenHeader title={say('deliveries.title')} lead={!unset && <Count matched={matched} total={total} />}>
        {!unset && (
          <>
            <ViewsMenu state={state} set={set} />
            <Button icon={ExportIcon} className={styles.export} aria-label={say('deliveries.export')} onClick={exportCsv}>
              {say('deliveries.export')}
            </Button>
          </>
        )}
      </ScreenHeader>
      {!unset && (
        <Toolbar state={state} set={set} connections={deliveries.connections} byState={counts.byState} byConnection={counts.byConnection} field={field} />
      )}
      {total > 0 && (
        <Truth lostAt={deliveries.live.lostAt} connections={deliveries.connections} freshnessOf={deliveries.freshnessOf} chosen={state.connections} />
      )}
      <Split>
        <Panel fill padded={false} hints={total > 0 && <KeyHints hints={HINTS} />}>
          {/* The table stands before its rows come: only they have to be drawn then. */}
          {total === 0 && empty ? <TableState deliveries={deliveries} /> : <Table state={state} set={set} deliveries={deliveries} />}
        </Panel>
        {state.open && <Detail open={state.open} deliveries={deliveries} onClose={close} />}
      </Split>
    </>
  );
}

function Count({ matched, total }: { readonly matched: number; readonly total: number }) {
  const say = useWords();
  return <output>{matched === total ? say('deliveries.count.all', { total }) : say('deliveries.count', { matched, total })}</output>;
}

type TableProps = { readonly state: ViewState; readonly set: ReturnType<typeof useAddress<ViewState>>[1]; readonly deliveries: DeliveriesData };

function Table({ state, set, deliveries }: TableProps) {
  const say = useWords();
  const intl = useIntl();
  const { freshnessOf, rows } = deliveries;
  const [widths, setWidths] = useColumnWidths('deliveries');
  const [offset] = useState(() => recall('deliveries.scroll')['top'] ?? 0);
  const groups = useGroupHeadings(rows.groups, state.group, deliveries.connections.byId);
  const place = connectionWidth(deliveries.connections.list);
  const columns = useMemo(() => {
    const chosen = state.columns.join() !== DEFAULT_COLUMNS.join();
    return tableColumns(state.columns, chosen, { say, freshnessOf, number: (value) => intl.formatNumber(value), connectionWidth: place });
  }, [state.columns, say, freshnessOf, intl, place]);
  const isDim = useCallback((row: DeliveryRow) => freshnessOf(row.connection)?.state !== 'live', [freshnessOf]);
  const open = useOpenDelivery();
  const filtered = state.text !== '' || state.states.length > 0 || state.connections.length > 0;
  return (
    <VirtualTable
      label={say('deliveries.table')}
      columns={columns}
      groups={groups}
      rowKey={rowKey}
      sort={state.sort}
      onSort={({ column, descending }) => isColumn(column) && set({ sort: { column, descending } })}
      widths={widths}
      onWidths={setWidths}
      onMove={(id, target) => {
        const order = state.columns.filter((each) => each !== id);
        const to = state.columns.findIndex((each) => each === target);
        if (isColumn(id) && to >= 0) set({ columns: [...order.slice(0, to), id, ...order.slice(to)] });
      }}
      current={state.open && formatOpen(state.open)}
      onOpen={open}
      onPeek={({ connection, id }) => set({ open: { connection, id } }, state.open ? 'replace' : 'push')}
      isDim={isDim}
      empty={(filtered || rows.total === 0) && <TableState deliveries={deliveries} onClear={() => set({ text: '', states: [], connections: [] })} />}
      initialOffset={offset}
      onOffset={(top) => rememberAtRest('deliveries.scroll', { top })}
    />
  );
}
