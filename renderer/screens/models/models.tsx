import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { ModelRow } from '../../../shared/models/model';
import { type AddressCodec, useAddress } from '../../data/address';
import { useRequest } from '../../data/request';
import type { Here } from '../../data/workspace';
import { modelAddress } from '../../data/workspace-address';
import { RowLink } from '../../parts/address-link';
import { AliasChips } from '../../parts/alias-chips';
import { CalmSea } from '../../parts/calm-sea';
import { ExportMenu } from '../../parts/export-menu';
import { IntegrityMark } from '../../parts/integrity-mark';
import { ListPanel } from '../../parts/list-panel';
import { NamesTable } from '../../parts/names-table';
import { ScreenHeader } from '../../parts/screen-header';
import { SweepLine } from '../../parts/sweep-line';
import { WorkspaceGate } from '../../parts/workspace-gate';
import { EmptyState } from '../../ui/empty-state';
import { readSort, sortText } from '../../ui/sort-text';
import type { TableColumn, TableSort } from '../../ui/table-column';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './models.module.css';
import { isSort, modelRows } from './rows';

type ViewState = { readonly text: string; readonly sort: TableSort };
const DEFAULT = { column: 'updated', descending: true } as const;
const viewState: AddressCodec<ViewState> = {
  read: ({ q, sort }) => ({ text: q ?? '', sort: readSort(sort, isSort, DEFAULT) }),
  write: ({ text, sort }) => ({ q: text, sort: sortText(sort, DEFAULT) }),
};
const NONE: readonly ModelRow[] = [];

/** Every registered model, its newest version, and what its aliases stand on. */
export const Models = () => <WorkspaceGate title="models.title">{(here) => <ModelsHere here={here} />}</WorkspaceGate>;

function ModelsHere({ here: { connection } }: { readonly here: Here }) {
  const say = useWords();
  const [state, set] = useAddress(viewState);
  const list = useRequest('models.list', { connection });
  const { data } = list;
  const all = data?.models ?? NONE;
  const rows = useMemo(() => modelRows(all, state), [all, state]);
  const columns = useColumns(connection);
  return (
    <>
      <ScreenHeader
        title={say('models.title')}
        lead={
          data && (
            <>
              <output>{say('models.count', { count: all.length })}</output> · <SweepLine connection={connection} />
            </>
          )
        }
      >
        {all.length > 0 && (
          <ExportMenu
            name="models"
            table={() => ({
              headings: [
                say('models.column.name'),
                say('models.column.latest'),
                say('models.column.versions'),
                say('models.column.aliases'),
                say('models.column.integrity'),
                say('models.column.updated'),
              ],
              rows: rows.map(({ name, latest, versions, aliases, integrity, updatedAt }) => [
                name,
                latest,
                versions,
                aliases.map(({ alias, version }) => `${alias}=${version}`).join(' '),
                integrity,
                new Date(updatedAt).toISOString(),
              ]),
            })}
            json={() => rows}
          />
        )}
      </ScreenHeader>
      <ListPanel
        asked={list}
        count={all.length}
        find={{ label: say('models.find'), text: state.text, onText: (text) => set({ text }) }}
        unread={say('models.unread')}
        loading={say('models.loading')}
        empty={<EmptyState art={<CalmSea />} title={say('models.none')} text={say('models.none.text')} />}
      >
        <NamesTable
          table="models"
          label={say('models.table')}
          columns={columns}
          rows={rows}
          sort={state.sort}
          onSort={(sort) => isSort(sort.column) && set({ sort })}
          addressOf={(name) => modelAddress(connection, name)}
          none={say('models.no-match')}
          onClear={() => set({ text: '' })}
        />
      </ListPanel>
    </>
  );
}

function useColumns(connection: string) {
  const say = useWords();
  const intl = useIntl();
  return useMemo<readonly TableColumn<ModelRow>[]>(
    () => [
      {
        id: 'name',
        header: say('models.column.name'),
        width: 220,
        minWidth: 150,
        grow: true,
        cell: ({ name }) => <RowLink address={modelAddress(connection, name)}>{name}</RowLink>,
      },
      {
        id: 'latest',
        header: say('models.column.latest'),
        width: 90,
        align: 'end',
        cell: ({ latest }) => (latest === null ? '–' : <bdi>{say('models.v', { number: latest })}</bdi>),
      },
      { id: 'versions', header: say('models.column.versions'), width: 92, align: 'end', yields: 2, cell: ({ versions }) => intl.formatNumber(versions) },
      {
        id: 'aliases',
        header: say('models.column.aliases'),
        width: 280,
        minWidth: 230,
        grow: true,
        sortable: false,
        cell: ({ aliases }) => <AliasChips aliases={aliases} />,
      },
      { id: 'integrity', header: say('models.column.integrity'), width: 156, cell: ({ integrity }) => <IntegrityMark state={integrity} /> },
      {
        id: 'description',
        header: say('models.column.description'),
        width: 200,
        minWidth: 104,
        grow: true,
        sortable: false,
        yields: 3,
        cell: ({ description }) => (
          <bdi className={styles.quiet} title={description}>
            {description}
          </bdi>
        ),
      },
      { id: 'updated', header: say('models.column.updated'), width: 126, align: 'end', cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
    ],
    [say, intl, connection],
  );
}
