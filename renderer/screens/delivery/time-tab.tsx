import { useMemo } from 'react';
import { useIntl } from 'react-intl';
import { useDeliveryHistory } from '../../data/delivery';
import { ChartFrame, type ChartState, type LegendEntry } from '../../ui/chart-frame';
import { useClock } from '../../ui/clock';
import { LineChart } from '../../ui/line-chart';
import { useWords } from '../../ui/use-words';
import styles from './time-tab.module.css';
import { replicaPoints, splitPoints, stepMarks, untilNow } from './time-points';
import type { Page } from '../../parts/delivery/use-delivery-page';

/** The charts move on at this pace while nothing changes. */
const PACE_MS = 10_000;
/** Minutes alone would be the same at every mark of the axis. */
const BRIEF_MS = 10 * 60_000;

/** Split and replicas since Pilothouse has watched. */
export function TimeTab({ page: { entity, delivery, freshness } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  const hasPods = delivery.engine !== 'local';
  const { points: told, known, failure } = useDeliveryHistory(entity);
  const live = freshness?.state === 'live';
  const now = useClock((at) => (live ? Math.floor(at / PACE_MS) * PACE_MS : null));
  const points = useMemo(() => untilNow(told, now), [told, now]);
  const marks = useMemo(() => stepMarks(points).map(({ at, step }) => ({ at, label: say('delivery.time.step', { step: step + 1 }) })), [points, say]);
  const state: ChartState = failure
    ? { is: 'failed', failure }
    : !known
      ? { is: 'loading', what: say('delivery.time.loading') }
      : points.length < 2
        ? { is: 'empty', title: say('delivery.time.none'), text: say('delivery.time.none.text') }
        : { is: 'drawn' };
  const split: readonly LegendEntry[] = [
    { id: 'desired', label: say('delivery.split.desired'), tone: 'muted', dashed: true },
    { id: 'reported', label: say('delivery.split.reported'), tone: 'candidate' },
    ...(hasPods ? [{ id: 'pods', label: say('delivery.split.pods'), tone: 'accent' } as const] : []),
  ];
  const replicas: readonly LegendEntry[] = [
    { id: 'ready', label: say('deliveries.detail.ready'), tone: 'ok' },
    { id: 'updated', label: say('deliveries.detail.updated'), tone: 'candidate' },
    { id: 'total', label: say('deliveries.detail.total'), tone: 'stable', dashed: true },
  ];
  const [first, last] = [points[0], points.at(-1)];
  const brief = first !== undefined && last !== undefined && last.at - first.at < BRIEF_MS;
  const clock = { hour: '2-digit', minute: '2-digit', second: brief ? '2-digit' : undefined, hourCycle: 'h23' } as const;
  const shared = { marks, stepped: true, formatAt: (at: number) => intl.formatDate(at, clock) };
  const most = Math.max(1, ...points.map(({ total }) => total));
  return (
    <div className={styles.charts}>
      <ChartFrame title={say('delivery.time.split')} unit="%" legend={split} state={state} {...(freshness && { freshness })}>
        <LineChart
          {...shared}
          description={say('delivery.time.split.described', { desired: last?.desired ?? '–', reported: last?.reported ?? '–', pods: last?.pods ?? '–' })}
          series={split}
          points={splitPoints(points)}
          range={[0, 100]}
          formatValue={(value) => intl.formatNumber(value, { maximumFractionDigits: 0 })}
        />
      </ChartFrame>
      {hasPods && (
        <ChartFrame title={say('delivery.time.replicas')} unit="" legend={replicas} state={state} {...(freshness && { freshness })}>
          <LineChart
            {...shared}
            description={say('delivery.time.replicas.described', { ready: last?.ready ?? '–', updated: last?.updated ?? '–', total: last?.total ?? '–' })}
            series={replicas}
            points={replicaPoints(points)}
            range={[0, most]}
            whole
            formatValue={(value) => intl.formatNumber(value, { maximumFractionDigits: 0 })}
          />
        </ChartFrame>
      )}
    </div>
  );
}
