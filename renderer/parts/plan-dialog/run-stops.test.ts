import { expect, test } from 'vitest';
import { RUN_PHASES } from '../../../shared/models/action';
import { RUN_TONE, runStops } from './run-stops';

test('while the derived state is awaited, what is awaited is named and nothing after it is done', () => {
  expect(runStops({ phase: 'waiting', awaited: 'next-step' })).toEqual([
    { id: 'recorded', word: 'actions.run.recorded', state: 'done' },
    { id: 'sent', word: 'actions.run.sent', state: 'done' },
    { id: 'awaited', word: 'actions.awaited.next-step', state: 'running' },
    { id: 'done', word: 'actions.run.done', state: 'ahead' },
  ]);
});

test('only what is done is drawn as done', () => {
  const good = RUN_PHASES.filter((phase) => runStops({ phase, awaited: null }).at(-1)?.state === 'done' || RUN_TONE[phase] === 'ok');
  expect(good).toEqual(['done']);
});
