import { useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import type { MetricValue, RunRow } from '../../../shared/models/run';
import { runAddress } from '../../data/workspace-address';
import { AddressLink } from '../../parts/address-link';
import { metricText } from '../../parts/metric-text';
import { RUN_LOOKS } from '../../parts/run-state';
import { classNames } from '../../ui/class-names';
import { EmptyState } from '../../ui/empty-state';
import { IconButton } from '../../ui/icon-button';
import { CloseIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { seriesLook } from '../../ui/series-colours';
import { StateMark } from '../../ui/state-mark';
import type { TableColumn } from '../../ui/table-column';
import { spanText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './compare-runs.module.css';
import { type CompareRow, type Group, GROUPS } from './rows';

const rowKey = ({ id }: CompareRow) => id;
const VALUE_PX = 140;
const ABSENT = '–';

export type CompareTableProps = {
  readonly connection: string;
  readonly runs: readonly RunRow[];
  readonly rows: Readonly<Record<Group, readonly CompareRow[]>>;
  readonly onLeave: (run: string) => void;
};

/** One column per run: what differs above, what agrees below. */
export function CompareTable({ connection, runs, rows, onLeave }: CompareTableProps) {
  const say = useWords();
  const intl = useIntl();
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  const groups = useMemo(
    () =>
      GROUPS.filter((group) => rows[group].length > 0).map((group) => ({
        key: group,
        rows: rows[group],
        heading: (
          <span>
            <b>{say(`runs.comparison.${group}`)}</b> <span className={styles.quiet}>{intl.formatNumber(rows[group].length)}</span>
          </span>
        ),
      })),
    [rows, say, intl],
  );
  const columns = useColumns(runs);
  return (
    <>
      <ul className={styles.runs} aria-label={say('runs.title')}>
        {runs.map(({ id, name, state, startedAt, endedAt }, index) => {
          const look = seriesLook(index);
          return (
            <li key={id} className={styles.run}>
              <span className={classNames(styles.key, look.dashed && styles.dashed)} style={{ color: look.colour }} />
              <StateMark shape={RUN_LOOKS[state].mark} size={12} />
              <AddressLink quiet address={runAddress(connection, id)} title={`${say(RUN_LOOKS[state].word)} · ${id}`}>
                <bdi>{name}</bdi>
              </AddressLink>
              {startedAt !== null && endedAt !== null && <bdi className={styles.quiet}>{spanText(intl, endedAt - startedAt)}</bdi>}
              {runs.length > 2 && <IconButton size="s" icon={CloseIcon} label={say('runs.comparison.leave', { name })} onClick={() => onLeave(id)} />}
            </li>
          );
        })}
      </ul>
      <div className={styles.table} style={{ ['--lines' as string]: groups.reduce((sum, group) => sum + group.rows.length + 1, 2) }}>
        <Panel fill padded={false}>
          <VirtualTable
            label={say('runs.comparison')}
            columns={columns}
            groups={groups}
            rowKey={rowKey}
            widths={widths}
            onWidths={setWidths}
            empty={<EmptyState title={say('ui.none-found')} />}
          />
        </Panel>
      </div>
    </>
  );
}

function valueText(intl: ReturnType<typeof useIntl>, value: MetricValue | string | null, kind: CompareRow['kind']): string {
  if (value === null) return ABSENT;
  return kind === 'metric' && (typeof value === 'number' || value === 'NaN' || value === 'Infinity' || value === '-Infinity')
    ? metricText(intl, value)
    : String(value);
}

function Value({
  row: { most, least, differ, kind },
  index,
  text,
  say,
}: {
  readonly row: CompareRow;
  readonly index: number;
  readonly text: string;
  readonly say: ReturnType<typeof useWords>;
}) {
  const mark = index === most ? 'most' : index === least ? 'least' : null;
  return (
    // The mark keeps to the left: it must not move the last digit.
    <span className={styles.value} dir="ltr" title={mark ? `${text} · ${say(`runs.comparison.${mark}`)}` : text}>
      {mark && (
        <span className={styles.mark} aria-hidden>
          {mark === 'most' ? '▲' : '▼'}
        </span>
      )}
      <bdi
        dir={kind === 'input' ? 'ltr' : 'auto'}
        className={classNames(text === ABSENT ? styles.absent : differ && kind !== 'metric' && styles.differs, kind === 'input' && styles.mono)}
      >
        {text}
      </bdi>
      {mark && <VisuallyHidden>{say(`runs.comparison.${mark}`)}</VisuallyHidden>}
    </span>
  );
}

function useColumns(runs: readonly RunRow[]) {
  const say = useWords();
  const intl = useIntl();
  return useMemo<readonly TableColumn<CompareRow>[]>(
    () => [
      {
        id: 'key',
        header: say('runs.comparison.name'),
        width: 190,
        sortable: false,
        cell: ({ key, differ, kind }) => (
          <bdi className={differ && kind !== 'metric' ? styles.differing : undefined} title={key}>
            {key}
          </bdi>
        ),
      },
      ...runs.map(
        ({ id, name }, index): TableColumn<CompareRow> => ({
          id,
          header: name,
          width: VALUE_PX,
          grow: true,
          minWidth: 96,
          align: 'end',
          sortable: false,
          cell: (row) => <Value row={row} index={index} text={valueText(intl, row.values[index] ?? null, row.kind)} say={say} />,
        }),
      ),
    ],
    [runs, say, intl],
  );
}
