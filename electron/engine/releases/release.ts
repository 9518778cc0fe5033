import type { ActionId } from '../../../shared/models/action-id';
import { AppError, type Failure, failure } from '../../../shared/models/failure';
import type { Release, ReleasePlan, ReleaseStep } from '../../../shared/models/service';

// Pure: what is asked, what happens, and the clock, make the next state; the state alone says the weights.

type Before = { readonly revision: number; readonly until: number; readonly ms: number };

/** What is kept of a release. `generation` changes with every move. */
export type ReleaseState = {
  readonly state: 'starting' | 'paused' | 'stable' | 'aborted';
  readonly since: number;
  readonly stable: number;
  readonly candidate: number | null;
  readonly step: number | null;
  /** When the step ends by itself. */
  readonly until: number | null;
  readonly held: boolean;
  /** What a timed step had left when somebody paused it, ms. */
  readonly left: number | null;
  readonly returning: boolean;
  readonly before: Before | null;
  /** Why the step does not end, though its time is over. */
  readonly waiting: Failure | null;
  readonly lock: Failure | null;
  readonly plan: ReleasePlan;
  readonly generation: number;
};

export type ReleaseCommand =
  | { readonly verb: 'start'; readonly revision: number; readonly plan: ReleasePlan }
  | { readonly verb: 'roll-back'; readonly revision: number; readonly loaded: boolean }
  | { readonly verb: 'pause' | 'resume' | 'promote' | 'promote-full' | 'abort' | 'retry' | 'restore' };

export type ReleaseEvent =
  /** The engine comes up again: time that passed without it was no trial of the candidate. */
  | { readonly verb: 'reopened' }
  /** `worse`: what speaks against the candidate; null: nothing; absent: nobody has looked, and a step that asks for it does not end. */
  | { readonly verb: 'tick'; readonly worse?: Failure | null }
  | { readonly verb: 'loaded'; readonly revision: number }
  /** A rule takes the candidate back, or the revision that was promoted just now. */
  | { readonly verb: 'failed'; readonly revision: number; readonly failure: Failure };

const FULL = 100;
/** A blue-green release has one stop: all is ready, and nobody comes to it. */
const GREEN: readonly ReleaseStep[] = [{ weight: 0, seconds: null }];

export const stepsOf = ({ strategy, steps }: ReleasePlan): readonly ReleaseStep[] => (strategy === 'blue-green' ? GREEN : steps);

/** The first revision of a service: it serves as soon as it is loaded. */
export const firstRelease = (plan: ReleasePlan, now: number): ReleaseState => ({
  state: 'starting',
  since: now,
  stable: 1,
  plan,
  lock: null,
  waiting: null,
  before: null,
  generation: 1,
  ...NO_CANDIDATE,
});
const NO_CANDIDATE = { candidate: null, step: null, until: null, held: false, left: null, returning: false } as const;

export type Weight = { readonly revision: number; readonly weight: number };

/** They add up to 100, and name none that has nothing. */
export function weightsOf({ state, stable, candidate, step, plan }: Pick<ReleaseState, 'state' | 'stable' | 'candidate' | 'step' | 'plan'>): Weight[] {
  const share = state === 'paused' && step !== null ? (stepsOf(plan)[step]?.weight ?? 0) : 0;
  if (candidate === null || share === 0) return [{ revision: stable, weight: FULL }];
  if (share === FULL) return [{ revision: candidate, weight: FULL }];
  return [
    { revision: stable, weight: FULL - share },
    { revision: candidate, weight: share },
  ];
}
export const shareOf = (state: ReleaseState, revision: number | null): number => weightsOf(state).find((each) => each.revision === revision)?.weight ?? 0;

/** Who is sent what others answer, and how much of it: the candidate, as long as it is on trial. */
export function shadowOf({ state, candidate, plan }: Pick<ReleaseState, 'state' | 'candidate' | 'plan'>): { revision: number; share: number } | null {
  return state === 'paused' && candidate !== null && plan.shadow > 0 ? { revision: candidate, share: plan.shadow } : null;
}

/** What has to be loaded, whether it has traffic or not. One that was aborted is let go of. */
export function heldOf({ state, stable, candidate, before }: ReleaseState): number[] {
  return [...new Set([stable, ...(candidate === null || state === 'aborted' ? [] : [candidate]), ...(before ? [before.revision] : [])])];
}

/** What may be asked of it. `revisions`: how many there are. */
export function offersOf({ state, candidate, held, until, lock }: ReleaseState, revisions: number): ActionId[] {
  const back: ActionId[] = revisions > 1 ? ['roll-back'] : [];
  if (state === 'stable') return [...(lock ? (['restore'] as const) : []), 'start', ...back, 'remove'];
  if (state === 'aborted') return ['retry', 'restore', 'start', ...back, 'remove'];
  if (state === 'starting') return candidate === null ? ['start', ...back, 'remove'] : ['abort', ...back, 'remove'];
  return [held ? 'resume' : null, 'promote', 'promote-full', !held && until !== null ? 'pause' : null, 'abort', ...back, 'remove'].filter(
    (offer) => offer !== null,
  ) as ActionId[];
}

/** @throws AppError `conflict`: the state does not allow it, or is another than whoever asks has seen */
export function obey(state: ReleaseState, command: ReleaseCommand, expected: number, now: number): ReleaseState {
  if (expected !== state.generation) throw new AppError(failure('conflict', { reason: 'object-changed', values: { state: state.state } }));
  const { verb } = command;
  if (!offersOf(state, Number.POSITIVE_INFINITY).includes(verb) || !isFit(state, command))
    throw new AppError(failure('conflict', { reason: 'not-offered', values: { action: verb, state: state.state } }));
  const acted = { ...state, lock: null }; // somebody has looked
  switch (command.verb) {
    case 'start':
      return moved({ ...acted, ...NO_CANDIDATE, state: 'starting', candidate: command.revision, plan: command.plan }, now);
    case 'pause':
      return moved({ ...acted, held: true, until: null, left: state.until === null ? null : Math.max(0, state.until - now) }, now);
    case 'resume':
      return moved({ ...acted, held: false, until: state.left === null ? null : now + state.left, left: null }, now);
    case 'promote':
      return moved(enter(acted, (state.step ?? 0) + 1, now), now);
    case 'promote-full':
      return moved(promoted(acted, now), now);
    case 'abort':
      return moved({ ...acted, ...NO_CANDIDATE, state: 'aborted', candidate: state.candidate }, now);
    case 'retry':
      return moved({ ...acted, ...NO_CANDIDATE, state: 'starting', candidate: state.candidate }, now);
    case 'restore':
      return moved({ ...acted, ...NO_CANDIDATE, state: 'stable' }, now);
    case 'roll-back':
      return moved(rolledBack(acted, command, now), now);
  }
}

/** @returns the same state where nothing comes of it */
export function advance(state: ReleaseState, event: ReleaseEvent, now: number): ReleaseState {
  switch (event.verb) {
    case 'reopened':
      return isOver(state, now) ? { ...state, until: now + secondsOf(state) * 1_000, waiting: null } : state;
    case 'tick':
      return tick(state, event.worse, now);
    case 'loaded':
      return loaded(state, event.revision, now);
    case 'failed':
      return failed(state, event, now);
  }
}

/** When the clock has something to do next. */
export const nextTick = ({ until, before }: ReleaseState): number | null =>
  until === null ? (before?.until ?? null) : Math.min(until, before?.until ?? until);

/** Its time is over, and it ends by itself only if nothing speaks against the candidate. */
export const asksComparison = (state: ReleaseState, now: number): boolean => isOver(state, now) && stepOf(state)?.condition === 'not-worse';

/** Which revision a rule looks after: the candidate, or the one that was promoted and has a way back. */
export function watchedBy({ state, candidate, stable, before, lock }: ReleaseState): number | null {
  if (lock !== null || state === 'aborted') return null;
  if (candidate !== null) return candidate;
  return before ? stable : null;
}

/** As it is told. */
export function told(state: ReleaseState): Omit<Release, 'state'> {
  const { since, stable, candidate, step, held, returning, before, waiting, lock } = state;
  const until = waiting ? null : state.until;
  const bake = before && { revision: before.revision, until: before.until };
  return { since, stable, candidate, step, until: until ?? (candidate === null ? (bake?.until ?? null) : null), held, returning, before: bake, waiting, lock };
}

const moved = (state: ReleaseState, now: number): ReleaseState => ({ ...state, waiting: null, since: now, generation: state.generation + 1 });

/** Nothing is gone back to that is there already, and nothing that is on its way. */
function isFit({ state, stable, candidate }: ReleaseState, command: ReleaseCommand): boolean {
  if (command.verb === 'start') return command.revision !== stable;
  if (command.verb !== 'roll-back') return true;
  return command.revision === stable ? candidate !== null : command.revision !== candidate || state === 'aborted';
}

/** Comes to a step; behind the last one is the promotion. */
function enter(state: ReleaseState, index: number, now: number): ReleaseState {
  const step = stepsOf(state.plan)[index];
  if (!step) return promoted(state, now);
  return { ...state, state: 'paused', step: index, held: false, left: null, until: step.seconds === null ? null : now + step.seconds * 1_000 };
}

function promoted(state: ReleaseState, now: number): ReleaseState {
  if (state.candidate === null) return state;
  const ms = state.plan.bakeSeconds * 1_000;
  const before = ms > 0 ? { revision: state.stable, until: now + ms, ms } : null;
  return { ...state, ...NO_CANDIDATE, state: 'stable', stable: state.candidate, before };
}

function rolledBack(state: ReleaseState, { revision, loaded: isLoaded }: Extract<ReleaseCommand, { verb: 'roll-back' }>, now: number): ReleaseState {
  if (revision === state.stable) return { ...state, ...NO_CANDIDATE, state: 'stable' };
  const back = { ...state, ...NO_CANDIDATE, state: 'starting', candidate: revision, returning: true } as const;
  return isLoaded ? returned(back, now) : back;
}

/** What was left is not what anybody goes back to. */
const returned = (state: ReleaseState, now: number): ReleaseState => ({ ...promoted(state, now), before: null });

function loaded(state: ReleaseState, revision: number, now: number): ReleaseState {
  if (state.state !== 'starting') return state;
  if (state.candidate === null) return revision === state.stable ? moved({ ...state, state: 'stable' }, now) : state;
  if (revision !== state.candidate) return state;
  return moved(state.returning ? returned(state, now) : enter(state, 0, now), now);
}

function failed(state: ReleaseState, { revision, failure: lock }: Extract<ReleaseEvent, { verb: 'failed' }>, now: number): ReleaseState {
  if (watchedBy(state) !== revision) return state;
  if (state.candidate !== null) return moved({ ...state, ...NO_CANDIDATE, state: 'aborted', candidate: state.candidate, lock }, now);
  return state.before ? moved({ ...state, ...NO_CANDIDATE, state: 'stable', stable: state.before.revision, before: null, lock }, now) : state;
}

const stepOf = ({ plan, step }: ReleaseState): ReleaseStep | undefined => (step === null ? undefined : stepsOf(plan)[step]);
const secondsOf = (state: ReleaseState): number => stepOf(state)?.seconds ?? 0;
const isOver = ({ state, held, until }: ReleaseState, now: number): boolean => state === 'paused' && !held && until !== null && now >= until;

/** At most one step: a clock that jumps ahead takes none away from the next. One that jumps back lengthens nothing beyond the whole. */
function tick(state: ReleaseState, worse: Failure | null | undefined, now: number): ReleaseState {
  const baked = state.before === null || now < state.before.until ? bakeWithin(state, now) : { ...state, before: null };
  if (asksComparison(baked, now) && worse !== null) return worse ? waits(baked, worse, now) : baked;
  if (isOver(baked, now)) return moved(enter(baked, (baked.step ?? 0) + 1, now), now);
  const most = now + secondsOf(baked) * 1_000;
  return baked.until !== null && baked.until > most ? { ...baked, until: most } : baked;
}

/** Where it waits already, only why may be another by now. */
function waits(state: ReleaseState, worse: Failure, now: number): ReleaseState {
  if (!state.waiting) return { ...moved(state, now), since: state.since, waiting: worse };
  return JSON.stringify(state.waiting) === JSON.stringify(worse) ? state : { ...state, waiting: worse };
}

function bakeWithin(state: ReleaseState, now: number): ReleaseState {
  const { before } = state;
  return before && before.until > now + before.ms ? { ...state, before: { ...before, until: now + before.ms } } : state;
}
