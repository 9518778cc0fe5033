import { useIntl } from 'react-intl';
import type { Analysis } from '../../../shared/models/delivery-detail';
import { Chip } from '../../ui/chip';
import { EmptyState } from '../../ui/empty-state';
import { LineChart } from '../../ui/line-chart';
import { StateMark, type Tone } from '../../ui/state-mark';
import { ClockTime } from '../../ui/time-texts';
import { isolated, useWords } from '../../ui/use-words';
import styles from './analyses-tab.module.css';
import { limitText, knownPhase, type Metric, metricPoints, phaseShape } from './metric-chart';
import { PartState } from './part-state';
import type { Page } from '../../parts/delivery/use-delivery-page';

const TONES: Readonly<Record<string, Tone>> = { ok: 'ok', bad: 'bad', warn: 'warn', running: 'accent' };

/** Each analysis with its measurements against its limits. */
export function AnalysesTab({ page }: { readonly page: Page }) {
  const say = useWords();
  const analyses = page.detail?.analyses ?? [];
  return (
    <PartState page={page} part="analyses" what={say('delivery.analyses.loading')}>
      {analyses.length === 0 ? (
        <EmptyState title={say('delivery.analyses.none')} text={say('delivery.analyses.none.text')} />
      ) : (
        analyses.map((analysis) => <OneAnalysis key={analysis.name} analysis={analysis} />)
      )}
    </PartState>
  );
}

function Phase({ phase }: { readonly phase: string }) {
  const say = useWords();
  const shape = phaseShape(phase);
  const known = knownPhase(phase);
  return (
    <Chip tone={TONES[shape] ?? 'unknown'} mark={shape}>
      {known ? say(`delivery.phase.${known}`) : phase}
    </Chip>
  );
}

function OneAnalysis({ analysis: { name, role, phase, message, startedAt, endedAt, metrics } }: { readonly analysis: Analysis }) {
  const say = useWords();
  return (
    <section className={styles.analysis}>
      <div className={styles.head}>
        <h3>
          <bdi>{name}</bdi>
        </h3>
        <Phase phase={phase} />
        <span className={styles.quiet}>{say(`delivery.analyses.role.${role}`)}</span>
        {startedAt !== null && (
          <span className={styles.when}>
            <ClockTime at={startedAt} /> – {endedAt === null ? say('delivery.analyses.now') : <ClockTime at={endedAt} />}
          </span>
        )}
      </div>
      {message !== null && <p className={styles.said}>{message}</p>}
      <div className={styles.metrics}>
        {metrics.map((metric) => (
          <OneMetric key={metric.name} metric={metric} />
        ))}
      </div>
    </section>
  );
}

function OneMetric({ metric }: { readonly metric: Metric }) {
  const say = useWords();
  const intl = useIntl();
  const points = metricPoints(metric);
  const number = (value: number) => intl.formatNumber(value, { maximumSignificantDigits: 4 });
  const { counts, measurements } = metric;
  const latest = measurements.at(-1);
  const conditions = [
    ['success', metric.successCondition],
    ['failure', metric.failureCondition],
  ] as const;
  return (
    <div className={styles.metric}>
      <div className={styles.head}>
        <StateMark shape={phaseShape(metric.phase)} size={14} />
        <strong>
          <bdi>{metric.name}</bdi>
        </strong>
        {metric.dryRun && <Chip>{say('delivery.analyses.dry-run')}</Chip>}
        <span className={styles.when} data-figures>
          {say('delivery.analyses.counts', counts)}
        </span>
      </div>
      {points.length > 0 ? (
        <LineChart
          description={say('delivery.analyses.chart', { name: metric.name, count: points.length, value: latest?.text ?? '–' })}
          series={[{ id: 'value', label: metric.name, tone: 'candidate' }]}
          points={points}
          formatValue={number}
          formatAt={(at) => intl.formatDate(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })}
          limits={metric.thresholds.map((threshold) => ({
            value: threshold.value,
            tone: threshold.passes ? ('ok' as const) : ('bad' as const),
            // The drawing runs from left to right; the words in it as their language does.
            label: isolated(
              say(threshold.passes ? 'delivery.analyses.passes' : 'delivery.analyses.fails', { limit: limitText(threshold, number(threshold.value)) }),
            ),
          }))}
        />
      ) : (
        <p className={styles.quiet}>
          {measurements.length === 0 ? say('delivery.analyses.no-values') : measurements.map(({ text }) => text).join(say('ui.list.comma'))}
        </p>
      )}
      {metric.message !== null && <p className={styles.said}>{metric.message}</p>}
      {conditions.map(
        ([kind, text]) =>
          text !== null && (
            <p key={kind} className={styles.condition}>
              {say(`delivery.analyses.${kind}`)} <code dir="ltr">{text}</code>
            </p>
          ),
      )}
      {metric.query !== null && (
        <details className={styles.query}>
          <summary>{say('delivery.analyses.query')}</summary>
          <pre dir="ltr">{metric.query}</pre>
        </details>
      )}
    </div>
  );
}
