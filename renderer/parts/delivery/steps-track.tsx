import { useIntl } from 'react-intl';
import type { DeliveryStep } from '../../../shared/models/delivery';
import { useClock } from '../../ui/clock';
import { type Step, StepTrack } from '../../ui/step-track';
import { spanText } from '../../ui/time-text';
import { ClockTime } from '../../ui/time-texts';
import { useWords } from '../../ui/use-words';
import { nextWeight, stopsOf } from './steps';
import styles from './steps-track.module.css';
import type { Page } from './use-delivery-page';

/** The steps, where it stands among them, and what the next one does. */
export function Steps({ page: { delivery } }: { readonly page: Page }) {
  const say = useWords();
  const stepWords = useStepWords();
  const stops = stopsOf(delivery);
  if (stops.length === 0) return null;
  const steps = stops.map(({ id, step, state, with: others }): Step => {
    const here = state === 'paused' || state === 'running';
    return {
      id,
      label: stepWords(step),
      state,
      note: here && delivery.since !== null ? <Here since={delivery.pause?.since ?? delivery.since} /> : others.map(stepWords).join(say('ui.list.comma')),
    };
  });
  return (
    <div className={styles.steps}>
      <StepTrack label={say('delivery.steps')} steps={steps} />
      <Next page={{ delivery }} />
    </div>
  );
}

function Here({ since }: { readonly since: number }) {
  const say = useWords();
  return (
    <>
      {say('delivery.since.at')} <ClockTime at={since} />
    </>
  );
}

/** What a step is, in a word or two. */
function useStepWords(): (step: DeliveryStep) => string {
  const say = useWords();
  const intl = useIntl();
  const percent = (value: number) => intl.formatNumber(value / 100, { style: 'percent', maximumFractionDigits: 1 });
  return ({ kind, weight, seconds, name }) => {
    if (weight !== null) return kind === 'weight' ? percent(weight) : say(`delivery.step.${kind}`, { name: percent(weight) });
    if (kind === 'pause') return seconds === null ? say('delivery.step.person') : spanText(intl, seconds * 1_000);
    return name === null ? say(`delivery.step.${kind}.bare`) : say(`delivery.step.${kind}`, { name });
  };
}

function Next({ page: { delivery } }: { readonly page: Pick<Page, 'delivery'> }) {
  const say = useWords();
  const intl = useIntl();
  const { pause, state, reason } = delivery;
  const until = pause?.until ?? null;
  const left = useClock((now) => (until === null || until <= now ? null : spanText(intl, until - now)));
  const weight = nextWeight(delivery);
  if (state === 'aborted' || state === 'stable' || state === 'rolling-back' || weight === null) return null;
  const share = intl.formatNumber(weight / 100, { style: 'percent', maximumFractionDigits: 1 });
  const waits = state !== 'paused' ? 'goes' : left !== null ? 'timed' : reason === 'paused-worse' ? 'worse' : 'person';
  return <p className={styles.next}>{say(`delivery.next.${waits}`, { share, span: left ?? '' })}</p>;
}
