import { useMemo } from 'react';
import { deliveryId } from '../../../shared/models/delivery';
import type { ServiceRow } from '../../../shared/models/service';
import { type AddressCodec, useAddress } from '../../data/address';
import { DELIVERY_FIELDS } from '../../data/delivery-row';
import { useLive } from '../../data/live';
import { useRequest } from '../../data/request';
import { useFiguresOf } from '../../data/service-figures';
import type { Here } from '../../data/workspace';
import { serviceAddress } from '../../data/workspace-address';
import { AddressLink, RowLink } from '../../parts/address-link';
import { MINUTE_MS } from '../../parts/arm-figures';
import { CalmSea } from '../../parts/calm-sea';
import { ExportMenu } from '../../parts/export-menu';
import { ListPanel } from '../../parts/list-panel';
import { NamesTable } from '../../parts/names-table';
import { SampleLifePanel } from '../../parts/sample-life/sample-life-panel';
import { ScreenHeader } from '../../parts/screen-header';
import { SplitCell } from '../../parts/split-cell';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { EmptyState } from '../../ui/empty-state';
import { readSort, sortText } from '../../ui/sort-text';
import type { TableColumn, TableSort } from '../../ui/table-column';
import { ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { AddressStrip } from './address-strip';
import { ErrorsCell, LatencyCell, RateCell, StateCell, VersionsCell } from './cells';
import { isSort, type Row, serviceRows } from './rows';
import styles from './services.module.css';

type ViewState = { readonly text: string; readonly sort: TableSort };
const DEFAULT = { column: 'name', descending: false } as const;
const viewState: AddressCodec<ViewState> = {
  read: ({ q, sort }) => ({ text: q ?? '', sort: readSort(sort, isSort, DEFAULT) }),
  write: ({ text, sort }) => ({ q: text, sort: sortText(sort, DEFAULT) }),
};
const NONE: readonly ServiceRow[] = [];

/** What this workspace serves: which versions, with what share, how well. */
export const Services = () => <WorkspaceGate title="services.title">{(here) => <ServicesHere here={here} />}</WorkspaceGate>;

function ServicesHere({ here: { connection } }: { readonly here: Here }) {
  const say = useWords();
  const [state, set] = useAddress(viewState);
  const list = useRequest('services.list', { connection });
  const { data } = list;
  const all = data?.services ?? NONE;
  const rows = useRows(connection, all, state);
  const columns = useColumns(connection);
  return (
    <>
      <ScreenHeader
        title={say('services.title')}
        lead={
          data && (
            <>
              <output>{say('services.count', { count: all.length })}</output>
              {data.uri !== null && <> · {say('services.at', { uri: data.uri })}</>}
            </>
          )
        }
      >
        {all.length > 0 && (
          <ExportMenu
            name="services"
            table={() => ({
              headings: [
                say('services.column.name'),
                say('services.model'),
                say('services.column.state'),
                say('services.column.rate'),
                say('services.column.errors'),
                say('services.column.p95'),
              ],
              rows: rows.map(({ name, service, counts, p95 }) => [
                name,
                service.model,
                service.release.state,
                counts ? counts.requests / 60 : null,
                counts?.errors ?? null,
                p95,
              ]),
            })}
            json={() => rows.map(({ service, counts, p95 }) => ({ ...service, counts, p95 }))}
          />
        )}
      </ScreenHeader>
      {data && <AddressStrip connection={connection} services={all.map(({ name }) => name)} />}
      <div className={styles.life}>
        <SampleLifePanel />
      </div>
      <ListPanel
        asked={list}
        count={all.length}
        find={{ label: say('services.find'), text: state.text, onText: (text) => set({ text }) }}
        unread={say('services.unread')}
        loading={say('services.loading')}
        empty={
          <EmptyState
            art={<CalmSea />}
            title={say('services.none')}
            text={say('services.none.text')}
            action={<AddressLink address={{ to: '/models' }}>{say('services.none.models')}</AddressLink>}
          />
        }
      >
        <NamesTable
          table="services"
          label={say('services.table')}
          columns={columns}
          rows={rows}
          sort={state.sort}
          onSort={(sort) => isSort(sort.column) && set({ sort })}
          addressOf={(name) => serviceAddress(connection, name)}
          none={say('services.no-match')}
          onClear={() => set({ text: '' })}
        />
      </ListPanel>
    </>
  );
}

/** What the engine lists, with what is told of its deliveries and what was counted in the last minute. */
function useRows(connection: string, services: readonly ServiceRow[], { text, sort }: ViewState): readonly Row[] {
  const live = useLive('delivery', DELIVERY_FIELDS);
  const names = useMemo(() => services.map(({ name }) => name), [services]);
  const figures = useFiguresOf(connection, names, MINUTE_MS);
  const deliveries = useMemo(() => {
    const own = [...live.entities.values()].filter((row) => row.connection === connection && row.engine === 'local');
    const byId = new Map(own.map((row) => [row.id, row]));
    return new Map(
      names.flatMap((name) => {
        const row = byId.get(deliveryId('local', '', name));
        return row ? [[name, row] as const] : [];
      }),
    );
  }, [live, connection, names]);
  return useMemo(() => serviceRows({ services, deliveries, figures }, { text, sort }), [services, deliveries, figures, text, sort]);
}

function useColumns(connection: string) {
  const say = useWords();
  return useMemo<readonly TableColumn<Row>[]>(
    () => [
      {
        id: 'name',
        header: say('services.column.name'),
        width: 170,
        minWidth: 120,
        grow: true,
        cell: ({ name }) => <RowLink address={serviceAddress(connection, name)}>{name}</RowLink>,
      },
      { id: 'state', header: say('services.column.state'), width: 250, minWidth: 120, grow: true, cell: (row) => <StateCell row={row} /> },
      {
        id: 'versions',
        header: say('services.column.versions'),
        width: 190,
        minWidth: 150,
        grow: true,
        sortable: false,
        cell: (row) => <VersionsCell row={row} />,
      },
      {
        id: 'split',
        header: say('services.column.split'),
        width: 116,
        sortable: false,
        cell: ({ delivery }) => delivery?.split && <SplitCell row={delivery} />,
      },
      { id: 'rate', header: say('services.column.rate'), width: 92, align: 'end', cell: (row) => <RateCell row={row} /> },
      { id: 'errors', header: say('services.column.errors'), width: 76, align: 'end', cell: (row) => <ErrorsCell row={row} /> },
      { id: 'p95', header: say('services.column.p95'), width: 84, align: 'end', yields: 2, cell: (row) => <LatencyCell row={row} /> },
      {
        id: 'since',
        header: say('services.column.since'),
        width: 112,
        align: 'end',
        yields: 3,
        cell: ({ service }) => <ElapsedTime since={service.release.since} />,
      },
    ],
    [say, connection],
  );
}
