import type { TestStep } from '../../shared/models/connection';
import type { Progress } from '../data/watch';
import { Button } from '../ui/button';
import { FailureState } from '../ui/failure-state';
import { Spinner } from '../ui/spinner';
import { type MarkShape, StateMark } from '../ui/state-mark';
import { useWords } from '../ui/use-words';
import styles from './test-steps.module.css';

type Step = TestStep['step'];
type State = TestStep['state'] | 'waiting';

/** Those that a cluster is tested for, and those of an object store, which has nobody to ask who we are. */
export const STEPS_OF = {
  kubernetes: ['kubeconfig', 'credentials', 'address', 'tls', 'server', 'identity', 'rights'],
  'object-store': ['credentials', 'address', 'server', 'rights'],
} as const satisfies Record<string, readonly Step[]>;

const SHAPES: Readonly<Record<Exclude<State, 'running' | 'waiting'>, MarkShape>> = { passed: 'ok', warned: 'warn', failed: 'bad', skipped: 'stopped' };
const LAST: Step = 'rights';
/** A failed step ends the test; the last one ends it too, however it ends. */
export const isLastStep = ({ step, state }: TestStep) => state === 'failed' || (step === LAST && state !== 'running');

/** The steps of a test of a connection, each as it happens. */
export function TestSteps({
  steps,
  progress: { events, running, failure, again },
}: {
  readonly steps: readonly Step[];
  readonly progress: Progress<TestStep>;
}) {
  const say = useWords();
  const newest = new Map(events.map((event) => [event.step, event]));
  return (
    <div className={styles.report}>
      <ol className={styles.steps} aria-label={say('connections.test.title')} aria-live="polite" aria-busy={running}>
        {steps.map((step) => (
          <Line key={step} step={step} event={newest.get(step)} ended={!running} />
        ))}
      </ol>
      {failure && <FailureState compact failure={failure} what={say('connections.test.failed')} />}
      <Button size="s" working={running} onClick={again}>
        {running ? say('connections.test.running') : say('connections.test.again')}
      </Button>
    </div>
  );
}

function Line({ step, event, ended }: { readonly step: Step; readonly event: TestStep | undefined; readonly ended: boolean }) {
  const say = useWords();
  const state: State = event?.state ?? (ended ? 'skipped' : 'waiting');
  return (
    <li className={styles.step} data-state={state}>
      <span className={styles.mark}>{state === 'running' ? <Spinner /> : state !== 'waiting' && <StateMark shape={SHAPES[state]} />}</span>
      <span className={styles.name}>{say(`connections.step.${step}`)}</span>
      <span className={styles.state}>{say(`connections.step.state.${state}`)}</span>
      {event && event.tookMs !== null && <span className={styles.took}>{say('connections.step.took', { ms: Math.round(event.tookMs) })}</span>}
      {event && event.found !== null && <bdi className={styles.found}>{event.found}</bdi>}
      {event?.failure && (
        <div className={styles.failure}>
          <FailureState compact marked={false} failure={event.failure} />
        </div>
      )}
    </li>
  );
}
