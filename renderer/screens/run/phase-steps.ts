import type { RunPhase, RunState } from '../../../shared/models/run';
import type { StepState } from '../../ui/step-track';

export type PhaseStep = Pick<RunPhase, 'phase' | 'from'> & {
  /** Null while it goes on, and where nobody saw its end. */
  readonly tookMs: number | null;
  readonly state: StepState;
};

/** How it ended shows at the phase that it ended in: what is put in order afterwards went well. */
const ENDS: Readonly<Partial<Record<RunState, StepState>>> = { failed: 'failed', killed: 'stopped' };

/** Phases as stops of a track: behind, here, or where it came to its end. */
export function phaseSteps(phases: readonly RunPhase[], state: RunState): PhaseStep[] {
  const isGoing = state === 'queued' || state === 'running';
  const last = phases.findLast(({ phase }) => phase !== 'closing');
  return phases.map((each) => {
    const { phase, from, until } = each;
    const end = each === last ? ENDS[state] : undefined;
    return { phase, from, tookMs: until === null ? null : Math.max(0, until - from), state: end ?? (until === null && isGoing ? 'running' : 'done') };
  });
}
