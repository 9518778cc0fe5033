import { useMemo } from 'react';
import type { LineageGraph, LineageNode } from '../../../shared/models/lineage';
import { Panel } from '../../ui/panel';
import { StateMark } from '../../ui/state-mark';
import type { TableColumn } from '../../ui/table-column';
import { ClockTime } from '../../ui/time-texts';
import { type Say, useWords } from '../../ui/use-words';
import { VirtualTable } from '../../ui/virtual-table';
import styles from './lineage.module.css';
import { type LineageRow, lineageRows, nameOf } from './rows';

const rowKey = ({ ref }: LineageRow) => ref;
const MARKS = { good: 'ok', busy: 'running', bad: 'bad', unknown: 'unknown' } as const;
const TONES = { good: 'ok', busy: 'accent', bad: 'bad', unknown: 'unknown' } as const;
/** More names than this are counted. */
const NAMES_MAX = 6;

export type LineageTableProps = {
  readonly graph: LineageGraph;
  readonly chosen: string | null;
  readonly onChoose: (ref: string) => void;
  readonly onOpen: (node: LineageNode) => void;
};

/** The same graph as lines: what a keyboard, a screen reader and a spreadsheet need. */
export function LineageTable({ graph, chosen, onChoose, onOpen }: LineageTableProps) {
  const say = useWords();
  const rows = useMemo(() => lineageRows(graph), [graph]);
  const groups = useMemo(() => [{ key: 'all', rows }], [rows]);
  const columns = useMemo(() => columnsOf(say), [say]);
  return (
    <Panel fill padded={false}>
      <VirtualTable
        label={say('lineage.table')}
        columns={columns}
        groups={groups}
        rowKey={rowKey}
        current={chosen}
        onOpen={({ node }) => onOpen(node)}
        onPeek={({ ref }) => onChoose(ref)}
      />
    </Panel>
  );
}

function columnsOf(say: Say): readonly TableColumn<LineageRow>[] {
  const names = (all: readonly string[]) =>
    all.length > NAMES_MAX ? say('lineage.and-more', { names: all.slice(0, NAMES_MAX).join(', '), more: all.length - NAMES_MAX }) : all.join(', ');
  return [
    { id: 'kind', header: say('lineage.column-name.kind'), width: 118, cell: ({ node }) => say(`lineage.kind.${node.kind}`) },
    { id: 'title', header: say('lineage.column-name.title'), width: 180, grow: true, cell: ({ node }) => <bdi title={nameOf(node)}>{nameOf(node)}</bdi> },
    {
      id: 'state',
      header: say('lineage.column-name.state'),
      width: 110,
      cell: ({ node: { state } }) =>
        state === 'none' ? null : (
          <span className={styles.state}>
            <StateMark shape={MARKS[state]} tone={TONES[state]} size={13} />
            {say(`lineage.state.${state}`)}
          </span>
        ),
    },
    { id: 'at', header: say('lineage.column-name.at'), width: 100, yields: 1, cell: ({ node: { at } }) => at !== null && <ClockTime at={at} /> },
    { id: 'from', header: say('lineage.column-name.from'), width: 150, grow: true, cell: ({ from }) => <bdi>{names(from)}</bdi> },
    { id: 'to', header: say('lineage.column-name.to'), width: 150, grow: true, cell: ({ to }) => <bdi>{names(to)}</bdi> },
  ];
}
