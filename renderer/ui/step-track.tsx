import type { ReactNode } from 'react';
import type { WordId } from '../../shared/words/words';
import { classNames } from './class-names';
import { type MarkShape, StateMark } from './state-mark';
import styles from './step-track.module.css';
import { useWords } from './use-words';
import { VisuallyHidden } from './visually-hidden';

export type StepState = 'done' | 'running' | 'paused' | 'failed' | 'stopped' | 'ahead' | 'skipped';
export type Step = { readonly id: string; readonly label: ReactNode; readonly note?: ReactNode; readonly state: StepState };

const MARKS: Readonly<Record<StepState, MarkShape | null>> = {
  done: 'ok',
  running: 'running',
  paused: 'paused',
  failed: 'bad',
  stopped: 'stopped',
  ahead: null,
  skipped: null,
};
const WORDS: Readonly<Record<StepState, WordId>> = {
  done: 'ui.step.done',
  running: 'ui.step.running',
  paused: 'ui.step.paused',
  failed: 'ui.step.failed',
  stopped: 'ui.step.stopped',
  ahead: 'ui.step.ahead',
  skipped: 'ui.step.skipped',
};

/** The stops of something that goes step by step: behind, here, ahead, and those that will not be reached. */
export function StepTrack({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  const say = useWords();
  return (
    <ol className={styles.track} aria-label={label}>
      {steps.map(({ id, label: name, note, state }) => {
        const mark = MARKS[state];
        const here = mark !== null && state !== 'done';
        return (
          <li key={id} className={classNames(styles.step, styles[state])} aria-current={here ? 'step' : undefined}>
            <span className={styles.stop}>{mark && <StateMark shape={mark} size={10} />}</span>
            <span className={classNames(styles.name, here && styles.here)}>
              <bdi>{name}</bdi>
            </span>
            <VisuallyHidden>{say(WORDS[state])}</VisuallyHidden>
            {note && <span className={styles.note}>{note}</span>}
          </li>
        );
      })}
    </ol>
  );
}
