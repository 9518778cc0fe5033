import { useMemo } from 'react';
import { type AddressCodec, useAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import { useDataProgress } from '../../data/data-progress';
import type { Here } from '../../data/workspace';
import { CalmSea } from '../../parts/calm-sea';
import { ExportMenu } from '../../parts/export-menu';
import { ListPanel } from '../../parts/list-panel';
import { ScreenHeader } from '../../parts/screen-header';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { AddIcon } from '../../ui/icons';
import { readSort, sortText } from '../../ui/sort-text';
import type { TableSort } from '../../ui/table-column';
import { useWords } from '../../ui/use-words';
import { DataTable } from './data-table';
import { RegisterDialog } from './register-dialog';
import { dataRows, isSort, readStates, type Row } from './rows';

type ViewState = { readonly text: string; readonly states: readonly Row['state'][]; readonly sort: TableSort; readonly add: boolean };
const BY_NAME = { column: 'name', descending: false } as const;
const viewState: AddressCodec<ViewState> = {
  read: ({ q, state, sort, add }) => ({ text: q ?? '', states: readStates(state), sort: readSort(sort, isSort, BY_NAME), add: add === 'yes' }),
  write: ({ text, states, sort, add }) => ({
    q: text,
    state: states.join(','),
    sort: sortText(sort, BY_NAME),
    add: add ? 'yes' : '',
  }),
};
const NONE: readonly Row[] = [];

/** Every dataset that is registered, its newest version, and whether it may be trained on. */
export const Data = () => <WorkspaceGate title="data.title">{(here) => <DataHere here={here} />}</WorkspaceGate>;

function DataHere({ here }: { readonly here: Here }) {
  const say = useWords();
  const { connection } = here;
  const [state, set] = useAddress(viewState);
  const list = useRequest('data.list', { connection });
  const { data } = list;
  const progress = useDataProgress(here);
  const all = data?.datasets ?? NONE;
  const rows = useMemo(() => dataRows(all, state), [all, state]);
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
      <ListPanel
        asked={list}
        count={all.length}
        find={{ label: say('data.find'), text: state.text, onText: (text) => set({ text }) }}
        unread={say('data.unread')}
        loading={say('data.loading')}
        empty={<EmptyState art={<CalmSea />} title={say('data.none')} text={say('data.none.text')} action={add} />}
      >
        <DataTable
          connection={connection}
          rows={rows}
          progress={progress}
          sort={state.sort}
          onSort={(sort) => isSort(sort.column) && set({ sort })}
          onClear={() => set({ text: '', states: [] })}
        />
      </ListPanel>
      {state.add && <RegisterDialog connection={connection} taken={all.map(({ name }) => name)} onClose={() => set({ add: false })} />}
    </>
  );
}
