import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { DatasetVersion } from '../../../shared/models/dataset';
import { metricText } from '../../parts/metric-text';
import { Histogram } from '../../ui/histogram';
import { Panel } from '../../ui/panel';
import type { TableColumn } from '../../ui/table-column';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { type Column, ColumnDetail } from './column-detail';
import styles from './dataset.module.css';

export type ProfileTabProps = { readonly version: DatasetVersion; readonly column: string | null; readonly onColumn: (column: string) => void };
const rowKey = ({ name }: Column) => name;
const BAR_PX = 22;
const MOMENTS = /^(date|timestamp)/i;
/** 2001-01-31 */
const DAY_LETTERS = 10;

/** Every column: how its values are spread, what is missing, how many there are. One of them is looked at closely below. */
export function ProfileTab({ version, column, onColumn }: ProfileTabProps) {
  const say = useWords();
  const { columns: profiles } = version;
  const total = version.rows ?? 0;
  const groups = useMemo(() => [{ key: '', rows: profiles }], [profiles]);
  const columns = useColumns(total);
  const shown = profiles.find(({ name }) => name === column) ?? profiles[0];
  return (
    <>
      <div className={styles.profile} style={{ ['--lines' as string]: profiles.length }}>
        <Panel fill padded={false}>
          <VirtualTable
            label={say('data.tab.profile')}
            columns={columns}
            groups={groups}
            rowKey={rowKey}
            current={shown?.name ?? null}
            onOpen={({ name }) => onColumn(name)}
          />
        </Panel>
      </div>
      {shown && <ColumnDetail column={shown} total={total} />}
    </>
  );
}

function useColumns(total: number) {
  const say = useWords();
  const intl = useIntl();
  return useMemo<readonly TableColumn<Column>[]>(() => {
    const text = (type: string, each: string | number | boolean) => {
      // The day is what fits; the moment is told when it is pointed at.
      if (MOMENTS.test(type) && typeof each !== 'boolean') return (typeof each === 'number' ? new Date(each).toISOString() : each).slice(0, DAY_LETTERS);
      return typeof each === 'number' ? metricText(intl, each) : String(each);
    };
    const value = (type: string, each: Column['min']) =>
      each === null ? (
        '–'
      ) : (
        <bdi dir="auto" title={String(each)}>
          {text(type, each)}
        </bdi>
      );
    const drawn: readonly Omit<TableColumn<Column>, 'header'>[] = [
      {
        id: 'name',
        width: 160,
        minWidth: 120,
        grow: true,
        cell: ({ name }) => (
          <strong className={styles.columnName}>
            <bdi title={name}>{name}</bdi>
          </strong>
        ),
      },
      {
        id: 'type',
        width: 104,
        cell: ({ type }) => (
          <code className={styles.type} dir="ltr" title={type}>
            {type}
          </code>
        ),
      },
      {
        id: 'spread',
        width: 140,
        cell: ({ name, histogram, top }) => {
          const bars = histogram?.rows ?? top.map(({ rows }) => rows);
          return bars.length === 0 ? '–' : <Histogram bars={bars} heightPx={BAR_PX} description={say('data.profile.spread.of', { name })} />;
        },
      },
      {
        id: 'nulls',
        width: 90,
        align: 'end',
        cell: ({ nulls }) => (
          <bdi className={nulls > 0 ? undefined : styles.quietCell} title={intl.formatNumber(nulls)}>
            {total === 0 ? '–' : intl.formatNumber(nulls / total, { style: 'percent', maximumFractionDigits: nulls > 0 && nulls / total < 0.1 ? 2 : 0 })}
          </bdi>
        ),
      },
      {
        id: 'distinct',
        width: 104,
        align: 'end',
        cell: ({ distinct, distinctExact }) => <bdi>{`${distinctExact ? '' : '≈ '}${intl.formatNumber(distinct)}`}</bdi>,
      },
      { id: 'min', width: 116, align: 'end', yields: 3, cell: ({ type, min }) => value(type, min) },
      { id: 'median', width: 116, align: 'end', yields: 4, cell: ({ type, quantiles }) => value(type, quantiles[3] ?? null) },
      { id: 'max', width: 116, align: 'end', yields: 2, cell: ({ type, max }) => value(type, max) },
      { id: 'mean', width: 92, align: 'end', yields: 5, cell: ({ mean }) => value('', mean) },
    ];
    return drawn.map((each) => ({ ...each, sortable: false, header: say(`data.profile.${each.id as 'name'}`) }));
  }, [say, intl, total]);
}
