import { useMemo, useState } from 'react';
import { AxisChoice, ChartBar } from '../../parts/chart-controls';
import { Button } from '../../ui/button';
import { EmptyState } from '../../ui/empty-state';
import { InView } from '../../ui/in-view';
import { Panel } from '../../ui/panel';
import { SearchField } from '../../ui/search-field';
import { useWords } from '../../ui/use-words';
import { CARD_PX, MetricCard } from './metric-card';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** So many are shown at first; with more there is a field to find them. */
const FIRST = 9;
/** A row or two: these are in sight on every screen. */
const AT_ONCE = 4;

/** Every metric over steps or time. Those in sight are drawn; the newest values are those of the live watch. */
export function MetricGrid({ page }: { readonly page: Page }) {
  const say = useWords();
  const [all, setAll] = useState(false);
  const { run, view, set, state } = page;
  const asked = view.find.trim().toLowerCase();
  const metrics = useMemo(() => run.summaries.filter(({ key }) => asked === '' || key.toLowerCase().includes(asked)), [run.summaries, asked]);
  const many = run.summaries.length > FIRST;
  const shown = all || asked !== '' ? metrics : metrics.slice(0, FIRST);
  if (run.summaries.length === 0) {
    return (
      <Panel title={say('runs.metrics')}>
        <EmptyState
          title={say('runs.metrics.none')}
          text={say(state === 'running' || state === 'queued' ? 'runs.metrics.none.yet' : 'runs.metrics.none.text')}
        />
      </Panel>
    );
  }
  return (
    <section aria-label={say('runs.metrics')} className={styles.metrics}>
      <ChartBar>
        <h2>{say('runs.metrics')}</h2>
        <span className={styles.quiet}>{say('runs.metrics.count', { count: run.metricCount })}</span>
        {many && (
          <div className={styles.find}>
            <SearchField label={say('runs.metrics.find')} value={view.find} onChange={(find) => set({ find })} />
          </div>
        )}
        <span className={styles.end}>
          <AxisChoice axis={view.axis} onAxis={(axis) => set({ axis })} />
        </span>
      </ChartBar>
      {metrics.length === 0 && <EmptyState title={say('ui.none-found')} />}
      <div className={styles.grid}>
        {shown.map((metric, index) => (
          <InView key={metric.key} heightPx={CARD_PX} first={index < AT_ONCE}>
            {() => <MetricCard page={page} metric={metric} />}
          </InView>
        ))}
      </div>
      {shown.length < metrics.length && (
        <Button full onClick={() => setAll(true)}>
          {say('runs.more', { count: metrics.length - shown.length })}
        </Button>
      )}
      {run.metricCount > run.summaries.length && (
        <p className={styles.quiet}>{say('runs.metrics.first', { shown: run.summaries.length, count: run.metricCount })}</p>
      )}
    </section>
  );
}
