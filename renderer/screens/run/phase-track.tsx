import { useIntl } from 'react-intl';
import { preciseSpan } from '../../parts/precise-span';
import { StepTrack } from '../../ui/step-track';
import { ClockTime, ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import styles from './phase-track.module.css';
import { phaseSteps } from './phase-steps';
import type { Page } from './use-run-page';

/** What the run went through and when, as far as somebody saw it. */
export function PhaseTrack({ page: { run } }: { readonly page: Page }) {
  const say = useWords();
  const intl = useIntl();
  // The state that was read with them: a newer one would say of an older phase that it ended there.
  const steps = phaseSteps(run.phases, run.state);
  if (steps.length === 0) return null;
  return (
    <div className={styles.phases}>
      <StepTrack
        label={say('runs.phases')}
        steps={steps.map(({ phase, from, tookMs, state: look }) => ({
          id: phase,
          label: say(`runs.phase.${phase}`),
          state: look,
          note: (
            <>
              <time dateTime={new Date(from).toISOString()} title={intl.formatDate(from, { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' })}>
                {tookMs !== null ? <bdi>{preciseSpan(intl, tookMs)}</bdi> : look === 'running' && <ElapsedTime since={from} />}
              </time>
              <VisuallyHidden>
                <ClockTime at={from} seconds />
              </VisuallyHidden>
            </>
          ),
        }))}
      />
    </div>
  );
}
