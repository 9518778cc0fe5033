import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo } from 'react';
import { useIntl } from 'react-intl';
import { type MonitorEntity, MonitorSource } from '../../../shared/models/drift-monitor';
import { EntityKey } from '../../../shared/models/entity';
import { type AddressCodec, useAddress } from '../../data/address';
import { useColumnWidths } from '../../data/column-widths';
import { ANY_SOURCE, driftedOf, monitorAddress, useMonitors } from '../../data/drift';
import { markInteractive } from '../../data/marks';
import { useOpenConnection } from '../../data/workspace';
import { RowLink } from '../../parts/address-link';
import { CalmSea } from '../../parts/calm-sea';
import { KeyHints } from '../../parts/key-hints';
import { ScreenHeader } from '../../parts/screen-header';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { AddIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Meter } from '../../ui/meter';
import { NumberText } from '../../ui/number-text';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { readSort, sortText } from '../../ui/sort-text';
import { StateMark } from '../../ui/state-mark';
import type { TableColumn, TableSort } from '../../ui/table-column';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { type MonitorDraft, sourceDraft } from './form/monitor-draft';
import { MonitorForm } from './form/monitor-form';
import { isSort, type MonitorRow, monitorRows } from './list-rows';
import styles from './monitors.module.css';
import { useDriftWords } from '../../parts/use-drift-words';
import { VerdictMark } from './verdict-mark';
import { isStopped } from './verdict-sentence';
import { windowStart } from './window-text';

/** `make`: the form of a new one is open; for the payload log of a service by that name. `source`, `against`, `of`: what is known of it already. */
type ViewState = {
  readonly text: string;
  readonly sort: TableSort;
  readonly make: string;
  readonly source: MonitorSource | null;
  readonly against: MonitorSource | null;
  readonly of: EntityKey | null;
};
const DEFAULT = { column: 'state', descending: false } as const;
const viewState: AddressCodec<ViewState> = {
  read: ({ q, sort, make, source, against, of }) => ({
    text: q ?? '',
    sort: readSort(sort, isSort, DEFAULT),
    make: make ?? '',
    source: sourceIn(source),
    against: sourceIn(against),
    of: deliveryIn(of),
  }),
  write: ({ text, sort, make, source, against, of }) => ({
    q: text,
    sort: sortText(sort, DEFAULT),
    make,
    source: source ? JSON.stringify(source) : '',
    against: against ? JSON.stringify(against) : '',
    of: of ? JSON.stringify(of) : '',
  }),
};
const sourceIn = (text: string | undefined): MonitorSource | null => MonitorSource.safeParse(parsed(text)).data ?? null;
const deliveryIn = (text: string | undefined): EntityKey | null => EntityKey.safeParse(parsed(text)).data ?? null;
function parsed(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null; // no text, or none that makes sense
  }
}
const beginOf = ({ make, source, against, of }: ViewState): Partial<MonitorDraft> => ({
  // What runs in a cluster has its requests logged there.
  ...(of && { of, format: 'kserve' }),
  ...(make !== ANY_SOURCE && { kind: 'payloads', service: make }),
  ...(source && sourceDraft(source)),
  ...(against && { against: 'given', given: against }),
});
const NONE: readonly MonitorEntity[] = [];
const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
] as const;
const keyOf = ({ id }: MonitorRow) => id;

/** What is watched for drift, and what of it has drifted. */
export function Monitors() {
  const say = useWords();
  const navigate = useNavigate();
  const [state, set] = useAddress(viewState);
  const [widths, setWidths] = useColumnWidths('monitors');
  const { value, failure } = useMonitors();
  const isOpen = useOpenConnection() !== null;
  const all = value?.monitors ?? NONE;
  const groups = useMemo(() => [{ key: '', rows: monitorRows(all, state) }], [all, state]);
  const columns = useColumns();
  const known = value !== undefined || failure !== null;
  useEffect(() => {
    if (known) markInteractive();
  }, [known]);
  const make = (
    <Button kind="primary" icon={AddIcon} reason={isOpen ? null : say('monitors.none.closed')} onClick={() => set({ make: ANY_SOURCE })}>
      {say('monitors.create')}
    </Button>
  );
  return (
    <>
      <ScreenHeader
        title={say('monitors.title')}
        lead={
          value && (
            <output>
              {say('monitors.count', { count: all.length })}
              {all.length > 0 && ` · ${say('monitors.count.drifted', { count: driftedOf(all) })}`}
            </output>
          )
        }
      >
        {all.length > 0 && make}
      </ScreenHeader>
      {all.length > 0 && (
        <div className={styles.find}>
          <SearchField label={say('monitors.find')} value={state.text} onChange={(text) => set({ text })} />
        </div>
      )}
      <Panel fill padded={false} hints={all.length > 0 && <KeyHints hints={HINTS} />}>
        {all.length > 0 && (
          <VirtualTable
            label={say('monitors.table')}
            columns={columns}
            groups={groups}
            rowKey={keyOf}
            sort={state.sort}
            onSort={(sort) => isSort(sort.column) && set({ sort })}
            widths={widths}
            onWidths={setWidths}
            onOpen={({ id }) => {
              const { to, params = {} } = monitorAddress(id);
              void navigate({ to, params: { ...params } });
            }}
            empty={<EmptyState title={say('monitors.no-match')} action={<Button onClick={() => set({ text: '' })}>{say('runs.filter.clear')}</Button>} />}
          />
        )}
        {all.length === 0 && failure && <FailureState failure={failure} what={say('monitors.unread')} />}
        {all.length === 0 && !failure && !value && <LoadingState what={say('monitors.loading')} lines={6} />}
        {all.length === 0 && !failure && value && <EmptyState art={<CalmSea />} title={say('monitors.none')} text={say('monitors.none.text')} action={make} />}
      </Panel>
      {state.make !== '' && isOpen && (
        <MonitorForm monitor={null} begin={beginOf(state)} onClose={() => set({ make: '', source: null, against: null, of: null })} />
      )}
    </>
  );
}

function useColumns(): readonly TableColumn<MonitorRow>[] {
  const say = useWords();
  const intl = useIntl();
  const words = useDriftWords();
  return useMemo(
    () => [
      {
        id: 'name',
        header: say('monitors.column.name'),
        width: 180,
        minWidth: 120,
        grow: true,
        cell: ({ id, monitor }) => <RowLink address={monitorAddress(id)}>{monitor.name}</RowLink>,
      },
      { id: 'state', header: say('monitors.column.state'), width: 236, minWidth: 150, cell: ({ monitor }) => <State monitor={monitor} /> },
      {
        id: 'worst',
        header: say('monitors.column.worst'),
        width: 230,
        minWidth: 130,
        grow: true,
        sortable: false,
        cell: ({ monitor: { drift } }) =>
          drift && (
            <span className={styles.worst}>
              <bdi className={styles.name}>{drift.worst.column}</bdi>{' '}
              <span className={styles.quiet}>{say('monitors.times', { ratio: words.number(drift.worst.ratio, 1) })}</span>
            </span>
          ),
      },
      {
        id: 'since',
        header: say('monitors.column.since'),
        width: 116,
        cell: ({ monitor: { drift, window } }) => drift && <bdi>{windowStart(intl, drift.first, window)}</bdi>,
      },
      {
        id: 'source',
        header: say('monitors.column.source'),
        width: 116,
        yields: 3,
        sortable: false,
        cell: ({ monitor }) => <span className={styles.quiet}>{say(`monitors.source.${monitor.source}`)}</span>,
      },
      {
        id: 'window',
        header: say('monitors.column.window'),
        width: 84,
        yields: 4,
        sortable: false,
        cell: ({ monitor }) => <span className={styles.quiet}>{say(`monitors.window.${monitor.window}`)}</span>,
      },
      {
        id: 'rows',
        header: say('monitors.column.rows'),
        width: 92,
        align: 'end',
        yields: 2,
        sortable: false,
        cell: ({ monitor }) => <NumberText value={monitor.rows} />,
      },
      {
        id: 'looked',
        header: say('monitors.column.looked'),
        width: 116,
        align: 'end',
        yields: 1,
        cell: ({ monitor: { lastRunAt } }) => (lastRunAt === null ? <span className={styles.quiet}>–</span> : <RelativeTime at={lastRunAt} />),
      },
    ],
    [say, intl, words],
  );
}

/** Its verdict; how far it is while it looks; and where a look came to nothing, that too. */
function State({ monitor }: { readonly monitor: MonitorEntity }) {
  const say = useWords();
  const { verdict, progress, failure } = monitor;
  if (progress)
    return (
      <span className={styles.state}>
        <span className={styles.meter}>
          <Meter look="progress" share={progress.done} label={say('monitors.progress')} />
        </span>
        <span className={styles.quiet}>{say(`monitors.doing.${progress.doing}`)}</span>
      </span>
    );
  return (
    <span className={styles.state}>
      {verdict === null ? (
        !failure && <span className={styles.quiet}>{say('monitors.state.none')}</span>
      ) : (
        <VerdictMark found={verdict === 'drifted' ? 'drifted' : verdict === 'insufficient' ? 'insufficient' : 'same'} />
      )}
      {isStopped(monitor) && <span className={styles.quiet}>{say('monitors.state.stopped')}</span>}
      {failure && !isStopped(monitor) && (
        <span className={styles.failed}>
          <StateMark shape="warn" size={13} /> {say('monitors.state.failed')}
        </span>
      )}
    </span>
  );
}
