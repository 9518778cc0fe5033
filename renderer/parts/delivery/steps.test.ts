import { expect, test } from 'vitest';
import { sampleDelivery } from '../plan-dialog/plan-samples';
import { nextStep, nextWeight, stopsOf } from './steps';

const states = (step: number | null, state = sampleDelivery.state) => stopsOf({ ...sampleDelivery, step, state }).map((stop) => stop.state);

test('a weight with its pause and analysis is one stop', () => {
  expect(stopsOf(sampleDelivery).map((stop) => [stop.step.weight, stop.with.map(({ kind }) => kind), stop.state])).toEqual([
    [20, ['pause', 'analysis'], 'paused'],
    [50, ['pause'], 'ahead'],
  ]);
});

test('behind, here and ahead follow the step', () => {
  expect([states(0, 'progressing'), states(3, 'progressing'), states(5, 'stable')]).toEqual([
    ['running', 'ahead'],
    ['done', 'running'],
    ['done', 'done'],
  ]);
});

test('after an abort the rest is not reached, and what is not known is not drawn as done', () => {
  expect([states(1, 'aborted'), states(4, 'unknown'), states(null, 'progressing')]).toEqual([
    ['stopped', 'skipped'],
    ['ahead', 'ahead'],
    ['ahead', 'ahead'],
  ]);
});

test('the next share is of the next step that sets one, and all of it after the last', () => {
  expect([nextWeight(sampleDelivery), nextWeight({ ...sampleDelivery, step: 3 }), nextWeight({ steps: [], step: null })]).toEqual([50, 100, null]);
  expect([nextStep(sampleDelivery)?.kind, nextStep({ ...sampleDelivery, step: 4 })]).toEqual(['analysis', null]);
});
