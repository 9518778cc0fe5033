import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMetricServer } from '../../../../e2e/peers/metric-server';
import { applyIn, someAnalysisTemplate } from '../../../../e2e/peers/some-rollouts';
import { keyOf, NAMESPACE, RolloutsStage, SOON, start } from '../../../../e2e/rollouts-stage';
import { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { argoRollouts } from './connector';

let stage: RolloutsStage;
beforeAll(async () => {
  stage = await RolloutsStage.start();
}, 120_000);
afterAll(() => stage?.stop());

describe('the page of a delivery', () => {
  it('shows revisions, pods and the measurements of its analysis against their thresholds', async () => {
    const metrics = await startMetricServer();
    metrics.set('judged', 0.5);
    const analysis = { analysis: { templates: [{ templateName: 'judged' }] } };
    try {
      await applyIn(stage.bed, NAMESPACE, someAnalysisTemplate({ namespace: NAMESPACE, name: 'judged', url: metrics.url('judged') }));
      await stage.canary('judged', { steps: [{ setWeight: 20 }, analysis, { pause: {} }] });
      await stage.press('judged', start('judged', 2));
      await stage.until('judged', 'aborted/aborted-by-analysis');
      const details: DeliveryDetail[] = [];
      const abort = new AbortController();
      argoRollouts.inspect?.(stage.session, keyOf('judged'), (detail) => details.push(DeliveryDetail.parse(detail)), abort.signal);
      await expect.poll(() => details.at(-1)?.loading, SOON).toEqual([]);
      abort.abort();
      const detail = details.at(-1);
      expect(detail?.missing).toEqual([]);
      expect(detail?.revisions.map(({ number, role, change }) => [number, role, change?.who ?? null])).toEqual([
        [2, 'candidate', 'ada'],
        [1, 'stable', null],
      ]);
      expect(detail?.pods.filter(({ ready }) => ready)).toHaveLength(5);
      expect(detail?.traffic).toEqual({ router: null });
      expect(detail?.analyses).toMatchObject([
        {
          role: 'step',
          phase: 'Failed',
          revision: detail?.revisions[0]?.key,
          metrics: [
            {
              name: 'success-rate',
              phase: 'Failed',
              thresholds: [
                { op: '>=', value: 0.95, passes: true },
                { op: '<', value: 0.9, passes: false },
              ],
              counts: { failed: 1, successful: 0 },
              measurements: [{ value: 0.5, phase: 'Failed' }],
            },
          ],
        },
      ]);
    } finally {
      await metrics.stop();
    }
  });

  it('goes on from an analysis that is inconclusive by one step, and does not pause again for it', async () => {
    const metrics = await startMetricServer();
    metrics.set('undecided', 0.92);
    const analysis = { analysis: { templates: [{ templateName: 'undecided' }] } };
    try {
      await applyIn(stage.bed, NAMESPACE, someAnalysisTemplate({ namespace: NAMESPACE, name: 'undecided', url: metrics.url('undecided') }));
      await stage.canary('undecided', { steps: [{ setWeight: 20 }, analysis, { pause: {} }, { setWeight: 60 }] });
      await stage.press('undecided', start('undecided', 2));
      await stage.until('undecided', 'paused/paused-inconclusive');
      expect((await stage.delivery('undecided')).pause?.by).toBe('inconclusive');
      await stage.press('undecided', { action: 'promote' });
      await stage.until('undecided', 'paused/paused-at-step');
      expect(await stage.stateOf('undecided')).toMatchObject({ currentStepIndex: 2, pausedBy: ['CanaryPauseStep'] });
    } finally {
      await metrics.stop();
    }
  });
});
