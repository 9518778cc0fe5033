import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { failureOf } from '../shared/models/failure';
import { pointOf } from '../shared/models/arm-comparison';
import { WorseCandidateStage } from './worse-candidate-stage';

// The whole way, with a real engine: two versions are trained and served, flights are sent, and what came true arrives behind them.

const WITHIN_MS = 120_000;
vi.stubEnv('PILOTHOUSE_PAYLOAD_FLUSH_MS', '1000');
let stage: WorseCandidateStage;
afterEach(async () => {
  await stage.close();
  rmSync(stage.parent, { recursive: true, force: true });
});

test('the version that learnt from a clock that is off is caught by its predictions and by what came true, and Promote asks why', async () => {
  stage = new WorseCandidateStage(mkdtempSync(join(tmpdir(), 'worse-candidate-')));
  await stage.open();
  const [good, spoilt] = [await stage.train('train-two-months'), await stage.train('train-spoilt')];
  await stage.start(good, 50);
  await stage.keepAndJudge();
  await stage.start(spoilt, 50);

  // Nothing has come: nothing is good.
  const before = await stage.compare();
  expect(before.points.map(({ verdict }) => verdict).filter((verdict) => verdict !== 'inconclusive')).toEqual([]);
  expect((await stage.plan({ action: 'promote' })).verdict).toMatchObject({ allowed: true, needsReason: true });

  await stage.replay();
  await expect
    .poll(async () => pointOf(await stage.compare(), 'quality')?.labelled.candidate.part ?? 0, { timeout: WITHIN_MS, interval: 1_000 })
    .toBeGreaterThan(3_000);
  const comparison = await stage.compare();
  const told = (id: 'quality' | 'predictions') => pointOf(comparison, id);
  console.log(JSON.stringify({ ...told('quality'), predictions: comparison.points.map(({ id, verdict, reason }) => [id, verdict, reason]) }));
  expect(pointOf(comparison, 'inputs')).toMatchObject({ verdict: 'pass' });
  expect(pointOf(comparison, 'errors')).toMatchObject({ verdict: 'pass' });
  const quality = pointOf(comparison, 'quality');
  expect(quality).toMatchObject({ verdict: 'fail', metric: 'auc' });
  expect(quality?.difference?.high).toBeLessThan(0);
  expect(quality?.lag?.p50).toBeGreaterThan(500);

  const plan = await stage.plan({ action: 'promote' });
  expect(plan.verdict).toMatchObject({ allowed: true, needsReason: true });
  expect(plan.checks.find(({ id }) => id === 'quality-compared')).toMatchObject({ outcome: 'warn', values: { metric: 'auc' } });
  const silent = stage.client.request('actions.execute', { planId: plan.id, digest: plan.digest, reason: '', ticket: '', typedName: '' });
  expect(failureOf(await silent.catch((error: unknown) => error)).detail.reason).toBe('reason-missing');
}, 240_000);
