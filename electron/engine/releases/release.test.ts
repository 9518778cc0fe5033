import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AppError, failure, failureOf } from '../../../shared/models/failure';
import type { ReleasePlan } from '../../../shared/models/service';
import {
  advance,
  asksComparison,
  firstRelease,
  heldOf,
  nextTick,
  obey,
  offersOf,
  type ReleaseCommand,
  type ReleaseState,
  shareOf,
  stepsOf,
  told,
  watchedBy,
  weightsOf,
} from './release';

const NOW = 1_000_000_000;
const PLAN: ReleasePlan = {
  strategy: 'canary',
  steps: [
    { weight: 20, seconds: null },
    { weight: 50, seconds: 60 },
    { weight: 100, seconds: 30 },
  ],
  bakeSeconds: 600,
  errorLimit: 5,
  shadow: 0,
};
const CRASH = failure('local', { reason: 'candidate-failed', values: { revision: '2' } });

const stable = (plan = PLAN) => advance(firstRelease(plan, NOW), { verb: 'loaded', revision: 1 }, NOW);
const ask = (state: ReleaseState, verb: Exclude<ReleaseCommand['verb'], 'start' | 'roll-back'>, now = NOW) => obey(state, { verb }, state.generation, now);
const begin = (state: ReleaseState, revision = 2, plan = PLAN) => obey(state, { verb: 'start', revision, plan }, state.generation, NOW);
const load = (state: ReleaseState, revision = 2, now = NOW) => advance(state, { verb: 'loaded', revision }, now);
const tick = (state: ReleaseState, now: number) => advance(state, { verb: 'tick' }, now);
const back = (state: ReleaseState, revision: number, loaded: boolean) => obey(state, { verb: 'roll-back', revision, loaded }, state.generation, NOW);
const atFirstStep = () => load(begin(stable()));

test('a candidate has nothing until it is loaded, then the share of each step, and is promoted behind the last', () => {
  const starting = begin(stable());
  expect([weightsOf(starting), heldOf(starting)]).toEqual([[{ revision: 1, weight: 100 }], [1, 2]]);
  const first = load(starting);
  expect([shareOf(first, 2), first.until, offersOf(first, 2)]).toEqual([20, null, ['promote', 'promote-full', 'abort', 'roll-back', 'remove']]);
  const second = ask(first, 'promote');
  expect([shareOf(second, 2), second.until]).toEqual([50, NOW + 60_000]);
  const third = tick(second, NOW + 60_000);
  expect(weightsOf(third)).toEqual([{ revision: 2, weight: 100 }]);
  const done = tick(third, NOW + 95_000);
  expect(done).toMatchObject({ state: 'stable', stable: 2, candidate: null, before: { revision: 1, until: NOW + 695_000 } });
  expect(heldOf(done)).toEqual([2, 1]);
  expect(heldOf(tick(done, NOW + 695_000))).toEqual([2]);
});

test('a blue-green candidate waits without traffic for somebody, and has all of it then', () => {
  const waiting = load(begin(stable(), 2, { ...PLAN, strategy: 'blue-green' }));
  expect([waiting.state, waiting.until, shareOf(waiting, 2)]).toEqual(['paused', null, 0]);
  expect(ask(waiting, 'promote')).toMatchObject({ state: 'stable', stable: 2 });
});

test('the same press twice moves one step: the second is refused by its generation', () => {
  const first = atFirstStep();
  const second = ask(first, 'promote');
  expect(() => obey(second, { verb: 'promote' }, first.generation, NOW)).toThrow(AppError);
  expect(second.step).toBe(1);
});

test('a timed step that asks for it ends only once somebody has looked and nothing speaks against the candidate', () => {
  const plan: ReleasePlan = {
    ...PLAN,
    steps: [
      { weight: 20, seconds: 60, condition: 'not-worse' },
      { weight: 50, seconds: null },
    ],
  };
  const worse = failure('conflict', { reason: 'candidate-worse', values: { revision: '2', point: 'errors' } });
  const slower = failure('conflict', { reason: 'candidate-worse', values: { revision: '2', point: 'latency' } });
  const looked = (state: ReleaseState, found: typeof worse | null, now: number) => advance(state, { verb: 'tick', worse: found }, now);
  const over = NOW + 60_000;
  const first = load(begin(stable(), 2, plan));
  expect([asksComparison(first, over - 1), asksComparison(first, over)]).toEqual([false, true]);
  expect(tick(first, over)).toBe(first);
  expect(looked(first, worse, over - 1)).toBe(first);
  const waits = looked(first, worse, over);
  expect(waits).toMatchObject({ step: 0, waiting: worse, since: first.since, generation: first.generation + 1 });
  expect([shareOf(waits, 2), told(waits).until, told(waits).waiting]).toEqual([20, null, worse]);
  expect([looked(waits, worse, over + 1), tick(waits, over + 1)]).toEqual([waits, waits]);
  expect(looked(waits, slower, over + 1)).toEqual({ ...waits, waiting: slower });
  expect(looked(waits, null, over + 30_000)).toMatchObject({ step: 1, waiting: null });
  expect(ask(waits, 'promote', over + 1)).toMatchObject({ step: 1, waiting: null });
  expect(ask(waits, 'abort', over + 1)).toMatchObject({ state: 'aborted', waiting: null });
  const paused = ask(waits, 'pause', over + 1);
  expect([paused.waiting, looked(paused, worse, over + 2)]).toEqual([null, paused]);
  expect(asksComparison(ask(paused, 'resume', over + 5), over + 5)).toBe(true);
  expect(advance(waits, { verb: 'reopened' }, over + 9)).toMatchObject({ waiting: null, until: over + 9 + 60_000 });
});

test('a pause keeps what the step had left, and is no pause of what stands by itself', () => {
  const running = ask(atFirstStep(), 'promote');
  const held = ask(running, 'pause', NOW + 20_000);
  expect([held.held, held.until, shareOf(tick(held, NOW + 1e9), 2)]).toEqual([true, null, 50]);
  expect(ask(held, 'resume', NOW + 500_000).until).toBe(NOW + 540_000);
  for (const state of [stable(), atFirstStep(), running])
    expect(failureOf(thrown(() => ask(state, 'resume')))).toMatchObject({ detail: { reason: 'not-offered' } });
  expect(() => ask(atFirstStep(), 'pause')).toThrow(AppError);
  expect(() => ask(held, 'pause')).toThrow(AppError);
});

test('an aborted candidate has nothing and is let go of; it can be tried again from the first step, or forgotten', () => {
  const aborted = ask(ask(atFirstStep(), 'promote'), 'abort');
  expect([weightsOf(aborted), heldOf(aborted)]).toEqual([[{ revision: 1, weight: 100 }], [1]]);
  expect(load(ask(aborted, 'retry'))).toMatchObject({ state: 'paused', step: 0, candidate: 2 });
  expect(ask(aborted, 'restore')).toMatchObject({ state: 'stable', stable: 1, candidate: null });
});

test('going back is at once to what is loaded, and after the load to what is not', () => {
  const promoted = ask(atFirstStep(), 'promote-full');
  expect(back(promoted, 1, true)).toMatchObject({ state: 'stable', stable: 1, before: null });
  const loading = back(promoted, 1, false);
  expect([loading.state, weightsOf(loading)]).toEqual(['starting', [{ revision: 2, weight: 100 }]]);
  expect(load(loading, 1)).toMatchObject({ state: 'stable', stable: 1 });
  expect(back(atFirstStep(), 1, true)).toMatchObject({ state: 'stable', stable: 1, candidate: null });
  expect(() => back(stable(), 1, true)).toThrow(AppError);
  expect(() => back(atFirstStep(), 2, true)).toThrow(AppError);
});

test('a rule takes a candidate back once, and what is baked too; then it is locked until somebody acts', () => {
  const fail = (state: ReleaseState, revision: number) => advance(state, { verb: 'failed', revision, failure: CRASH }, NOW);
  const aborted = fail(atFirstStep(), 2);
  expect(aborted).toMatchObject({ state: 'aborted', lock: CRASH, candidate: 2 });
  expect([watchedBy(aborted), fail(aborted, 2)]).toEqual([null, aborted]);
  expect(ask(aborted, 'retry').lock).toBeNull();
  const baked = fail(ask(atFirstStep(), 'promote-full'), 2);
  expect(baked).toMatchObject({ state: 'stable', stable: 1, before: null, lock: CRASH });
  expect(fail(stable(), 1)).toMatchObject({ lock: null }); // there is nothing to go back to
});

test('a clock that jumps ahead moves one step, one that jumps back makes no step longer, and time without an engine is no trial', () => {
  const running = ask(atFirstStep(), 'promote');
  const ahead = tick(running, NOW + 1e12);
  expect([ahead.step, ahead.until]).toEqual([2, NOW + 1e12 + 30_000]);
  expect(tick(ahead, NOW)).toMatchObject({ step: 2, until: NOW + 30_000 });
  expect(advance(running, { verb: 'reopened' }, NOW + 1e9)).toMatchObject({ step: 1, until: NOW + 1e9 + 60_000 });
  const baking = ask(running, 'promote-full');
  expect(tick(baking, NOW - 1e9).before?.until).toBe(NOW - 1e9 + 600_000);
});

const plans: fc.Arbitrary<ReleasePlan> = fc.record({
  strategy: fc.constantFrom('canary', 'canary', 'blue-green'),
  steps: fc.array(fc.record({ weight: fc.integer({ min: 0, max: 100 }), seconds: fc.option(fc.integer({ min: 1, max: 500 })) }), { maxLength: 5 }),
  bakeSeconds: fc.integer({ min: 0, max: 500 }),
  errorLimit: fc.constant(5),
  shadow: fc.integer({ min: 0, max: 100 }),
});
const moves = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('pause', 'resume', 'promote', 'promote-full', 'abort', 'retry', 'restore'), old: fc.boolean() }),
    fc.record({ do: fc.constant('start'), plan: plans }),
    fc.record({ do: fc.constantFrom('roll-back', 'loaded', 'failed'), revision: fc.integer({ min: 1, max: 6 }), loaded: fc.boolean() }),
    fc.record({ do: fc.constantFrom('tick', 'reopened'), ms: fc.integer({ min: -1_000_000, max: 1_000_000 }) }),
  ),
  { maxLength: 60 },
);

test('whatever is asked and whatever happens: weights add up to 100, lie on what is held, and an aborted candidate has none', () => {
  fc.assert(
    fc.property(plans, moves, (plan, all) => {
      let state = firstRelease(plan, NOW);
      let now = NOW;
      let revisions = 1;
      for (const move of all) {
        const before = state;
        if ('ms' in move) now += move.ms;
        state = next(state, move as Move, now, () => (revisions += 1));
        const weights = weightsOf(state);
        expect(weights.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
        for (const { revision, weight } of weights) expect([weight > 0, heldOf(state).includes(revision)]).toEqual([true, true]);
        if (shareOf(state, state.stable) === 0) expect(shareOf(state, state.candidate)).toBe(100);
        if (state.state === 'aborted') expect(shareOf(state, state.stable)).toBe(100);
        expect(state.generation - before.generation).toBeLessThanOrEqual(1);
        if (JSON.stringify(weights) !== JSON.stringify(weightsOf(before))) expect(state.generation).toBe(before.generation + 1);
        if ((state.step ?? 0) > (before.step ?? 0)) expect((state.step ?? 0) - (before.step ?? 0)).toBe(1);
        if (state.step !== null) expect(stepsOf(state.plan)[state.step]).toBeDefined();
        const due = nextTick(state);
        if (move.do === 'tick' && due !== null) expect(due).toBeLessThanOrEqual(now + 500_000);
      }
    }),
    { numRuns: 2_000 },
  );
});

type Move = { do: string; old?: boolean; plan?: ReleasePlan; revision?: number; loaded?: boolean };
function next(state: ReleaseState, { do: verb, old = false, plan, revision = 1, loaded = false }: Move, now: number, newRevision: () => number): ReleaseState {
  if (verb === 'tick' || verb === 'reopened') return advance(state, { verb }, now);
  if (verb === 'loaded') return advance(state, { verb, revision }, now);
  if (verb === 'failed') return advance(state, { verb, revision, failure: CRASH }, now);
  const command = (
    verb === 'start' ? { verb, revision: newRevision(), plan: plan ?? PLAN } : verb === 'roll-back' ? { verb, revision, loaded } : { verb }
  ) as ReleaseCommand;
  try {
    const after = obey(state, command, old ? state.generation - 1 : state.generation, now);
    if (old) throw new Error('what was asked of an older state was obeyed');
    expect(() => obey(after, command, state.generation, now)).toThrow(AppError); // the same again
    return after;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return state;
  }
}

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
