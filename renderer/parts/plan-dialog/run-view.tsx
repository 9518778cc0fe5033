import { useEffect, useRef } from 'react';
import { useIntl } from 'react-intl';
import type { ActionRun } from '../../../shared/models/action';
import { Banner } from '../../ui/banner';
import { FailureState } from '../../ui/failure-state';
import { StepTrack } from '../../ui/step-track';
import { ClockTime, ElapsedTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { preciseSpan } from '../precise-span';
import { seenText } from '../seen-text';
import { RUN_TONE, runStops } from './run-stops';
import styles from './run-view.module.css';

/** How far an action is, from the record to what the system shows. It goes on whether it is looked at or not. */
export function RunView({ run }: { readonly run: ActionRun }) {
  const say = useWords();
  const intl = useIntl();
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.closest('[role=dialog]')?.querySelector<HTMLElement>('[data-run-close]')?.focus({ preventScroll: true }), []);
  const { phase, endedAt, startedAt, failure, lastSeen, awaited } = run;
  // The outcome of what is done may not be on record yet: how long it took is known with that.
  const title =
    phase === 'done'
      ? say(endedAt === null ? 'actions.run.unrecorded.title' : 'actions.run.done.title', { span: preciseSpan(intl, (endedAt ?? startedAt) - startedAt) })
      : say(`actions.run.${phase}.title`);
  const open = endedAt === null;
  return (
    <section className={styles.run} ref={place}>
      <Banner tone={RUN_TONE[phase]} title={title}>
        {say(`actions.run.${phase}.text`)}
      </Banner>
      <div className={styles.track}>
        <StepTrack
          label={say('actions.run')}
          steps={runStops(run).map(({ id, word, state }) => ({
            id,
            label: say(word),
            state,
            note:
              id === 'recorded' ? (
                <ClockTime at={startedAt} seconds />
              ) : id === 'awaited' && state === 'running' ? (
                <ElapsedTime since={startedAt} />
              ) : undefined,
          }))}
        />
      </div>
      {lastSeen && phase !== 'done' && (
        <p className={styles.seen}>
          {say(awaited === null || !open ? 'actions.run.last-seen' : 'actions.run.seen')} <ClockTime at={lastSeen.at} seconds />: {seenText(say, lastSeen)}
          {lastSeen.message !== null && <span className={styles.said}>{lastSeen.message}</span>}
        </p>
      )}
      {failure && <FailureState compact once failure={failure} />}
      {open && <p className={styles.note}>{say('actions.run.goes-on')}</p>}
    </section>
  );
}
