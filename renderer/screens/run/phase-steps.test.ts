import { expect, test } from 'vitest';
import type { RunPhase } from '../../../shared/models/run';
import { phaseSteps } from './phase-steps';

const PHASES: readonly RunPhase[] = [
  { phase: 'queued', from: 1_000, until: 3_000 },
  { phase: 'preparing', from: 3_000, until: 3_400 },
  { phase: 'running', from: 3_400, until: 9_400 },
  { phase: 'closing', from: 9_400, until: 9_500 },
];
const looks = (phases: readonly RunPhase[], state: Parameters<typeof phaseSteps>[1]) =>
  phaseSteps(phases, state).map(({ phase, tookMs, state: look }) => `${phase} ${tookMs} ${look}`);

test('what is behind is done with how long it took, and what it is in goes on', () => {
  expect(looks(PHASES, 'finished')).toEqual(['queued 2000 done', 'preparing 400 done', 'running 6000 done', 'closing 100 done']);
  expect(looks([{ phase: 'queued', from: 1, until: null }], 'queued')).toEqual(['queued null running']);
  const going = PHASES.slice(0, 3).map((each) => (each.phase === 'running' ? { ...each, until: null } : each));
  expect(looks(going, 'running')).toEqual(['queued 2000 done', 'preparing 400 done', 'running null running']);
});

test('how a run ended shows where it ended, not where what it left was put in order', () => {
  expect(looks(PHASES, 'failed')).toEqual(['queued 2000 done', 'preparing 400 done', 'running 6000 failed', 'closing 100 done']);
  expect(looks(PHASES.slice(0, 1), 'killed')).toEqual(['queued 2000 stopped']);
});

test('an end that nobody saw has no length, and a clock that was put back none below zero', () => {
  expect(looks([{ phase: 'running', from: 3_400, until: null }], 'failed')).toEqual(['running null failed']);
  expect(looks([{ phase: 'queued', from: 5_000, until: 4_000 }], 'finished')).toEqual(['queued 0 done']);
  expect(looks([], 'running')).toEqual([]);
});
