import { expect, it } from 'vitest';
import { NOTHING_LIVE, withEvent } from './live-run';

const progress = { source: 'steps', done: 0.5, step: 5, total: 10, remainingMs: 1_000, at: 1 } as const;
const usage = (at: number) => ({ at, cpu: 1, memoryBytes: 1_000, processes: 2 });

it('the newest value of each metric stays, and a measurement of resources counts once', () => {
  const one = withEvent(NOTHING_LIVE, { state: 'running', progress, resources: usage(1), metrics: [{ key: 'loss', step: 1, at: 1, value: 0.5 }], exit: null });
  const two = withEvent(one, { state: 'running', progress, resources: usage(1), metrics: [{ key: 'auc', step: 2, at: 2, value: 'NaN' }], exit: null });
  const three = withEvent(two, { state: 'running', progress, resources: null, metrics: [{ key: 'loss', step: 3, at: 3, value: 0.4 }], exit: null });
  expect(three.resources).toEqual([usage(1)]);
  expect([...three.metrics].map(([key, { value, step }]) => [key, value, step])).toEqual([
    ['loss', 0.4, 3],
    ['auc', 'NaN', 2],
  ]);
});
