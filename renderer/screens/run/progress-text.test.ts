import { expect, it } from 'vitest';
import type { RunProgress } from '../../../shared/models/run';
import { sourceSentence, stateSentence } from './progress-text';

const number = (value: number) => String(value);
const progress = (more: Partial<RunProgress>): RunProgress => ({
  source: 'unknown',
  done: null,
  step: null,
  total: null,
  remainingMs: null,
  at: null,
  ...more,
});

it('always says how it is known how far a run is', () => {
  expect(sourceSentence(progress({ source: 'steps', step: 64, total: 100 }), { number })).toEqual({
    word: 'runs.progress.steps',
    values: { step: '64', total: '100' },
  });
  expect(sourceSentence(progress({ source: 'history', done: 0.4 }), { number })).toEqual({ word: 'runs.progress.history' });
  expect(sourceSentence(progress({ source: 'reported', done: 0.4 }), { number })).toEqual({ word: 'runs.progress.reported' });
  // A source without its numbers says nothing.
  expect(sourceSentence(progress({ source: 'steps', step: 3 }), { number })).toEqual({ word: 'runs.progress.unknown' });
});

it('a chip names the step only of a run that trains', () => {
  const known = progress({ source: 'steps', step: 64, total: 100 });
  expect([
    stateSentence('running', known, { number }).word,
    stateSentence('finished', known, { number }).word,
    stateSentence('running', null, { number }).word,
  ]).toEqual(['runs.state.running.step', 'runs.state.finished', 'runs.state.running']);
});
