import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { Progress } from '../../data/data-progress';
import { datasetAddress } from '../../data/workspace-address';
import { RowLink } from '../../parts/address-link';
import { DatasetState } from '../../parts/dataset-state';
import { NamesTable } from '../../parts/names-table';
import { bytesText } from '../../ui/bytes-text';
import { StateMark } from '../../ui/state-mark';
import type { TableColumn, TableSort } from '../../ui/table-column';
import { RelativeTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import styles from './data.module.css';
import type { Row } from './rows';

export type DataTableProps = {
  readonly connection: string;
  readonly rows: readonly Row[];
  readonly progress: readonly Progress[];
  readonly sort: TableSort;
  readonly onSort: (sort: TableSort) => void;
  readonly onClear: () => void;
};

export function DataTable({ connection, progress, ...rest }: DataTableProps) {
  const say = useWords();
  const columns = useColumns(connection, progress);
  return (
    <NamesTable
      table="data"
      label={say('data.table')}
      columns={columns}
      addressOf={(name) => datasetAddress(connection, name)}
      none={say('data.no-match')}
      {...rest}
    />
  );
}

function useColumns(connection: string, progress: readonly Progress[]) {
  const say = useWords();
  const intl = useIntl();
  return useMemo<readonly TableColumn<Row>[]>(() => {
    const doing = new Map(progress.map((each) => [each.name, each]));
    const drawn: readonly Omit<TableColumn<Row>, 'header'>[] = [
      {
        id: 'name',
        width: 200,
        minWidth: 140,
        grow: true,
        cell: ({ name }) => <RowLink address={datasetAddress(connection, name)}>{name}</RowLink>,
      },
      {
        id: 'state',
        width: 180,
        minWidth: 130,
        grow: true,
        cell: ({ name, state }) => {
          const under = doing.get(name);
          if (!under) return <DatasetState state={state} />;
          const share = under.done === null ? '' : ` ${intl.formatNumber(under.done, { style: 'percent', maximumFractionDigits: 0 })}`;
          return (
            <span className={styles.doing}>
              <StateMark shape="running" size={12} /> {say(`data.doing.${under.doing}`)}
              <bdi>{share}</bdi>
            </span>
          );
        },
      },
      {
        id: 'checks',
        width: 136,
        sortable: false,
        cell: ({ checks, failedChecks }) =>
          checks === 0 ? (
            <span className={styles.quiet}>{say('data.checks.none')}</span>
          ) : failedChecks > 0 ? (
            <span className={styles.bad}>
              <StateMark shape="bad" size={12} /> {say('data.checks.failed', { count: failedChecks })}
            </span>
          ) : (
            <span className={styles.ok}>
              <StateMark shape="ok" size={12} /> {say('data.checks.passed', { count: checks })}
            </span>
          ),
      },
      { id: 'rows', width: 110, align: 'end', cell: ({ rows: count }) => (count === null ? '–' : <bdi>{intl.formatNumber(count)}</bdi>) },
      { id: 'size', width: 104, align: 'end', yields: 3, cell: ({ bytes }) => (bytes === null ? '–' : <bdi>{bytesText(intl, bytes)}</bdi>) },
      { id: 'versions', width: 84, align: 'end', yields: 4, cell: ({ versions }) => <bdi>{intl.formatNumber(versions)}</bdi> },
      {
        id: 'source',
        width: 180,
        minWidth: 110,
        grow: true,
        sortable: false,
        yields: 5,
        cell: ({ source: { path } }) => (
          <bdi dir="ltr" title={path} className={styles.path}>
            {path}
          </bdi>
        ),
      },
      { id: 'owner', width: 110, yields: 6, cell: ({ labels: { owner } }) => <bdi>{owner}</bdi> },
      { id: 'sensitivity', width: 110, sortable: false, yields: 7, cell: ({ labels: { sensitivity } }) => <bdi>{sensitivity}</bdi> },
      { id: 'region', width: 90, sortable: false, yields: 8, cell: ({ labels: { region } }) => <bdi>{region}</bdi> },
      { id: 'at', width: 126, align: 'end', cell: ({ at }) => (at === null ? '–' : <RelativeTime at={at} />) },
    ];
    return drawn.map((column) => ({ ...column, header: say(`data.column.${column.id as 'name'}`) }));
  }, [say, intl, connection, progress]);
}
