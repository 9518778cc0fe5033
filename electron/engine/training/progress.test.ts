import { expect, test } from 'vitest';
import { findProgress, Progress, type ProgressFacts } from './progress';

const NOTHING: ProgressFacts = { now: 100_000, startedAt: 40_000, tags: {}, params: {}, metrics: new Map(), lines: [], durations: [] };
const metric = (value: number, step: number, at = 90_000) => ({ value, step, at });
const found = (facts: Partial<ProgressFacts>) => {
  const { source, done, step, total } = findProgress({ ...NOTHING, ...facts }) ?? {};
  return [source, done, step, total];
};

test('what the run reports is trusted most, then steps, then the log, then history', () => {
  const all = {
    tags: { 'pilothouse.progress': '3/4' },
    params: { max_steps: '200' },
    metrics: new Map([['loss', metric(0.1, 50)]]),
    lines: ['step 1/10'],
    durations: [120_000],
  };
  expect(found(all)).toEqual(['reported', 0.75, 3, 4]);
  expect(found({ ...all, tags: {} })).toEqual(['steps', 0.25, 50, 200]);
  expect(found({ ...all, tags: {}, params: {} })).toEqual(['log', 0.1, 1, 10]);
  expect(found({ durations: all.durations })).toEqual(['history', 0.5, null, null]);
  expect(findProgress(NOTHING)).toBeNull();
});

test('a report may be a share, per cent or a fraction, as a metric or a tag', () => {
  const tag = (text: string) => found({ tags: { 'pilothouse.progress': text } })[1];
  expect(['0.5', '50', '50 %', ' 1 / 2 ', '1', 'soon', '3/2', '101'].map(tag)).toEqual([0.5, 0.5, 0.5, 0.5, 1, undefined, undefined, undefined]);
  expect(found({ metrics: new Map([['pilothouse.progress', metric(0.3, 0)]]) })[1]).toBe(0.3);
  expect(found({ metrics: new Map([['pilothouse.progress', metric(30, 0)]]) })[1]).toBe(0.3);
  expect(found({ metrics: new Map([['pilothouse.progress', { value: 'NaN', step: 0, at: 1 }]]) })[1]).toBeUndefined();
});

test('epochs are counted against epochs; a step beyond the total is no progress', () => {
  const metrics = new Map([
    ['loss', metric(0.1, 5_000)],
    ['epoch', metric(1.5, 5_000)],
  ]);
  expect(found({ params: { num_train_epochs: '3' }, metrics })).toEqual(['steps', 0.5, 1.5, 3]);
  expect(found({ params: { epochs: '3' }, metrics: new Map([['loss', metric(0.1, 5_000)]]) })[0]).toBeUndefined();
  expect(found({ params: { n_estimators: 'many' }, metrics })[0]).toBeUndefined();
  expect(found({ params: { epochs: '10' }, metrics: new Map([['system/cpu', metric(0.1, 5)]]) })[0]).toBeUndefined();
});

test('the newest line that says something counts', () => {
  const line = (...lines: string[]) => found({ lines }).slice(1);
  expect(line('Epoch 3/10', 'loss 0.3')).toEqual([0.3, 3, 10]);
  expect(line('Epoch 3/10', 'iter: 7 of 20')).toEqual([0.35, 7, 20]);
  expect(line(' 45%|████     | 9/20 [00:01<00:02]')).toEqual([0.45, 9, 20]);
  expect(line('done 12.5 %')).toEqual([0.125, null, null]);
  expect(line('accuracy at 120 %', 'step 9/3', 'on 2024/12/01')).toEqual([undefined, undefined, undefined]);
});

test('what is left follows the recent pace, and shrinks while nothing is heard', () => {
  const progress = new Progress();
  const at = (now: number, step: number, seenAt = now) =>
    progress.look({ ...NOTHING, startedAt: 0, now, params: { max_steps: '100' }, metrics: new Map([['loss', metric(1, step, seenAt)]]) }).remainingMs;
  expect(at(1_000, 10)).toBe(9_000);
  expect(at(2_000, 20)).toBe(8_000);
  expect(at(2_500, 20, 2_000)).toBe(7_500);
  expect(at(60_000, 30)).toBe(7_000); // one slow step does not change the median
  expect(at(200_000, 30, 60_000)).toBe(0);
});

test('with nothing but earlier runs, the rest of the usual time is left', () => {
  expect(new Progress().look({ ...NOTHING, durations: [90_000, 100_000, 500_000] })).toMatchObject({ source: 'history', done: 0.6, remainingMs: 40_000 });
  expect(new Progress().look({ ...NOTHING, durations: [10_000] })).toMatchObject({ done: 0.99, remainingMs: 0 });
  expect(new Progress().look(NOTHING)).toMatchObject({ source: 'unknown', done: null, remainingMs: null });
});
