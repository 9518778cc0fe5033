import { useIntl } from 'react-intl';
import { ChartFrame, type LegendEntry } from '../../ui/chart-frame';
import { LineChart } from '../../ui/line-chart';
import { NumberText } from '../../ui/number-text';
import { useWords } from '../../ui/use-words';
import styles from './gallery.module.css';
import { FAILURES, FRESHNESS, NOW, SERIES } from './samples';

const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const retry = () => undefined;

export function ChartsSection() {
  const say = useWords();
  const intl = useIntl();
  const series: readonly LegendEntry[] = [
    { id: 'stable', label: 'v41', tone: 'stable', dashed: true },
    { id: 'candidate', label: 'v42', tone: 'candidate' },
  ];
  const title = say('gallery.chart.latency');
  const [live] = FRESHNESS;
  return (
    <div className={styles.three}>
      <ChartFrame title={title} unit="ms" value={<NumberText value={84} />} legend={series} {...(live && { freshness: live.freshness })}>
        <LineChart
          description={title}
          series={series}
          points={SERIES}
          formatValue={(value) => intl.formatNumber(value, { maximumFractionDigits: 1 })}
          formatAt={(at) => intl.formatDate(at, CLOCK)}
          limit={{ value: 96, label: say('gallery.chart.limit') }}
          marks={[{ at: NOW - 160 * 10_000, label: '20%' }]}
        />
      </ChartFrame>
      <ChartFrame title={title} unit="ms" state={{ is: 'empty', title: say('gallery.empty.title'), text: say('gallery.empty.text') }}>
        {null}
      </ChartFrame>
      <ChartFrame title={title} unit="ms" state={{ is: 'loading', what: say('gallery.loading'), since: NOW - 3_000 }}>
        {null}
      </ChartFrame>
      <ChartFrame title={title} unit="ms" state={{ is: 'failed', failure: FAILURES.lost, onRetry: retry }}>
        {null}
      </ChartFrame>
    </div>
  );
}
