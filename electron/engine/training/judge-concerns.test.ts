import { expect, test } from 'vitest';
import type { MetricValue } from '../../../shared/models/run';
import { type ConcernFacts, ConcernJudge } from './judge-concerns';
import { UNKNOWN } from './progress';

const MINUTE = 60_000;
const IDLE = { at: 0, cpu: 0, memoryBytes: 1, processes: 1 };
const NOTHING: ConcernFacts = { now: 0, startedAt: 0, metrics: new Map(), progress: UNKNOWN, resources: IDLE, heardAt: null, durations: [] };
const metrics = (values: Record<string, MetricValue>, step = 1, at = 0) => new Map(Object.entries(values).map(([key, value]) => [key, { value, step, at }]));
const concerns = (judge: ConcernJudge, facts: Partial<ConcernFacts>) =>
  judge.judge({ ...NOTHING, ...facts }).map(({ concern, metric }) => (metric ? `${concern} ${metric}` : concern));

test('silence counts where nothing is computed, and longer where it is usual', () => {
  const judge = new ConcernJudge();
  expect(concerns(judge, { now: 9 * MINUTE })).toEqual([]);
  expect(concerns(judge, { now: 11 * MINUTE })).toEqual(['silent']);
  expect(concerns(judge, { now: 11 * MINUTE, resources: { ...IDLE, cpu: 0.9 } })).toEqual([]);
  expect(concerns(judge, { now: 11 * MINUTE, resources: null })).toEqual([]);
  expect(concerns(judge, { now: 12 * MINUTE, heardAt: 11.5 * MINUTE })).toEqual([]);
  const slow = new ConcernJudge();
  for (let hour = 1; hour < 5; hour += 1) concerns(slow, { now: hour * 60 * MINUTE, heardAt: hour * 60 * MINUTE });
  expect(concerns(slow, { now: 6 * 60 * MINUTE, heardAt: 4 * 60 * MINUTE })).toEqual([]);
});

test('a metric that is no number is named', () => {
  expect(concerns(new ConcernJudge(), { metrics: metrics({ loss: 'NaN', lr: 0.1, grad: 'Infinity' }) })).toEqual(['not-finite loss', 'not-finite grad']);
});

test('a plateau is half of the run without becoming better, in the direction that is better', () => {
  const judge = new ConcernJudge();
  const at = (step: number, loss: number, accuracy: number) => concerns(judge, { metrics: metrics({ loss, accuracy, lr: 0.1 }, step) });
  for (let step = 1; step <= 60; step += 1) expect(at(step, 1 / step, step)).toEqual([]);
  for (let step = 61; step <= 119; step += 1) expect(at(step, 1 / 60, step)).toEqual([]);
  expect(at(120, 1 / 60, 120)).toEqual(['plateau loss']);
  expect(at(121, 0.01, 121)).toEqual([]);
  expect(at(121, 5, 0)).toEqual([]); // the same step again
});

test('behind: much longer than earlier runs, or than its own first forecast', () => {
  expect(concerns(new ConcernJudge(), { now: 2 * MINUTE, durations: [MINUTE, MINUTE, MINUTE], resources: null })).toEqual(['behind']);
  expect(concerns(new ConcernJudge(), { now: 2 * MINUTE, durations: [MINUTE], resources: null })).toEqual([]);
  const judge = new ConcernJudge();
  const at = (now: number, done: number, remainingMs: number) =>
    judge.judge({ ...NOTHING, now, resources: null, progress: { source: 'steps', done, step: 1, total: 10, remainingMs, at: now } });
  expect(at(MINUTE, 0.1, 9 * MINUTE)).toEqual([]);
  expect(at(5 * MINUTE, 0.3, 9 * MINUTE)).toEqual([]);
  expect(at(10 * MINUTE, 0.4, 15 * MINUTE)).toMatchObject([{ concern: 'behind', expectedMs: 10 * MINUTE, likelyMs: 25 * MINUTE }]);
});
