import type { IntlShape } from 'react-intl';
import type { RunRow } from '../../../shared/models/run';
import { isGap, type RunSlot } from '../../data/run-list';
import { runAddress } from '../../data/workspace-address';
import { RowLink } from '../../parts/address-link';
import { metricText } from '../../parts/metric-text';
import { RunState } from '../../parts/run-state';
import type { TableColumn } from '../../ui/table-column';
import { spanText } from '../../ui/time-text';
import { ElapsedTime, RelativeTime } from '../../ui/time-texts';
import type { Say } from '../../ui/use-words';
import styles from './runs.module.css';
import { toggle, useIsSelected } from './selection';
import { type ColumnId, isSorted, keyOf, type OwnColumn } from './view-state';

type Column = Omit<TableColumn<RunSlot>, 'id' | 'header' | 'cell'> & { readonly cell: (row: RunRow) => React.ReactNode };
export type Drawing = { readonly say: Say; readonly intl: IntlShape; readonly connection: string };

/** How long it took, or has taken so far. */
function Duration({ row: { startedAt, endedAt, state }, intl }: { readonly row: RunRow; readonly intl: IntlShape }) {
  if (startedAt === null) return '–';
  if (endedAt !== null) return <bdi>{spanText(intl, endedAt - startedAt)}</bdi>;
  return state === 'running' ? <ElapsedTime since={startedAt} /> : '–';
}

function own({ say, intl, connection }: Drawing): Record<OwnColumn, Column> {
  return {
    name: {
      width: 210,
      minWidth: 150,
      grow: true,
      cell: ({ id, name }) => (
        <RowLink address={runAddress(connection, id)} title={`${name}\n${id}`}>
          {name}
        </RowLink>
      ),
    },
    state: { width: 128, cell: ({ state }) => <RunState state={state} /> },
    started: { width: 126, align: 'end', cell: ({ startedAt }) => (startedAt === null ? '–' : <RelativeTime at={startedAt} />) },
    duration: { width: 96, align: 'end', cell: (row) => <Duration row={row} intl={intl} /> },
    entry: { width: 120, cell: ({ entryPoint }) => (entryPoint === null ? '–' : <bdi title={entryPoint}>{entryPoint}</bdi>) },
    experiment: { width: 130, cell: ({ experiment }) => <bdi title={experiment}>{experiment}</bdi> },
    user: { width: 100, cell: ({ user }) => (user === null ? '–' : <bdi title={user}>{user}</bdi>) },
    origin: { width: 110, cell: ({ origin }) => say(`runs.origin.${origin}`) },
  };
}

const KEY_PX = 7;
/** Wide enough for the name of the metric, within reason. */
const keyWidth = (key: string) => Math.round(Math.min(170, Math.max(92, key.length * KEY_PX + 32)));

function columnOf(id: ColumnId, drawing: Drawing): Column {
  if (id.startsWith('metric:')) {
    const key = keyOf(id);
    return {
      width: keyWidth(key),
      align: 'end',
      cell: ({ metrics: { [key]: value } }) => (value === undefined ? <span className={styles.none}>–</span> : <bdi>{metricText(drawing.intl, value)}</bdi>),
    };
  }
  if (id.startsWith('param:')) {
    const key = keyOf(id);
    return {
      width: keyWidth(key),
      cell: ({ params: { [key]: value } }) => (value === undefined ? <span className={styles.none}>–</span> : <bdi title={value}>{value}</bdi>),
    };
  }
  return own(drawing)[id as OwnColumn]; // no metric and no parameter, so it is one of ours
}

/** What a column is called. Metrics and parameters have names of their own. */
export const columnWord = (say: Say, id: ColumnId): string => (id.includes(':') ? keyOf(id) : say(`runs.column.${id as OwnColumn}`));

/** Which of the columns that nobody chose give way in a narrow place. */
const yieldOf = (id: ColumnId, index: number) => (id === 'name' || id === 'state' ? undefined : id.includes(':') ? 10 + index : 1);

function Chosen({ connection, row, say }: { readonly connection: string; readonly row: RunRow; readonly say: Say }) {
  const on = useIsSelected(connection, row.id);
  return (
    <input
      type="checkbox"
      className={styles.check}
      tabIndex={-1}
      checked={on}
      aria-label={say('runs.choose', { name: row.name })}
      onChange={() => toggle(connection, row.id)}
    />
  );
}

/** `chosen`: the user said which columns there are, and so all of them stay. */
export function runColumns(shown: readonly ColumnId[], chosen: boolean, drawing: Drawing): readonly TableColumn<RunSlot>[] {
  const { say, connection } = drawing;
  const bone = <span className={styles.bone} aria-hidden />;
  const columns = shown.map((id, index): TableColumn<RunSlot> => {
    const { cell, ...column } = columnOf(id, drawing);
    const yields = chosen ? undefined : yieldOf(id, index);
    return {
      ...column,
      id,
      header: columnWord(say, id),
      sortable: isSorted(id),
      ...(yields !== undefined && { yields }),
      cell: (slot) => (isGap(slot) ? bone : cell(slot)),
    };
  });
  const box: TableColumn<RunSlot> = {
    id: 'chosen',
    header: say('runs.column.chosen'),
    headerHidden: true,
    width: 34,
    sortable: false,
    cell: (slot) => (isGap(slot) ? null : <Chosen connection={connection} row={slot} say={say} />),
  };
  return [box, ...columns];
}
