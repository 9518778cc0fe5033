import type { SampleLife, SampleStep } from '../../../shared/models/sample-life';
import { runAddress } from '../../data/workspace-address';
import { FailureState } from '../../ui/failure-state';
import { Meter } from '../../ui/meter';
import { type MarkShape, StateMark } from '../../ui/state-mark';
import type { StepState } from '../../ui/step-track';
import { useWords } from '../../ui/use-words';
import { VisuallyHidden } from '../../ui/visually-hidden';
import { AddressLink } from '../address-link';
import styles from './sample-life.module.css';

const MARKS: Readonly<Record<SampleStep['state'], MarkShape | null>> = { ahead: null, running: 'running', done: 'ok', failed: 'bad' };
const STATES: Readonly<Record<SampleStep['state'], StepState>> = { ahead: 'ahead', running: 'running', done: 'done', failed: 'failed' };

/** What is done one after the other, how far each is, and what went wrong. */
export function LifeSteps({ life: { connection, steps } }: { readonly life: SampleLife }) {
  const say = useWords();
  return (
    <ol className={styles.steps} aria-label={say('sample.steps')}>
      {steps.map((step) => (
        <Step key={step.id} connection={connection} step={step} />
      ))}
    </ol>
  );
}

function Step({ connection, step: { id, state, share, run, failure } }: { readonly connection: string; readonly step: SampleStep }) {
  const say = useWords();
  const mark = MARKS[state];
  const trains = (id === 'first' || id === 'second') && state === 'running';
  return (
    <li className={styles.step} data-state={state} aria-current={state === 'running' ? 'step' : undefined}>
      <span className={styles.mark}>{mark && <StateMark shape={mark} size={13} />}</span>
      <span className={styles.name}>
        {say(`sample.step.${id}`)} <VisuallyHidden>{say(`ui.step.${STATES[state]}`)}</VisuallyHidden>
      </span>
      <span className={styles.bar}>{trains && <Meter look="progress" share={share} label={say('runs.progress')} />}</span>
      <span>{run !== null && <AddressLink address={runAddress(connection, run)}>{say('sample.see.run')}</AddressLink>}</span>
      {failure && (
        <div className={styles.failure}>
          <FailureState compact once marked={false} failure={failure} />
        </div>
      )}
    </li>
  );
}
