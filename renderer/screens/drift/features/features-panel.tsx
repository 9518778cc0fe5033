import { useMemo, useState } from 'react';
import { useColumnWidths } from '../../../data/column-widths';
import { useRequest } from '../../../data/request';
import { Button } from '../../../ui/button';
import { EmptyState } from '../../../ui/empty-state';
import { FailureState } from '../../../ui/failure-state';
import { LoadingState } from '../../../ui/loading-state';
import { Panel } from '../../../ui/panel';
import { SearchField } from '../../../ui/search-field';
import type { TableColumn, TableSort } from '../../../ui/table-column';
import { useWords } from '../../../ui/use-words';
import { VirtualTable } from '../../../ui/virtual-table';
import type { Explained } from '../explain/explain-number';
import { NumberButton } from '../explain/number-button';
import { sizeOf } from '../measures';
import { useDriftWords } from '../../../parts/use-drift-words';
import type { Page } from '../use-monitor-page';
import { VerdictMark } from '../verdict-mark';
import { type Feature, type FeatureRow, featureRows } from './feature-rows';
import { FeatureSpark } from './feature-spark';
import styles from './features.module.css';
import { shownMeasures } from './shown-measures';

type FeaturesPanelProps = { readonly page: Page; readonly span: NonNullable<Page['span']>; readonly onExplain: (explained: Explained) => void };
const NONE: readonly Feature[] = [];
const keyOf = ({ name }: FeatureRow) => name;
/** As many lines as are in sight at once, at most. */
const LINES_MAX = 18;
/** Their names have no room in a narrow column. */
const WIDE: ReadonlySet<string> = new Set(['cramers_v', 'hellinger']);

/** Every feature in the stretch that is looked at: its course, its measures, its verdict and why. */
export function FeaturesPanel({ page, span, onExplain }: FeaturesPanelProps) {
  const say = useWords();
  const [text, setText] = useState('');
  const [sort, setSort] = useState<TableSort | null>(null);
  const [widths, setWidths] = useColumnWidths('drift-features');
  const { data, error, refetch, isPlaceholderData } = useRequest(
    'drift.features',
    { id: page.id, slice: page.view.slice, ...span },
    { keep: page.view.slice === null },
  );
  const all = data?.columns ?? NONE;
  const { predictions, inputs } = useMemo(() => featureRows(all, text, sort), [all, text, sort]);
  const columns = useColumns(all, onExplain);
  const groups = useMemo(
    () =>
      predictions.length > 0
        ? [
            { key: 'predictions', rows: predictions, heading: say('monitors.map.predictions') },
            { key: 'inputs', rows: inputs, heading: say('monitors.map.inputs') },
          ]
        : [{ key: 'inputs', rows: inputs }],
    [predictions, inputs, say],
  );
  const lines = Math.min(LINES_MAX, all.length + (predictions.length > 0 ? 2 : 0)) + 1;
  return (
    <Panel
      title={say('monitors.features')}
      beside={data && <span className={styles.quiet}>{say('monitors.features.count', { count: all.length })}</span>}
      aside={
        <div className={styles.find}>
          <SearchField label={say('monitors.features.find')} value={text} onChange={setText} />
        </div>
      }
      padded={false}
    >
      {error && <FailureState compact failure={error} what={say('monitors.features.unread')} onRetry={() => void refetch()} />}
      {!data && !error && <LoadingState what={say('monitors.features.reading')} />}
      {data && (
        <div className={styles.table} aria-busy={isPlaceholderData} data-old={isPlaceholderData || undefined} style={{ ['--lines' as string]: lines }}>
          <VirtualTable
            label={say('monitors.features')}
            columns={columns}
            groups={groups}
            rowKey={keyOf}
            sort={sort}
            onSort={setSort}
            widths={widths}
            onWidths={setWidths}
            current={page.column}
            onOpen={({ name }) => page.set({ column: name })}
            empty={<EmptyState title={say('monitors.features.none')} action={<Button onClick={() => setText('')}>{say('runs.filter.clear')}</Button>} />}
          />
        </div>
      )}
    </Panel>
  );
}

function useColumns(all: readonly Feature[], onExplain: FeaturesPanelProps['onExplain']): readonly TableColumn<FeatureRow>[] {
  const say = useWords();
  const words = useDriftWords();
  return useMemo(() => {
    const number = (row: FeatureRow, of: Explained['of'], value: number | null, bad = false) => (
      <NumberButton report={row.feature} of={of} value={value} onExplain={onExplain} bad={bad} inRow />
    );
    const windows = all.reduce((most, { spark }) => Math.max(most, spark.length), 0);
    return [
      {
        id: 'name',
        header: say('monitors.features.name'),
        width: 170,
        minWidth: 110,
        grow: true,
        cell: ({ name }) => <bdi className={styles.name}>{name}</bdi>,
      },
      {
        id: 'type',
        header: say('monitors.features.type'),
        width: 84,
        yields: 3,
        cell: ({ feature }) => <span className={styles.quiet}>{say(feature.type ? `drift.type.${feature.type}` : 'drift.type.unknown')}</span>,
      },
      {
        id: 'spark',
        header: say('monitors.features.spark', { count: windows }),
        width: 106,
        sortable: false,
        cell: ({ name, feature }) => <FeatureSpark column={name} ratios={feature.spark} />,
      },
      ...shownMeasures(all).map(
        (measure): TableColumn<FeatureRow> => ({
          id: measure,
          header: say(`monitors.features.${measure}`),
          width: WIDE.has(measure) ? 96 : 82,
          align: 'end',
          cell: (row) => number(row, measure, sizeOf(row.feature, measure)),
        }),
      ),
      { id: 'verdict', header: say('monitors.features.verdict'), width: 124, cell: ({ found }) => <VerdictMark found={found} /> },
      {
        id: 'why',
        header: say('monitors.features.why'),
        width: 220,
        minWidth: 120,
        grow: true,
        yields: 2,
        sortable: false,
        cell: ({ feature }) => {
          const reason = feature.reasons[0];
          const told = reason ? words.reason(reason) : '';
          return (
            <span className={styles.quiet} title={told}>
              {told}
            </span>
          );
        },
      },
      {
        id: 'missing',
        header: say('monitors.features.missing'),
        width: 76,
        align: 'end',
        cell: (row) => number(row, 'missing', row.feature.null_rate_current, row.feature.aspects.missing === 'drifted'),
      },
      {
        id: 'new',
        header: say('monitors.features.new'),
        width: 76,
        align: 'end',
        cell: (row) => number(row, 'new_category_share', row.feature.measures.new_category_share, row.feature.aspects.new_categories === 'drifted'),
      },
      {
        id: 'range',
        header: say('monitors.features.range'),
        width: 98,
        align: 'end',
        cell: (row) => number(row, 'out_of_range_share', row.feature.measures.out_of_range_share, row.feature.aspects.range === 'drifted'),
      },
      { id: 'rows', header: say('monitors.features.rows'), width: 88, align: 'end', yields: 1, cell: (row) => number(row, 'rows', row.feature.n_current) },
    ];
  }, [all, say, words, onExplain]);
}
