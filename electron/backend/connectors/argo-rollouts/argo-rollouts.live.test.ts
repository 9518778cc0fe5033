import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bed, bedBinaries, startBed } from '../../../../e2e/peers/bed';
import { startMetricServer } from '../../../../e2e/peers/metric-server';
import { RecordingSink } from '../../../../e2e/peers/recording-sink';
import { type RolloutsController, rolloutState, startRollouts } from '../../../../e2e/peers/rollouts';
import { applyIn, someAnalysisTemplate, type SomeCanary, someBlueGreen, someRollout, someWorkloadRef } from '../../../../e2e/peers/some-rollouts';
import type { ActionRequest } from '../../../../shared/models/action';
import { type Delivery, deliveryId, isDelivery } from '../../../../shared/models/delivery';
import { DeliveryDetail } from '../../../../shared/models/delivery-detail';
import { AppError } from '../../../../shared/models/failure';
import { CHANGE_NOTE, readNote } from '../../kube/change-note';
import { Kubeconfigs } from '../../kube/kubeconfig/kubeconfigs';
import type { KubeSession } from '../../kube/session';
import { createKubernetesSystem } from '../../kube/system';
import { SILENT } from '../../lib/log';
import type { Permit } from '../../lib/permit';
import type { Draft } from '../contract';
import { actions } from './actions';
import { argoRollouts } from './connector';
import { progress } from './progress';

const NAMESPACE = 'shop';
/** A condition is waited for, not a time: only a test that fails takes this long. */
const SOON = { timeout: 30_000, interval: 50 };
const SIGNAL = new AbortController().signal;
const NOTE = { who: 'ada', reason: 'because', at: Date.parse('2026-03-01T10:00:00Z'), plan: 'a'.repeat(64) };
// The one mint is actions/execute.ts, and a test of what lies below it stands in for that.
const PERMIT = { intent: 1 } as Permit;

let bed: Bed;
let controller: RolloutsController;
let session: KubeSession;
let kubeconfigs: Kubeconfigs;

beforeAll(async () => {
  bed = await startBed();
  controller = await startRollouts(bed);
  kubeconfigs = new Kubeconfigs({ env: {}, homeDir: bed.dir, extraFiles: [bed.kubeconfig('admin')], log: SILENT, watch: { settleMs: 50, pollMs: 200 } });
  session = createKubernetesSystem({ kubeconfigs, log: SILENT }).open({ kubeconfig: bed.kubeconfig('admin'), context: 'testbed' });
}, 120_000);
afterAll(async () => {
  session?.close();
  kubeconfigs?.close();
  await controller?.stop();
  await bed?.stop();
});

const keyOf = (name: string) => ({ connection: 'bed', kind: 'delivery' as const, id: deliveryId('argo-rollouts', NAMESPACE, name) });
const stateOf = (name: string) => rolloutState(bed, NAMESPACE, name);
const image = (name: string, tag: number | string) => `registry.example/models/${name}:${tag}`;
const start = (name: string, tag: number | string): ActionRequest => ({
  action: 'start',
  images: [{ container: 'server', image: image(name, tag) }],
  modelUri: null,
});

async function delivery(name: string): Promise<Delivery> {
  const seen = await argoRollouts.read?.(session, keyOf(name), SIGNAL);
  if (!seen || !isDelivery(seen.entity)) throw new Error(`${name} is no delivery`);
  return seen.entity;
}
const standing = async (name: string) => {
  const { state, reason } = await delivery(name);
  return `${state}/${reason}`;
};
async function until(name: string, expected: string): Promise<void> {
  await expect.poll(() => standing(name), SOON).toBe(expected);
}

const plan = (name: string, request: ActionRequest, wasStable = () => false) =>
  actions[request.action].plan(session, keyOf(name), request, { at: Date.now(), wasStable }, SIGNAL);
const execute = (draft: Draft) => actions.start.execute(session, draft, NOTE, PERMIT, SIGNAL);
const fails = ({ checks }: Draft) => checks.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);

async function reached({ goal }: Draft, name: string): Promise<void> {
  await expect.poll(async () => progress(goal, await delivery(name)), SOON).toEqual({ state: 'done' });
}

/** The way of a press: planned, tried out, carried out, and seen in what the controller derives. */
async function press(name: string, request: ActionRequest): Promise<Draft> {
  const draft = await plan(name, request);
  expect(fails(draft)).toEqual([]);
  const changes = await actions[request.action].preview(session, draft, SIGNAL);
  expect(changes.map(({ before, after }) => before === after)).toEqual(draft.writes.map(() => false));
  const { auditIds } = await execute(draft);
  expect(auditIds).toHaveLength(draft.writes.length);
  await reached(draft, name);
  return draft;
}

/** The same by hand: the commands of the plan, in a shell, with the real kubectl and its plugin. */
async function type(name: string, request: ActionRequest): Promise<Draft> {
  const draft = await plan(name, request);
  expect(fails(draft)).toEqual([]);
  expect(draft.commands.length).toBeGreaterThan(0);
  const env = { PATH: `${bedBinaries()}:${process.env['PATH']}`, KUBECONFIG: bed.kubeconfig('admin'), HOME: bed.dir };
  for (const command of draft.commands) await promisify(execFile)('/bin/sh', ['-c', command], { env });
  await reached(draft, name);
  return draft;
}

const failureOf = async (work: Promise<unknown>) => {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error.failure;
    throw error;
  }
  throw new Error('it was not refused');
};

/** Pauses that would end by themselves, some day: only these can be held by hand. */
const TIMED = [{ setWeight: 20 }, { pause: { duration: '1h' } }, { setWeight: 60 }, { pause: { duration: 3_600 } }];

/** A stable Rollout of version 1. */
async function canary(name: string, options: Partial<SomeCanary> = {}) {
  await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name, ...options }));
  await until(name, 'stable/all-ready');
}
async function blueGreen(name: string) {
  await applyIn(bed, NAMESPACE, ...someBlueGreen({ namespace: NAMESPACE, name }));
  await until(name, 'stable/all-ready');
}
async function workloadRef(name: string) {
  await applyIn(bed, NAMESPACE, ...someWorkloadRef({ namespace: NAMESPACE, name }));
  await until(name, 'stable/all-ready');
}
const paused = async (name: string, tag = 2) => {
  await press(name, start(name, tag));
  await until(name, 'paused/paused-at-step');
};

describe('a canary', () => {
  it('is started, promoted step by step and fully, and every point of it agrees with the controller', async () => {
    await canary('whole');
    await paused('whole');
    expect(await delivery('whole')).toMatchObject({ step: 1, split: { desired: 20, reported: null, pods: 20 }, pause: { by: 'step' } });
    const { effects } = await press('whole', { action: 'promote' });
    expect(effects).toEqual([
      { id: 'moves-to-step', values: { from: '2', to: '3', total: '4' } },
      { id: 'sets-weight', values: { from: '20', to: '60' } },
    ]);
    await until('whole', 'paused/paused-at-step');
    expect(await stateOf('whole')).toMatchObject({ phase: 'Paused', currentStepIndex: 3, updatedReplicas: 3 });
    await press('whole', { action: 'promote-full' });
    await until('whole', 'stable/all-ready');
    expect(await stateOf('whole')).toMatchObject({ phase: 'Healthy', promoted: true });
  });

  it('is aborted, tried again, aborted again, and its stable template restored', async () => {
    await canary('unlucky');
    await paused('unlucky');
    await press('unlucky', { action: 'abort' });
    expect(await stateOf('unlucky')).toMatchObject({ phase: 'Degraded', abort: true, updatedReplicas: 0 });
    expect(await standing('unlucky')).toBe('aborted/aborted-by-user');
    await press('unlucky', { action: 'retry' });
    await until('unlucky', 'paused/paused-at-step');
    await press('unlucky', { action: 'abort' });
    const { effects } = await press('unlucky', { action: 'restore' });
    expect(effects.map(({ id }) => id)).toEqual(['returns-to-revision', 'skips-all-steps']);
    expect(await stateOf('unlucky')).toMatchObject({ phase: 'Healthy', promoted: true, abort: false });
  });

  it('is aborted while paused by hand, and the candidate loses its pods all the same', async () => {
    await canary('held', { steps: TIMED });
    await paused('held');
    await press('held', { action: 'pause' });
    expect(await delivery('held')).toMatchObject({ state: 'paused', reason: 'paused-by-user', pause: { by: 'user' } });
    const { writes } = await press('held', { action: 'abort' });
    expect(writes).toHaveLength(2);
    expect(await stateOf('held')).toMatchObject({ abort: true, manuallyPaused: false, updatedReplicas: 0 });
  });

  it('goes on where it was after a pause by hand', async () => {
    await canary('resumed', { steps: TIMED });
    await paused('resumed');
    await press('resumed', { action: 'pause' });
    await press('resumed', { action: 'resume' });
    expect(await stateOf('resumed')).toMatchObject({ manuallyPaused: false, currentStepIndex: 1, pausedBy: ['CanaryPauseStep'] });
  });

  it('restarts its pods', async () => {
    await canary('restarted');
    await press('restarted', { action: 'restart' });
  });

  it('rolls back to a revision of the history by its key, and keeps who, why and when of each', async () => {
    await canary('history', { steps: [] });
    const first = (await delivery('history')).stableKey ?? '';
    await press('history', start('history', 2));
    await until('history', 'stable/all-ready');
    await press('history', start('history', 3));
    await until('history', 'stable/all-ready');
    const unproven = await plan('history', { action: 'roll-back', revision: first });
    expect(unproven.checks.find(({ id }) => id === 'target-proven')).toMatchObject({ outcome: 'warn', values: { revision: '1' } });
    await press('history', { action: 'roll-back', revision: first });
    await until('history', 'stable/all-ready');
    expect(await delivery('history')).toMatchObject({ stableKey: first, images: [image('history', 1)] });
    const sets = JSON.parse(await bed.kubectl('get', 'replicasets', '--namespace', NAMESPACE, '--selector=app.kubernetes.io/name=history', '-o', 'json')) as {
      items: { metadata: { annotations: Record<string, string> } }[];
    };
    expect(sets.items.filter(({ metadata }) => CHANGE_NOTE in metadata.annotations)).toHaveLength(3);
    expect(readNote(sets.items[0]?.metadata.annotations ?? {})).toEqual({ who: 'ada', why: 'because', at: NOTE.at });
  });

  it('refuses a revision that is not there any more, and one that runs already', async () => {
    await canary('pruned');
    expect(fails(await plan('pruned', { action: 'roll-back', revision: 'gone' }))).toEqual(['target-known']);
    const key = (await delivery('pruned')).stableKey ?? '';
    const draft = await plan('pruned', { action: 'roll-back', revision: key });
    expect([fails(draft), draft.writes]).toEqual([['offered'], []]);
  });
});

describe('what two people do at once', () => {
  it('moves one step for two promotions of one plan, twenty times', async () => {
    const steps = Array.from({ length: 21 }, () => ({ pause: {} }));
    await canary('raced', { steps, replicas: 1 });
    await press('raced', start('raced', 2));
    for (let step = 0; step < 20; step++) {
      await expect.poll(async () => (({ state, step: at }) => `${state} ${at}`)(await delivery('raced')), SOON).toBe(`paused ${step}`);
      const drafts = await Promise.all([plan('raced', { action: 'promote' }), plan('raced', { action: 'promote' })]);
      const ends = await Promise.allSettled(drafts.map(execute));
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      const lost = ends.find(({ status }) => status === 'rejected');
      expect(lost).toMatchObject({ reason: { failure: { code: 'conflict', detail: { reason: 'precondition-failed', values: { written: '0' } } } } });
    }
    await expect.poll(async () => (await stateOf('raced')).currentStepIndex, SOON).toBe(20);
  }, 120_000);

  it('refuses what was planned before another template came', async () => {
    await canary('overtaken');
    await paused('overtaken');
    const draft = await plan('overtaken', { action: 'promote-full' });
    await press('overtaken', start('overtaken', 3));
    expect(await failureOf(execute(draft))).toMatchObject({ code: 'conflict', detail: { reason: 'precondition-failed' } });
  });

  it('says that it is gone when it was deleted, and does not take another of the same name for it', async () => {
    await canary('reborn');
    await paused('reborn');
    const draft = await plan('reborn', { action: 'promote' });
    await bed.kubectl('delete', 'rollouts.argoproj.io', 'reborn', '--namespace', NAMESPACE);
    expect(await failureOf(execute(draft))).toMatchObject({ code: 'not-found' });
    await canary('reborn');
    await paused('reborn');
    expect(await failureOf(execute(draft))).toMatchObject({ code: 'conflict' });
    expect(progress(draft.goal, await delivery('reborn'))).toMatchObject({ state: 'failed', failure: { code: 'not-found' } });
  });
});

describe('other shapes', () => {
  it('switches a blue-green delivery over, and takes it back', async () => {
    await blueGreen('colours');
    const first = (await delivery('colours')).stableKey ?? '';
    await press('colours', start('colours', 2));
    await until('colours', 'paused/paused-before-promotion');
    expect(await delivery('colours')).toMatchObject({
      strategy: 'blue-green',
      split: { reported: 0 },
      offers: ['promote', 'promote-full', 'abort', 'roll-back', 'start'],
    });
    await press('colours', { action: 'promote' });
    await until('colours', 'stable/all-ready');
    const draft = await press('colours', { action: 'roll-back', revision: first });
    expect(draft.effects.map(({ id }) => id)).toContain('skips-all-steps');
    expect(await stateOf('colours')).toMatchObject({ promoted: true, stableRS: first });
  });

  it('aborts a blue-green delivery before it switches', async () => {
    await blueGreen('grey');
    await press('grey', start('grey', 2));
    await until('grey', 'paused/paused-before-promotion');
    await press('grey', { action: 'abort' });
    expect(await stateOf('grey')).toMatchObject({ phase: 'Degraded', abort: true });
    await press('grey', { action: 'restore' });
    expect(await stateOf('grey')).toMatchObject({ phase: 'Healthy', promoted: true });
  });

  it('writes the template of a Deployment that a Rollout refers to', async () => {
    await workloadRef('referred');
    const first = (await delivery('referred')).stableKey ?? '';
    const { effects } = await press('referred', start('referred', 2));
    expect(effects).toContainEqual({ id: 'template-of-workload', values: { name: 'referred' } });
    await until('referred', 'paused/paused-at-step');
    await press('referred', { action: 'abort' });
    await press('referred', { action: 'restore' });
    expect(await stateOf('referred')).toMatchObject({ phase: 'Healthy', promoted: true, stableRS: first });
  });
});

describe('the page of a delivery', () => {
  it('shows revisions, pods and the measurements of its analysis against their thresholds', async () => {
    const metrics = await startMetricServer();
    metrics.value = 0.5;
    const analysis = { analysis: { templates: [{ templateName: 'judged' }] } };
    try {
      await applyIn(bed, NAMESPACE, someAnalysisTemplate({ namespace: NAMESPACE, name: 'judged', url: metrics.url }));
      await canary('judged', { steps: [{ setWeight: 20 }, analysis, { pause: {} }] });
      await press('judged', start('judged', 2));
      await until('judged', 'aborted/aborted-by-analysis');
      const details: DeliveryDetail[] = [];
      const abort = new AbortController();
      argoRollouts.inspect?.(session, keyOf('judged'), (detail) => details.push(DeliveryDetail.parse(detail)), abort.signal);
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
    metrics.value = 0.92;
    const analysis = { analysis: { templates: [{ templateName: 'undecided' }] } };
    try {
      await applyIn(bed, NAMESPACE, someAnalysisTemplate({ namespace: NAMESPACE, name: 'undecided', url: metrics.url }));
      await canary('undecided', { steps: [{ setWeight: 20 }, analysis, { pause: {} }, { setWeight: 60 }] });
      await press('undecided', start('undecided', 2));
      await until('undecided', 'paused/paused-inconclusive');
      expect((await delivery('undecided')).pause?.by).toBe('inconclusive');
      await press('undecided', { action: 'promote' });
      await until('undecided', 'paused/paused-at-step');
      expect(await stateOf('undecided')).toMatchObject({ currentStepIndex: 2, pausedBy: ['CanaryPauseStep'] });
    } finally {
      await metrics.stop();
    }
  });
});

describe('by hand, with the real kubectl and plugin', () => {
  const shape = async (name: string) => {
    const { phase, currentStepIndex, abort, promoted, pausedBy, manuallyPaused, updatedReplicas } = await stateOf(name);
    return { phase, currentStepIndex, abort, promoted, pausedBy, manuallyPaused, updatedReplicas };
  };
  /** Two of a kind, one by the press and one by its command: they come to the same. */
  const alike = async (pressed: string, typed: string, request: (name: string) => ActionRequest | Promise<ActionRequest>) => {
    await press(pressed, await request(pressed));
    await type(typed, await request(typed));
    await expect.poll(async () => [await shape(typed), await standing(typed)], SOON).toEqual([await shape(pressed), await standing(pressed)]);
  };
  const settled = async (...names: string[]) => {
    for (const name of names) await expect.poll(async () => (await standing(name)).split('/')[0], SOON).toMatch(/^(stable|paused|aborted)$/);
  };
  const asks = (action: Exclude<ActionRequest['action'], 'start' | 'roll-back'>) => (): ActionRequest => ({ action });

  it('does the same as every press on a canary', async () => {
    const [a, b] = ['pressed', 'typed'] as const;
    await Promise.all([canary(a, { steps: TIMED }), canary(b, { steps: TIMED })]);
    const firsts = new Map(await Promise.all([a, b].map(async (name) => [name, (await delivery(name)).stableKey ?? ''] as const)));
    const turns: readonly ((name: string) => ActionRequest)[] = [
      (name) => start(name, 2),
      asks('promote'),
      asks('pause'),
      asks('resume'),
      asks('pause'),
      asks('promote'),
      (name) => start(name, 3),
      asks('abort'),
      asks('retry'),
      asks('promote-full'),
      (name) => ({ action: 'roll-back', revision: firsts.get(name) ?? '' }),
      asks('pause'),
      asks('abort'),
      asks('restore'),
      asks('restart'),
    ];
    for (const turn of turns) {
      await alike(a, b, turn);
      await settled(a, b);
    }
  }, 240_000);

  it('does the same where the template is in a Deployment', async () => {
    const [a, b] = ['pressed-ref', 'typed-ref'] as const;
    await Promise.all([workloadRef(a), workloadRef(b)]);
    for (const turn of [(name: string) => start(name, 2), asks('abort'), asks('restore')]) {
      await alike(a, b, turn);
      await settled(a, b);
    }
  }, 120_000);
});

it('is absent without a fault where the cluster has no Rollouts, and there once it has', async () => {
  const bare = await startBed({ without: ['kcm', 'scheduler', 'kwok'] });
  const own = new Kubeconfigs({ env: {}, homeDir: bare.dir, extraFiles: [bare.kubeconfig('admin')], log: SILENT, watch: { settleMs: 50, pollMs: 200 } });
  const to = createKubernetesSystem({ kubeconfigs: own, log: SILENT }).open({ kubeconfig: bare.kubeconfig('admin'), context: 'testbed' });
  const sink = new RecordingSink();
  const absent: string[] = [];
  const abort = new AbortController();
  try {
    argoRollouts.watch(
      to,
      { connection: 'bare', kind: 'delivery', namespaces: null },
      Object.assign(sink, { absent: (scope: string) => absent.push(scope) }),
      abort.signal,
    );
    await expect.poll(() => absent, SOON).toEqual(['']);
    expect(sink.names()).not.toContain('broken');
    await bare.createCrds(`${bedBinaries()}/crds/argo-rollouts`);
    to.retry();
    await sink.untilState('live');
  } finally {
    abort.abort();
    to.close();
    own.close();
    await bare.stop();
  }
}, 60_000);
