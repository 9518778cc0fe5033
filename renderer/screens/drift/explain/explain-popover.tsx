import { useRequest } from '../../../data/request';
import { CopyButton } from '../../../parts/copy-button';
import { shortId } from '../../../parts/metric-text';
import { CodeBlock } from '../../../ui/code-block';
import { Fact, Facts } from '../../../ui/facts';
import { FailureState } from '../../../ui/failure-state';
import { LoadingState } from '../../../ui/loading-state';
import { Popover } from '../../../ui/popover';
import { useWords } from '../../../ui/use-words';
import { isDriftMeasure, pOf, sizeOf } from '../measures';
import { useDriftWords } from '../../../parts/use-drift-words';
import type { Page } from '../use-monitor-page';
import { definitionOf, type Explained, isShare, thresholdOf, wordOf } from './explain-number';
import styles from './explain.module.css';

type ExplainPopoverProps = { readonly page: Page; readonly explained: Explained | null; readonly onClose: () => void };

/** Where a number comes from: its definition, what it is made of, and the statement that counted it. */
export function ExplainPopover({ page, explained, onClose }: ExplainPopoverProps) {
  const say = useWords();
  if (!explained) return null;
  const { of, report, anchor } = explained;
  return (
    <Popover anchor={anchor} title={`${say(wordOf(of))} · ${report.name}`} onClose={onClose}>
      <div className={styles.parts}>
        <section>
          <h3>{say('monitors.explain.means')}</h3>
          <p>{say(definitionOf(of))}</p>
        </section>
        <section>
          <h3>{say('monitors.explain.inputs')}</h3>
          <Inputs explained={explained} />
        </section>
        <Why explained={explained} />
        <Counted page={page} column={report.name} />
      </div>
    </Popover>
  );
}

function Inputs({ explained: { of, report } }: { readonly explained: Explained }) {
  const say = useWords();
  const words = useDriftWords();
  const { n_reference, n_current, null_rate_reference, null_rate_current, measures, false_alarm_rate } = report;
  const threshold = thresholdOf(report, of);
  const size = isDriftMeasure(of) ? sizeOf(report, of) : of === 'missing' || of === 'rows' ? null : measures[of];
  const p = isDriftMeasure(of) ? pOf(report, of) : null;
  const share = (value: number | null) => (value === null ? '–' : words.share(value));
  return (
    <Facts ends>
      {size !== null && (
        <Fact word={say('monitors.explain.value')}>
          <bdi>{isShare(of) ? words.share(size) : words.number(size, threshold ?? undefined)}</bdi>
        </Fact>
      )}
      {of === 'wasserstein' && measures.wasserstein && (
        <Fact word={say('monitors.explain.raw')}>
          <bdi>{words.number(measures.wasserstein.raw)}</bdi>
        </Fact>
      )}
      {of === 'cramers_v' && measures.chi2 && (
        <Fact word={say('monitors.explain.statistic', { df: measures.chi2.df })}>
          <bdi>{words.number(measures.chi2.statistic)}</bdi>
        </Fact>
      )}
      {threshold !== null && (
        <Fact word={say('monitors.explain.threshold')}>
          <bdi>{words.number(threshold)}</bdi> · {say('monitors.explain.decides')}
        </Fact>
      )}
      {p && (
        <Fact word={say(p.adjusted ? 'monitors.explain.p-adjusted' : 'monitors.explain.p')}>
          <bdi>{words.p(p.p)}</bdi>
        </Fact>
      )}
      <Fact word={say('monitors.explain.rows')}>{say('monitors.explain.rows.of', { reference: n_reference, current: n_current })}</Fact>
      <Fact word={say('monitors.explain.missing')}>
        {say('monitors.explain.missing.of', { reference: share(null_rate_reference), current: share(null_rate_current) })}
      </Fact>
      {threshold !== null && false_alarm_rate !== null && (
        <Fact word={say('monitors.explain.false-alarms')}>{say('monitors.explain.false-alarms.of', { rate: words.share(false_alarm_rate) })}</Fact>
      )}
    </Facts>
  );
}

/** Why it is absent, or why the feature has its verdict. */
function Why({ explained: { of, report } }: { readonly explained: Explained }) {
  const say = useWords();
  const words = useDriftWords();
  const absent = report.absent[of];
  if (!absent && report.reasons.length === 0) return null;
  return (
    <section>
      <h3>{say(absent ? 'monitors.explain.absent' : 'monitors.explain.why')}</h3>
      {(absent ? [absent] : report.reasons).map((reason) => (
        <p key={reason.id}>{words.reason(reason)}</p>
      ))}
    </section>
  );
}

function Counted({ page: { id, view, span }, column }: { readonly page: Page; readonly column: string }) {
  const say = useWords();
  const { data, error } = useRequest('drift.explain', { id, column, slice: view.slice, from: span?.from ?? 0, to: span?.to ?? 0 }, { enabled: span !== null });
  if (error) return <FailureState compact once failure={error} what={say('monitors.explain.unread')} />;
  if (!data) return <LoadingState what={say('monitors.explain.reading')} lines={2} />;
  const sides = [
    { word: 'monitors.explain.reference', side: data.reference },
    { word: 'monitors.explain.current', side: data.current },
  ] as const;
  return (
    <section>
      <Facts ends>
        {sides.map(({ word, side }) => (
          <Fact key={word} word={say(word)}>
            <bdi title={side.files.join('\n')}>{side.name}</bdi> · {say('monitors.explain.files', { count: side.files.length })} ·{' '}
            <code title={side.digest}>{shortId(side.digest.replace(/^sha256:/, ''))}</code>
          </Fact>
        ))}
        <Fact word={say('monitors.explain.configuration')}>
          <bdi>{say('monitors.version', { version: data.version })}</bdi> ·{' '}
          <code title={data.configDigest}>{shortId(data.configDigest.replace(/^sha256:/, ''))}</code>
        </Fact>
      </Facts>
      <h3 className={styles.sql}>
        {say('monitors.explain.sql')} <CopyButton text={data.sql} label={say('actions.copy')} />
      </h3>
      <CodeBlock height="low">{data.sql}</CodeBlock>
    </section>
  );
}
