import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import type { DriftMark, SeriesPoint } from '../../../../shared/models/drift-monitor';
import { useLiveDrift } from '../../../data/live-drift';
import { useRequest } from '../../../data/request';
import { FailureState } from '../../../ui/failure-state';
import { LoadingState } from '../../../ui/loading-state';
import { Panel } from '../../../ui/panel';
import { Segmented } from '../../../ui/segmented';
import { useWords } from '../../../ui/use-words';
import { foundOf } from '../heat-map/heat-grid';
import { RangePick } from '../range-pick';
import { useDriftWords } from '../../../parts/use-drift-words';
import { asked, type Page } from '../use-monitor-page';
import { spanWords, windowStart } from '../window-text';
import { type Brush, brushedBy } from './brush';
import { LiveLine } from './live-line';
import { OverTimeChart } from './over-time-chart';
import chartKey from '../../../ui/chart-key.module.css';
import styles from './over-time.module.css';

/** How far a feature, or the furthest of all, was from its reference, window after window. */
export function OverTimePanel({ page }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const words = useDriftWords();
  const { id, view, set, monitor, span } = page;
  const size = monitor.settings.window;
  const column = view.line === 'all' ? null : page.column;
  const { data, error, refetch, isPlaceholderData } = useRequest(
    'drift.series',
    { id, column, measure: column === null ? null : view.measure, slice: view.slice, ...asked(page.range) },
    { keep: view.slice === null },
  );
  const points = data?.points ?? NONE;
  const told = useRequest('drift.marks', { id }).data;
  const marks = useMemo(
    () => (told?.marks ?? NO_MARKS).map((mark) => ({ ...mark, label: isMove(mark) ? say(`services.verb.${mark.label}`) : mark.label })),
    [told, say],
  );
  // Of a part of the rows nobody counts live, and it stands at the end of the newest windows alone.
  const isNewest = view.slice === null && asked(page.range).before === null;
  const live = useLiveDrift(isNewest && monitor.settings.source.kind === 'payloads' ? { id, column, measure: column === null ? null : view.measure } : null);
  const brush = useMemo((): Brush | null => (span ? brushedBy(points, span.from, span.to) : null), [points, span]);
  const name = column === null || !data?.measure ? say('monitors.over-time.all') : say('monitors.over-time', { measure: say(`drift.measure.${data.measure}`) });
  // Of all features together it is how many times its own threshold each one has reached.
  const threshold = data ? (column === null ? 1 : data.threshold) : null;
  const sentence = (point: SeriesPoint) => {
    const ratio = point.value === null || threshold === null ? null : point.value / threshold;
    return say('monitors.point', {
      window: spanWords(intl, point),
      value: point.value === null ? '–' : words.number(point.value, threshold ?? undefined),
      found: say(`monitors.found.${foundOf(ratio, point.verdict)}`),
      rows: point.rows,
    });
  };
  return (
    <Panel
      title={name}
      beside={<span className={styles.unit}>{column === null ? say('monitors.ratio') : <bdi>{column}</bdi>}</span>}
      aside={
        <>
          <RangePick page={page} />
          <Key marks={marks} />
          {page.column !== null && (
            <Segmented
              label={say('monitors.measure')}
              value={view.line}
              segments={[
                { value: 'column', label: page.column },
                { value: 'all', label: say('monitors.line.all') },
              ]}
              onChange={(line) => set({ line })}
            />
          )}
        </>
      }
      padded={false}
    >
      <div className={styles.place} aria-busy={isPlaceholderData} data-old={isPlaceholderData || undefined}>
        {error && <FailureState compact failure={error} what={say('monitors.over-time.unread')} onRetry={() => void refetch()} />}
        {!data && !error && <LoadingState what={say('monitors.reading')} lines={3} />}
        {data && (
          <OverTimeChart
            points={points}
            live={live}
            marks={marks}
            threshold={threshold}
            brush={brush}
            onBrush={({ first, last }) => {
              const [from, to] = [points[first]?.start, points[last]?.end];
              if (from !== undefined && to !== undefined) set({ from, to });
            }}
            description={say('monitors.over-time.description', {
              name,
              windows: points.length,
              drifted: points.filter(({ verdict }) => verdict === 'drifted').length,
              insufficient: points.filter(({ verdict }) => verdict === null || verdict === 'insufficient').length,
            })}
            formatValue={(value) => words.number(value)}
            nameWindow={({ start }) => windowStart(intl, start, size)}
            sentence={sentence}
          />
        )}
        {data && <LiveLine live={live} threshold={threshold} />}
      </div>
    </Panel>
  );
}

const NONE: readonly SeriesPoint[] = [];
const NO_MARKS: readonly DriftMark[] = [];
const MOVES = ['start', 'promote', 'promote-full', 'abort', 'roll-back', 'restore'] as const;
/** Its label is a verb that has words. */
const isMove = (mark: DriftMark): mark is DriftMark & { label: (typeof MOVES)[number] } =>
  mark.kind === 'delivery' && MOVES.some((move) => move === mark.label);
const KINDS = ['delivery', 'version', 'configuration', 'reference'] as const;

/** What the signs beside the line mean, of those that occur. */
function Key({ marks }: { readonly marks: readonly DriftMark[] }) {
  const say = useWords();
  const shown = KINDS.filter((kind) => marks.some((mark) => mark.kind === kind));
  if (shown.length === 0) return null;
  return (
    <ul className={chartKey.key}>
      {shown.map((kind) => (
        <li key={kind}>
          <svg width={11} height={11} viewBox="0 0 11 11" className={styles.sign} data-kind={kind} aria-hidden>
            {kind === 'delivery' && <path d="M5.5 1.5l4.5 8h-9z" />}
            {kind === 'version' && <circle cx={5.5} cy={5.5} r={3.4} />}
            {kind === 'configuration' && <rect x={2.5} y={2.5} width={6} height={6} />}
            {kind === 'reference' && <path d="M5.5 1l4.5 4.5-4.5 4.5-4.5-4.5z" />}
          </svg>
          {say(`monitors.mark.${kind}`)}
        </li>
      ))}
    </ul>
  );
}
