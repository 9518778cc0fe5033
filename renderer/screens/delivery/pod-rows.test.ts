import { expect, test } from 'vitest';
import { sampleDelivery, sampleDetail } from '../../parts/plan-dialog/plan-samples';
import { podRows, telling } from './pod-rows';

const [pod] = sampleDetail.pods;
if (!pod) throw new Error('the sample has pods');
const trouble = { code: 'crash-loop', values: { container: 'sidecar' }, said: null } as const;

test('pods in trouble come first, then those not ready, then the candidate', () => {
  const pods = [
    { ...pod, name: 'stable-1', revision: sampleDelivery.stableKey },
    { ...pod, name: 'candidate-1' },
    { ...pod, name: 'stable-2', revision: sampleDelivery.stableKey, ready: false },
    { ...pod, name: 'old-1', revision: 'gone', trouble },
  ];
  expect(podRows(pods, sampleDelivery).map(({ name, role }) => [name, role])).toEqual([
    ['old-1', 'old'],
    ['stable-2', 'stable'],
    ['candidate-1', 'candidate'],
    ['stable-1', 'stable'],
  ]);
});

test('with nothing under way, the pods of the one revision are stable', () => {
  expect(podRows([pod], { stableKey: pod.revision, candidateKey: pod.revision })[0]?.role).toBe('stable');
});

test('the log that is offered first is of the container in trouble', () => {
  const [main] = pod.containers;
  if (!main) throw new Error('the sample has a container');
  const containers = [main, { ...main, name: 'sidecar' }, { ...main, name: 'agent', ready: false }];
  expect([telling({ containers, trouble })?.name, telling({ containers, trouble: null })?.name, telling(pod)?.name]).toEqual(['sidecar', 'agent', 'scorer']);
  expect(telling({ containers: [], trouble })).toBeNull();
});
