import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedChecks, image, keyOf, NAMESPACE, RolloutsStage, SIGNAL, SOON, start, TIMED } from '../../../../e2e/rollouts-stage';
import { AppError } from '../../../../shared/models/failure';
import { CHANGE_NOTE, readNote } from '../../kube/change-note';
import { argoRollouts } from './connector';
import { progress } from './progress';

let stage: RolloutsStage;
beforeAll(async () => {
  stage = await RolloutsStage.start();
}, 120_000);
afterAll(() => stage?.stop());

const failureOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.failure;
    throw error;
  }
  throw new Error('it was not refused');
};

describe('a canary', () => {
  it('is started, promoted step by step and fully, and every point of it agrees with the controller', async () => {
    await stage.canary('whole');
    await stage.paused('whole');
    expect(await stage.delivery('whole')).toMatchObject({ step: 1, split: { desired: 20, reported: null, pods: 20 }, pause: { by: 'step' } });
    const { effects } = await stage.press('whole', { action: 'promote' });
    expect(effects).toEqual([
      { id: 'moves-to-step', values: { from: '2', to: '3', total: '4' } },
      { id: 'sets-weight', values: { from: '20', to: '60' } },
    ]);
    await stage.until('whole', 'paused/paused-at-step');
    expect(await stage.stateOf('whole')).toMatchObject({ phase: 'Paused', currentStepIndex: 3, updatedReplicas: 3 });
    await stage.press('whole', { action: 'promote-full' });
    await stage.until('whole', 'stable/all-ready');
    expect(await stage.stateOf('whole')).toMatchObject({ phase: 'Healthy', promoted: true });
  });

  it('is aborted, tried again, aborted again, and its stable template restored', async () => {
    await stage.canary('unlucky');
    await stage.paused('unlucky');
    await stage.press('unlucky', { action: 'abort' });
    expect(await stage.stateOf('unlucky')).toMatchObject({ phase: 'Degraded', abort: true, updatedReplicas: 0 });
    expect(await stage.standing('unlucky')).toBe('aborted/aborted-by-user');
    await stage.press('unlucky', { action: 'retry' });
    await stage.until('unlucky', 'paused/paused-at-step');
    await stage.press('unlucky', { action: 'abort' });
    const { effects } = await stage.press('unlucky', { action: 'restore' });
    expect(effects.map(({ id }) => id)).toEqual(['returns-to-revision', 'skips-all-steps']);
    expect(await stage.stateOf('unlucky')).toMatchObject({ phase: 'Healthy', promoted: true, abort: false });
  });

  it('is aborted while paused by hand, and the candidate loses its pods all the same', async () => {
    await stage.canary('held', { steps: TIMED });
    await stage.paused('held');
    await stage.press('held', { action: 'pause' });
    expect(await stage.delivery('held')).toMatchObject({ state: 'paused', reason: 'paused-by-user', pause: { by: 'user' } });
    const { writes } = await stage.press('held', { action: 'abort' });
    expect(writes).toHaveLength(2);
    expect(await stage.stateOf('held')).toMatchObject({ abort: true, manuallyPaused: false, updatedReplicas: 0 });
  });

  it('goes on where it was after a pause by hand', async () => {
    await stage.canary('resumed', { steps: TIMED });
    await stage.paused('resumed');
    await stage.press('resumed', { action: 'pause' });
    await stage.press('resumed', { action: 'resume' });
    expect(await stage.stateOf('resumed')).toMatchObject({ manuallyPaused: false, currentStepIndex: 1, pausedBy: ['CanaryPauseStep'] });
  });

  it('restarts its pods', async () => {
    await stage.canary('restarted');
    await stage.press('restarted', { action: 'restart' });
  });

  it('rolls back to a revision of the history by its key, and keeps who, why and when of each', async () => {
    await stage.canary('history', { steps: [] });
    const first = (await stage.delivery('history')).stableKey ?? '';
    await stage.press('history', start('history', 2));
    await stage.until('history', 'stable/all-ready');
    await stage.press('history', start('history', 3));
    await stage.until('history', 'stable/all-ready');
    const unproven = await stage.plan('history', { action: 'roll-back', revision: first });
    expect(unproven.checks.find(({ id }) => id === 'target-proven')).toMatchObject({ outcome: 'warn', values: { revision: '1' } });
    await stage.press('history', { action: 'roll-back', revision: first });
    await stage.until('history', 'stable/all-ready');
    expect(await stage.delivery('history')).toMatchObject({ stableKey: first, images: [image('history', 1)] });
    const sets = JSON.parse(
      await stage.bed.kubectl('get', 'replicasets', '--namespace', NAMESPACE, '--selector=app.kubernetes.io/name=history', '-o', 'json'),
    ) as {
      items: { metadata: { annotations: Record<string, string> } }[];
    };
    expect(sets.items.filter(({ metadata }) => CHANGE_NOTE in metadata.annotations)).toHaveLength(3);
    expect(readNote(sets.items[0]?.metadata.annotations ?? {})).toMatchObject({ who: 'ada', why: 'because' });
  });

  it('refuses a revision that is not there any more, and one that runs already', async () => {
    await stage.canary('pruned');
    expect(failedChecks(await stage.plan('pruned', { action: 'roll-back', revision: 'gone' }))).toEqual(['target-known']);
    const key = (await stage.delivery('pruned')).stableKey ?? '';
    const draft = await stage.plan('pruned', { action: 'roll-back', revision: key });
    expect([failedChecks(draft), draft.writes]).toEqual([['offered'], []]);
  });
});

describe('what two people do at once', () => {
  it('moves one step for two promotions of one plan, twenty times', async () => {
    const steps = Array.from({ length: 21 }, () => ({ pause: {} }));
    await stage.canary('raced', { steps, replicas: 1 });
    await stage.press('raced', start('raced', 2));
    for (let step = 0; step < 20; step++) {
      await expect.poll(async () => (({ state, step: at }) => `${state} ${at}`)(await stage.delivery('raced')), SOON).toBe(`paused ${step}`);
      const drafts = await Promise.all([stage.plan('raced', { action: 'promote' }), stage.plan('raced', { action: 'promote' })]);
      const ends = await Promise.allSettled(drafts.map((draft) => stage.execute(draft)));
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const lost = ends.find(({ status }) => status === 'rejected');
      expect(lost).toMatchObject({ reason: { failure: { code: 'conflict', detail: { reason: 'precondition-failed', values: { written: '0' } } } } });
    }
    await expect.poll(async () => (await stage.stateOf('raced')).currentStepIndex, SOON).toBe(20);
  }, 120_000);

  it('refuses what was planned before another template came', async () => {
    await stage.canary('overtaken');
    await stage.paused('overtaken');
    const draft = await stage.plan('overtaken', { action: 'promote-full' });
    await stage.press('overtaken', start('overtaken', 3));
    expect(await failureOf(stage.execute(draft))).toMatchObject({ code: 'conflict', detail: { reason: 'precondition-failed' } });
  });

  it('says that it is gone when it was deleted, and does not take another of the same name for it', async () => {
    await stage.canary('reborn');
    await stage.paused('reborn');
    const draft = await stage.plan('reborn', { action: 'promote' });
    await stage.bed.kubectl('delete', 'rollouts.argoproj.io', 'reborn', '--namespace', NAMESPACE);
    expect(await failureOf(stage.execute(draft))).toMatchObject({ code: 'not-found' });
    await stage.canary('reborn');
    await stage.paused('reborn');
    expect(await failureOf(stage.execute(draft))).toMatchObject({ code: 'conflict' });
    expect(progress(draft.goal, await stage.delivery('reborn'))).toMatchObject({ state: 'failed', failure: { code: 'not-found' } });
  });
});

describe('a controller that does not look', () => {
  it('leaves what was sent waiting for it, offers nothing that would do it twice, and takes it up when it is back', async () => {
    await stage.canary('unseen');
    await stage.paused('unseen');
    stage.controller.pause();
    try {
      const promoted = await stage.plan('unseen', { action: 'promote' });
      await stage.execute(promoted);
      const waiting = await stage.delivery('unseen');
      expect(waiting).toMatchObject({ state: 'progressing', reason: 'unpausing', offers: ['abort'] });
      expect(progress(promoted.goal, waiting)).toEqual({ state: 'waiting', awaited: 'controller' });
      await stage.execute(await stage.plan('unseen', { action: 'abort' }));
      expect(await stage.standing('unseen')).toBe('rolling-back/returning-to-stable');
      const restored = await stage.plan('unseen', { action: 'restore' });
      await stage.execute(restored);
      const unseen = await stage.delivery('unseen');
      expect(unseen).toMatchObject({ state: 'unknown', reason: 'not-observed', offers: [] });
      expect(progress(restored.goal, unseen)).toEqual({ state: 'waiting', awaited: 'controller' });
      stage.controller.resume();
      await expect.poll(async () => progress(restored.goal, await stage.delivery('unseen')), SOON).toEqual({ state: 'done' });
    } finally {
      stage.controller.resume();
    }
  });
});

describe('other shapes', () => {
  it('switches a blue-green delivery over, and takes it back', async () => {
    await stage.blueGreen('colours');
    const first = (await stage.delivery('colours')).stableKey ?? '';
    // Of two revisions of one second the controller knows no older one.
    const { createdAt } = await stage.delivery('colours');
    await expect.poll(() => Date.now(), SOON).toBeGreaterThan((createdAt ?? 0) + 2_000);
    await stage.press('colours', start('colours', 2));
    await stage.until('colours', 'paused/paused-before-promotion');
    expect(await stage.delivery('colours')).toMatchObject({
      strategy: 'blue-green',
      split: { reported: 0 },
      offers: ['promote', 'promote-full', 'abort', 'roll-back', 'start'],
    });
    await stage.press('colours', { action: 'promote' });
    await stage.until('colours', 'stable/all-ready');
    const draft = await stage.press('colours', { action: 'roll-back', revision: first });
    expect(draft.effects.map(({ id }) => id)).toContain('skips-all-steps');
    expect(await stage.stateOf('colours')).toMatchObject({ promoted: true, stableRS: first });
  });

  it('aborts a blue-green delivery before it switches', async () => {
    await stage.blueGreen('grey');
    await stage.press('grey', start('grey', 2));
    await stage.until('grey', 'paused/paused-before-promotion');
    await stage.press('grey', { action: 'abort' });
    expect(await stage.stateOf('grey')).toMatchObject({ phase: 'Degraded', abort: true });
    await stage.press('grey', { action: 'restore' });
    expect(await stage.stateOf('grey')).toMatchObject({ phase: 'Healthy', promoted: true });
  });

  it('writes the template of a Deployment that a Rollout refers to', async () => {
    await stage.workloadRef('referred');
    const first = (await stage.delivery('referred')).stableKey ?? '';
    const versionNow = async () => (await argoRollouts.read?.(stage.session, keyOf('referred'), SIGNAL))?.version;
    const { effects, version } = await stage.press('referred', start('referred', 2));
    // A lost answer is settled by it: it tells of the Deployment too, even while the controller has not touched the Rollout.
    expect((await versionNow())?.split('/')[1]).not.toBe(version.split('/')[1]);
    expect(effects).toContainEqual({ id: 'template-of-workload', values: { name: 'referred' } });
    await stage.until('referred', 'paused/paused-at-step');
    await stage.press('referred', { action: 'abort' });
    await stage.press('referred', { action: 'restore' });
    expect(await stage.stateOf('referred')).toMatchObject({ phase: 'Healthy', promoted: true, stableRS: first });
  });
});

it('carries nothing along of annotations that are huge or hostile', async () => {
  const hostile = { 'example.com/note': `<img src=x onerror=alert(1)>\u202e${'x'.repeat(100_000)}` };
  await stage.canary('hostile', { annotations: hostile });
  await stage.paused('hostile');
  const draft = await stage.press('hostile', { action: 'promote-full' });
  expect(JSON.stringify(draft).length).toBeLessThan(10_000);
});
