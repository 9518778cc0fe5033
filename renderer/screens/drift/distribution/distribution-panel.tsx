import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { ColumnReport } from '../../../../shared/models/drift-report';
import { useRequest } from '../../../data/request';
import { EmptyState } from '../../../ui/empty-state';
import { FailureState } from '../../../ui/failure-state';
import { LoadingState } from '../../../ui/loading-state';
import { Panel } from '../../../ui/panel';
import { useWords } from '../../../ui/use-words';
import type { Explained } from '../explain/explain-number';
import { NumberButton } from '../explain/number-button';
import { shownMeasures } from '../features/shown-measures';
import { foundOf } from '../heat-map/heat-grid';
import { sizeOf } from '../measures';
import { edgeText } from '../../../parts/edge-text';
import { useDriftWords } from '../../../parts/use-drift-words';
import type { Page } from '../use-monitor-page';
import { VerdictMark } from '../verdict-mark';
import { spanWords } from '../window-text';
import { binText } from './bin-text';
import { BinsChart } from './bins-chart';
import { CategoriesChart } from './categories-chart';
import { byChange, type DistributionBar, distributionBars } from './distribution-bars';
import { type Median, medianOf, shiftOf } from './median';
import chartKey from '../../../ui/chart-key.module.css';
import styles from './distribution.module.css';

const CATEGORIES_SHOWN = 12;

type DistributionPanelProps = { readonly page: Page; readonly onExplain: (explained: Explained) => void };

/** How one feature is spread in the stretch that is looked at, over how it was spread in the reference. */
export function DistributionPanel({ page, onExplain }: DistributionPanelProps) {
  const say = useWords();
  const { column, span } = page;
  if (column === null || span === null)
    return (
      <Panel title={say('monitors.distribution')}>
        <EmptyState title={say('monitors.distribution.none')} />
      </Panel>
    );
  return <OfColumn page={page} column={column} span={span} onExplain={onExplain} />;
}

type OfColumnProps = DistributionPanelProps & { readonly column: string; readonly span: NonNullable<Page['span']> };

function OfColumn({ page: { id, view }, column, span, onExplain }: OfColumnProps) {
  const say = useWords();
  const intl = useIntl();
  const { data, error, refetch, isPlaceholderData } = useRequest('drift.column', { id, column, slice: view.slice, ...span }, { keep: view.slice === null });
  // Of another column it says nothing.
  const report = data?.name === column ? data : undefined;
  const decided = report?.decided_by ?? null;
  const ratio = decided && decided.value !== null ? decided.value / decided.threshold : null;
  return (
    <Panel
      title={<bdi>{column}</bdi>}
      beside={report && <VerdictMark found={foundOf(ratio, report.verdict)} />}
      aside={
        <ul className={chartKey.key}>
          <li>
            <i className={styles.swatch} />
            {say('monitors.distribution.reference')}
          </li>
          <li>
            <i className={styles.swatch} data-current />
            <bdi>{spanWords(intl, { start: span.from, end: span.to })}</bdi>
          </li>
        </ul>
      }
      padded={false}
    >
      <div className={styles.body} aria-busy={isPlaceholderData} data-old={isPlaceholderData || undefined}>
        {error && <FailureState compact failure={error} what={say('monitors.distribution.unread', { column })} onRetry={() => void refetch()} />}
        {!report && !error && <LoadingState what={say('monitors.distribution.reading', { column })} />}
        {report && <Spread report={report} onExplain={onExplain} />}
      </div>
    </Panel>
  );
}

function Spread({ report, onExplain }: { readonly report: ColumnReport; readonly onExplain: DistributionPanelProps['onExplain'] }) {
  const say = useWords();
  const words = useDriftWords();
  const { distribution, reasons } = report;
  const bars = useMemo(() => (distribution ? distributionBars(distribution) : []), [distribution]);
  return (
    <>
      <div className={styles.figures}>
        <Middle report={report} bars={bars} />
        {shownMeasures([report]).map((measure) => (
          <span key={measure}>
            {say(`monitors.features.${measure}`)} <NumberButton report={report} of={measure} value={sizeOf(report, measure)} onExplain={onExplain} />
          </span>
        ))}
        <span>
          {say('monitors.features.rows')} <NumberButton report={report} of="rows" value={report.n_current} onExplain={onExplain} />
        </span>
      </div>
      {bars.length > 0 ? <Drawn report={report} bars={bars} /> : <EmptyState title={say('monitors.distribution.nothing')} />}
      <ul className={styles.reasons}>
        {reasons.map((reason) => (
          <li key={reason.id}>{words.reason(reason)}</li>
        ))}
      </ul>
    </>
  );
}

/** Where the middle of both sides is, and in a word how the current one lies to the reference, where chance did not do it. */
function Middle({ report: { type, distribution, aspects }, bars }: { readonly report: ColumnReport; readonly bars: readonly DistributionBar[] }) {
  const say = useWords();
  const intl = useIntl();
  if (distribution?.bins.kind !== 'edges') return null;
  const [was, is] = [medianOf(bars, 'reference'), medianOf(bars, 'current')];
  const text = (median: Median) => {
    const bar = bars[median.index];
    if (median.value !== null || !bar)
      return `≈ ${type === 'time' ? edgeText(intl, type, median.value ?? 0) : intl.formatNumber(median.value ?? 0, { maximumSignificantDigits: 3 })}`;
    return binText(say, intl, type, bar);
  };
  const shift = aspects.distribution === 'drifted' ? shiftOf(bars) : null;
  return (
    <>
      {was && is && (
        <span title={say('monitors.distribution.median.means')}>
          {say('monitors.distribution.median')}{' '}
          <span className={styles.median}>{say('monitors.distribution.median.of', { was: text(was), is: text(is) })}</span>
        </span>
      )}
      {shift && <span className={styles.shift}>{say(`monitors.distribution.shift.${shift}`)}</span>}
    </>
  );
}

/** The bin whose share rose most, and that whose share fell most. */
function extremes(bars: readonly DistributionBar[]): readonly [more: DistributionBar | undefined, less: DistributionBar | undefined] {
  const sorted = bars.toSorted((one, other) => other.difference - one.difference);
  return [sorted[0], sorted.at(-1)];
}

function Drawn({ report: { name, type, distribution }, bars }: { readonly report: ColumnReport; readonly bars: readonly DistributionBar[] }) {
  const say = useWords();
  const intl = useIntl();
  const shareText = (share: number) => intl.formatNumber(share, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 });
  const pointsText = (difference: number) =>
    say('monitors.points', { points: intl.formatNumber(difference * 100, { signDisplay: 'exceptZero', maximumFractionDigits: 1 }) });
  const nameOf = (bar: DistributionBar) => binText(say, intl, type, bar);
  const headings = {
    bin: say('monitors.distribution.bin'),
    reference: say('monitors.distribution.reference'),
    current: say('monitors.distribution.current'),
    difference: say('monitors.distribution.difference'),
  };
  const table = (shown: readonly DistributionBar[]) => (
    <CategoriesChart
      bars={shown}
      label={say('monitors.distribution.table', { column: name })}
      headings={headings}
      nameOf={nameOf}
      shareText={shareText}
      pointsText={pointsText}
    />
  );
  if (distribution?.bins.kind !== 'edges') return table(byChange(bars, CATEGORIES_SHOWN));
  const [more, less] = extremes(bars);
  return (
    <>
      <BinsChart
        bars={bars}
        medians={[medianOf(bars, 'reference'), medianOf(bars, 'current')]}
        description={say('monitors.distribution.description', {
          column: name,
          more: more ? nameOf(more) : '–',
          up: pointsText(more?.difference ?? 0),
          less: less ? nameOf(less) : '–',
          down: pointsText(less?.difference ?? 0),
        })}
        shareText={shareText}
        pointsText={(difference) => intl.formatNumber(difference * 100, { signDisplay: 'exceptZero', maximumFractionDigits: 1 })}
        edgeText={(edge) => edgeText(intl, type, edge)}
        outside={{ below: say('monitors.distribution.out-below'), above: say('monitors.distribution.out-above') }}
        sentence={(bar) => `${nameOf(bar)}: ${shareText(bar.reference)} → ${shareText(bar.current)} (${pointsText(bar.difference)})`}
      />
      <details className={styles.asTable}>
        <summary>{say('monitors.distribution.as-table')}</summary>
        {table(bars)}
      </details>
    </>
  );
}
