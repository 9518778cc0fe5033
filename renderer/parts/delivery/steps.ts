import type { Delivery, DeliveryStep } from '../../../shared/models/delivery';
import type { StepState } from '../../ui/step-track';

export type Stop = {
  readonly id: string;
  readonly step: DeliveryStep;
  readonly state: StepState;
  /** Steps that follow a weight and belong to its stop: its pause, its analyses. */
  readonly with: readonly DeliveryStep[];
};

type Progress = Pick<Delivery, 'steps' | 'step' | 'state'>;

/** The steps of a delivery as stops: a weight with the pauses and analyses after it is one stop, so that ten steps are five. */
export function stopsOf({ steps, step, state }: Progress): readonly Stop[] {
  const groups: { from: number; to: number }[] = [];
  steps.forEach((each, at) => {
    const last = groups.at(-1);
    const joins = last !== undefined && steps[last.from]?.kind === 'weight' && (each.kind === 'pause' || each.kind === 'analysis');
    if (joins) last.to = at + 1;
    else groups.push({ from: at, to: at + 1 });
  });
  return groups.flatMap(({ from, to }) => {
    const [first, ...others] = steps.slice(from, to);
    return first ? [{ id: `${from}`, step: first, with: others, state: stateOf(from, to, step, state) }] : [];
  });
}

/** How the stop where a delivery stands is drawn. */
const HERE: Readonly<Record<Delivery['state'], StepState>> = {
  stable: 'done',
  starting: 'running',
  progressing: 'running',
  paused: 'paused',
  promoting: 'running',
  'rolling-back': 'stopped',
  aborted: 'stopped',
  degraded: 'failed',
  pinned: 'paused',
  unknown: 'ahead',
};
const ENDED: readonly Delivery['state'][] = ['aborted', 'rolling-back'];

function stateOf(from: number, to: number, step: number | null, state: Delivery['state']): StepState {
  if (step === null || state === 'unknown') return 'ahead';
  if (to <= step || state === 'stable') return 'done';
  if (from > step) return ENDED.includes(state) ? 'skipped' : 'ahead';
  return HERE[state];
}

/** The step that comes after the one where it stands; null where there is none, or it is not known. */
export function nextStep({ steps, step }: Pick<Delivery, 'steps' | 'step'>): DeliveryStep | null {
  return step === null ? null : (steps[step + 1] ?? null);
}

/** The next share of the candidate that a step sets; 100 where all steps are behind that set one; null without steps. */
export function nextWeight({ steps, step }: Pick<Delivery, 'steps' | 'step'>): number | null {
  if (step === null || steps.length === 0) return null;
  return steps.slice(step + 1).find(({ kind, weight }) => kind === 'weight' && weight !== null)?.weight ?? 100;
}
