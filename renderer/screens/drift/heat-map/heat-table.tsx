import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { HeatMap as HeatMapData, MonitorWindowSize } from '../../../../shared/models/drift-monitor';
import { NumberText } from '../../../ui/number-text';
import type { TableColumn } from '../../../ui/table-column';
import { useWords } from '../../../ui/use-words';
import { VirtualTable } from '../../../ui/virtual-table';
import { useDriftWords } from '../../../parts/use-drift-words';
import type { Page } from '../use-monitor-page';
import { windowStart } from '../window-text';
import { type FeatureSum, featureSums, type HeatGrid } from './heat-grid';
import styles from './heat-map.module.css';

type HeatTableProps = { readonly page: Page; readonly data: HeatMapData; readonly grids: readonly HeatGrid[] };
const keyOf = ({ name }: FeatureSum) => name;

/** What the map shows, in words and numbers: a line for each feature, which leads to its worst window. */
export function HeatTable({ page, data, grids }: HeatTableProps) {
  const say = useWords();
  const groups = useMemo(() => [{ key: '', rows: grids.flatMap(featureSums) }], [grids]);
  const columns = useColumns(data, page.monitor.settings.window);
  return (
    <div className={styles.table}>
      <VirtualTable
        label={say('monitors.map.table')}
        columns={columns}
        groups={groups}
        rowKey={keyOf}
        current={page.column}
        onOpen={({ name, worstWindow }) => {
          const shown = worstWindow === null ? undefined : data.windows[worstWindow];
          page.set({ column: name, ...(shown && { from: shown.start, to: shown.end }) });
        }}
      />
    </div>
  );
}

function useColumns(data: HeatMapData, size: MonitorWindowSize): readonly TableColumn<FeatureSum>[] {
  const say = useWords();
  const intl = useIntl();
  const words = useDriftWords();
  return useMemo(() => {
    const named = (window: number | null) => (window === null ? '–' : windowStart(intl, data.windows[window]?.start ?? 0, size));
    return [
      { id: 'name', header: say('monitors.features.name'), width: 150, minWidth: 90, grow: true, sortable: false, cell: ({ name }) => <bdi>{name}</bdi> },
      {
        id: 'worst',
        header: say('monitors.map.worst'),
        width: 76,
        align: 'end',
        sortable: false,
        cell: ({ worst }) => <bdi className={worst !== null && worst >= 1 ? styles.bad : undefined}>{worst === null ? '–' : words.number(worst, 1)}</bdi>,
      },
      {
        id: 'in',
        header: say('monitors.map.worst-window'),
        width: 86,
        align: 'end',
        sortable: false,
        cell: ({ worstWindow }) => <bdi>{named(worstWindow)}</bdi>,
      },
      { id: 'since', header: say('monitors.map.since'), width: 96, align: 'end', yields: 2, sortable: false, cell: ({ since }) => <bdi>{named(since)}</bdi> },
      { id: 'times', header: say('monitors.map.times'), width: 82, align: 'end', sortable: false, cell: ({ drifted }) => <NumberText value={drifted} /> },
      {
        id: 'few',
        header: say('monitors.map.few'),
        width: 96,
        align: 'end',
        yields: 1,
        sortable: false,
        cell: ({ insufficient }) => <NumberText value={insufficient} />,
      },
    ];
  }, [say, intl, words, data, size]);
}
