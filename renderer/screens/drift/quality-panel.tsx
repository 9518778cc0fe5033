import { useIntl } from 'react-intl';
import type { QualityOverTime } from '../../../shared/models/drift-monitor';
import { useRequest } from '../../data/request';
import { Fact, Facts } from '../../ui/facts';
import { FailureState } from '../../ui/failure-state';
import { Panel } from '../../ui/panel';
import { SeriesChart } from '../../ui/series-chart';
import { spanText } from '../../ui/time-text';
import { useWords } from '../../ui/use-words';
import chartKey from '../../ui/chart-key.module.css';
import styles from './monitor.module.css';
import { useDriftWords } from '../../parts/use-drift-words';
import { asked, type Page } from './use-monitor-page';
import { windowStart } from './window-text';

/** How good predictions were: by labels that came, a line; by the scores alone, dashes of another colour. They never look alike. */
export function QualityPanel({ page }: { readonly page: Page }) {
  const say = useWords();
  const { data, error } = useRequest('drift.quality', { id: page.id, ...asked(page.range) }, { keep: true });
  if (error) return <FailureState compact failure={error} what={say('monitors.quality.unread')} />;
  return data?.quality ? <Known page={page} quality={data.quality} /> : null;
}

function Known({ page: { monitor }, quality }: { readonly page: Page; readonly quality: QualityOverTime }) {
  const say = useWords();
  const intl = useIntl();
  const words = useDriftWords();
  const { metric, points, contradicting, unmatched, unreadable } = quality;
  const x = points.map(({ start, end }) => (start + end) / 2);
  const sum = (of: (point: QualityOverTime['points'][number]) => number) => points.reduce((all, point) => all + of(point), 0);
  const last = points.findLast(({ lagP50 }) => lagP50 !== null);
  return (
    <Panel
      title={say('monitors.quality')}
      beside={<span className={styles.quiet}>{say(`monitors.quality.${metric}`)}</span>}
      aside={
        <ul className={chartKey.key}>
          <li>
            <i className={styles.solid} /> {say('monitors.quality.realised')}
          </li>
          <li>
            <i className={styles.dashed} /> {say('monitors.quality.estimated')}
          </li>
        </ul>
      }
    >
      <SeriesChart
        description={say('monitors.quality.description', { count: points.length })}
        series={[
          { id: 'realised', label: say('monitors.quality.realised'), colour: 'var(--accent)', x, value: points.map(({ realised }) => realised) },
          {
            id: 'estimated',
            label: say('monitors.quality.estimated'),
            colour: 'var(--cand)',
            dashed: true,
            x,
            value: points.map(({ estimated }) => estimated),
          },
        ]}
        formatValue={(value) => words.number(value)}
        formatX={(at) => windowStart(intl, at, monitor.settings.window)}
        isTime
      />
      <Facts>
        <Fact word={say('monitors.quality.coverage')}>
          {words.share(sum(({ rows }) => rows) > 0 ? sum(({ labelled }) => labelled) / sum(({ rows }) => rows) : 0)} ·{' '}
          {say('monitors.quality.coverage.of', { labelled: sum(({ labelled }) => labelled), rows: sum(({ rows }) => rows) })}
        </Fact>
        {last && last.lagP50 !== null && (
          <Fact word={say('monitors.quality.lag')}>
            {say('monitors.quality.lag.of', { p50: spanText(intl, last.lagP50), p95: last.lagP95 === null ? '–' : spanText(intl, last.lagP95) })}
          </Fact>
        )}
        {contradicting + unmatched + unreadable > 0 && (
          <Fact word={say('monitors.quality.odd')} warn>
            {say('monitors.quality.odd.of', { contradicting, unmatched, unreadable })}
          </Fact>
        )}
      </Facts>
    </Panel>
  );
}
