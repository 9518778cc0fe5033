import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bed, startBed } from './bed';
import { type MetricServer, startMetricServer } from './metric-server';
import { populateRollouts, ROLLOUTS } from './populate-rollouts';
import { type RolloutsController, rolloutState, startRollouts } from './rollouts';

let bed: Bed;
let metrics: MetricServer;
let rollouts: RolloutsController;
beforeAll(async () => {
  [bed, metrics] = await Promise.all([startBed(), startMetricServer()]);
  rollouts = await startRollouts(bed);
}, 90_000);
afterAll(async () => {
  await rollouts.stop();
  await Promise.all([bed.stop(), metrics.stop()]);
});

test('every Rollout comes to stand as it says, with its stable pods available', async () => {
  await populateRollouts(bed, rollouts, metrics);
  for (const { namespace, name, standing } of ROLLOUTS) {
    const { availableReplicas, promoted } = await rolloutState(bed, namespace, name);
    expect([name, promoted, availableReplicas >= 4]).toEqual([name, standing === 'stable', true]);
  }
});
