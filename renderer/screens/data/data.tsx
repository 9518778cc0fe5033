import { useEffect, useMemo } from 'react';
import { type AddressCodec, useAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import { useDataProgress } from '../../data/data-progress';
import { markInteractive } from '../../data/marks';
import type { Here } from '../../data/workspace';
import { CalmSea } from '../../parts/calm-sea';
import { ExportMenu } from '../../parts/export-menu';
import { KeyHints } from '../../parts/key-hints';
import { ScreenHeader } from '../../parts/screen-header';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { FailureState } from '../../ui/failure-state';
import { AddIcon } from '../../ui/icons';
import { LoadingState } from '../../ui/loading-state';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import type { TableSort } from '../../ui/table-column';
import { useWords } from '../../ui/use-words';
import { DataTable } from './data-table';
import styles from './data.module.css';
import { RegisterDialog } from './register-dialog';
import { dataRows, isSort, readStates, type Row } from './rows';

type ViewState = { readonly text: string; readonly states: readonly Row['state'][]; readonly sort: TableSort; readonly add: boolean };
const viewState: AddressCodec<ViewState> = {
  read: ({ q, state, sort, add }) => {
    const column = sort?.replace(/^-/, '') ?? '';
    return {
      text: q ?? '',
      states: readStates(state),
      sort: isSort(column) ? { column, descending: sort?.startsWith('-') ?? false } : { column: 'name', descending: false },
      add: add === 'yes',
    };
  },
  write: ({ text, states, sort, add }) => ({
    q: text,
    state: states.join(','),
    sort: sort.column === 'name' && !sort.descending ? '' : `${sort.descending ? '-' : ''}${sort.column}`,
    add: add ? 'yes' : '',
  }),
};
const HINTS = [
  { keys: 'up down', word: 'shell.palette.move' },
  { keys: 'Enter', word: 'shell.palette.open' },
] as const;
const NONE: readonly Row[] = [];

/** Every dataset that is registered, its newest version, and whether it may be trained on. */
export const Data = () => <WorkspaceGate title="data.title">{(here) => <DataHere here={here} />}</WorkspaceGate>;

function DataHere({ here }: { readonly here: Here }) {
  const say = useWords();
  const { connection } = here;
  const [state, set] = useAddress(viewState);
  const { data, error, refetch } = useRequest('data.list', { connection });
  const progress = useDataProgress(here);
  const all = data?.datasets ?? NONE;
  const rows = useMemo(() => dataRows(all, state), [all, state]);
  useEffect(() => {
    if (data || error) markInteractive();
  }, [data, error]);
  const add = (
    <Button kind="primary" icon={AddIcon} onClick={() => set({ add: true }, 'push')}>
      {say('data.register')}
    </Button>
  );
  const failing = all.filter(({ state: own }) => own === 'quarantined' || own === 'failed' || own === 'tampered').length;
  return (
    <>
      <ScreenHeader
        title={say('data.title')}
        lead={
          data && (
            <output>
              {say('data.count', { count: all.length })}
              {failing > 0 && ` · ${say('data.count.failing', { count: failing })}`}
            </output>
          )
        }
      >
        {all.length > 0 && (
          <ExportMenu
            name="datasets"
            table={() => ({
              headings: ['name', 'state', 'rows', 'size', 'versions', 'at', 'owner', 'sensitivity', 'region'].map((column) =>
                say(`data.column.${column as 'name'}`),
              ),
              rows: rows.map((row) => [
                row.name,
                row.state,
                row.rows,
                row.bytes,
                row.versions,
                row.at === null ? null : new Date(row.at).toISOString(),
                row.labels.owner,
                row.labels.sensitivity,
                row.labels.region,
              ]),
            })}
            json={() => rows}
          />
        )}
        {add}
      </ScreenHeader>
      {all.length > 0 && (
        <div className={styles.toolbar}>
          <SearchField label={say('data.find')} value={state.text} onChange={(text) => set({ text })} />
        </div>
      )}
      <Panel fill padded={false} hints={all.length > 0 && <KeyHints hints={HINTS} />}>
        {all.length > 0 ? (
          <DataTable
            connection={connection}
            rows={rows}
            progress={progress}
            sort={state.sort}
            onSort={(sort) => isSort(sort.column) && set({ sort })}
            onClear={() => set({ text: '', states: [] })}
          />
        ) : error ? (
          <FailureState failure={error} what={say('data.unread')} onRetry={() => void refetch()} />
        ) : data ? (
          <EmptyState art={<CalmSea />} title={say('data.none')} text={say('data.none.text')} action={add} />
        ) : (
          <LoadingState what={say('data.loading')} lines={6} />
        )}
      </Panel>
      {state.add && <RegisterDialog connection={connection} taken={all.map(({ name }) => name)} onClose={() => set({ add: false })} />}
    </>
  );
}
