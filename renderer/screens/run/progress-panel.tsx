import { useIntl } from 'react-intl';
import { AddressLink } from '../../parts/address-link';
import { runAddress } from '../../data/workspace-address';
import { shortId } from '../../parts/metric-text';
import { Meter } from '../../ui/meter';
import { Panel } from '../../ui/panel';
import { spanText } from '../../ui/time-text';
import { ClockTime, ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { PhaseTrack } from './phase-track';
import { sourceSentence } from './progress-text';
import styles from './run.module.css';
import type { Page } from './use-run-page';

/** How far it is, how long it still takes, and how that is known; when it began and how long it took. */
export function ProgressPanel({ page }: { readonly page: Page }) {
  const { run, state, progress, here } = page;
  const say = useWords();
  const intl = useIntl();
  const going = state === 'running';
  const done = state === 'finished' ? 1 : (progress?.done ?? null);
  const tone = state === 'finished' ? 'ok' : state === 'failed' ? 'bad' : state === 'killed' ? 'quiet' : 'accent';
  const share = done === null ? null : intl.formatNumber(done, { style: 'percent', maximumFractionDigits: 0 });
  const source = progress && sourceSentence(progress, { number: (value) => intl.formatNumber(value) });
  return (
    <Panel>
      <div className={styles.progress}>
        {going && share !== null && <strong className={styles.share}>{share}</strong>}
        {going && progress && progress.remainingMs !== null && here.lostAt === null && (
          <span className={styles.left}>{say('runs.progress.left', { span: spanText(intl, progress.remainingMs) })}</span>
        )}
        {!going && <span className={styles.left}>{say(`runs.progress.${state}`)}</span>}
        {going && <span className={styles.quiet}>{source ? say(source.word, source.values) : say('runs.progress.unknown')}</span>}
        {run.repeats !== null && (
          <span className={styles.quiet}>
            {say('runs.repeats')} <AddressLink address={runAddress(here.connection, run.repeats)}>{shortId(run.repeats)}</AddressLink>
          </span>
        )}
        <span className={styles.times}>
          {run.startedAt !== null && (
            <>
              {say('runs.started')} <ClockTime at={run.startedAt} seconds />
              {' · '}
              {run.endedAt === null ? <ElapsedTime since={run.startedAt} /> : <bdi>{spanText(intl, run.endedAt - run.startedAt)}</bdi>}
            </>
          )}
          {run.timeLimitMs !== null && ` · ${say('runs.limit', { span: spanText(intl, run.timeLimitMs) })}`}
        </span>
      </div>
      {run.origin === 'process' && state !== 'queued' && (going || done !== null) && (
        <Meter look="progress" share={done} tone={tone} label={say('runs.progress')} />
      )}
      <PhaseTrack page={page} />
    </Panel>
  );
}
