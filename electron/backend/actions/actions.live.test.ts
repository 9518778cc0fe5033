import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { refusal } from '../../../e2e/actions-under-test';
import { type BackendUnderTest, startBackend } from '../../../e2e/backend-under-test';
import { type Admission, startAdmission } from '../../../e2e/peers/admission';
import { startFaultProxy } from '../../../e2e/peers/fault-proxy';
import { image, NAMESPACE, RolloutsStage, SOON, start, TIMED } from '../../../e2e/rollouts-stage';
import type { ActionRequest, ActionRun, Plan } from '../../../shared/models/action';
import { deliveryId } from '../../../shared/models/delivery';
import { failureOf } from '../../../shared/models/failure';

let stage: RolloutsStage;
const apps: BackendUnderTest[] = [];
beforeAll(async () => {
  stage = await RolloutsStage.start();
}, 120_000);
afterAll(() => stage?.stop());
afterEach(() => {
  for (const app of apps.splice(0)) app.close();
});

/** A backend with its own data, connected and live, and its presses. */
async function open(kubeconfig = stage.bed.kubeconfig('admin')) {
  const app = startBackend([kubeconfig]);
  apps.push(app);
  const [connection = ''] = await app.addAll();
  await app.client.request('connections.update', { id: connection, options: { production: false } });
  await app.until('it is live', () => app.freshness.get(connection)?.state === 'live');
  const runs = new Map<number, ActionRun>();
  app.client.watch(
    'actions.watch',
    {},
    (event) => {
      for (const run of event.runs) runs.set(run.intent, run);
    },
    (why) => app.log.push(JSON.stringify(why)),
  );
  const plan = async (name: string, request: ActionRequest): Promise<Plan> =>
    (await app.client.request('actions.plan', { entity: { connection, kind: 'delivery', id: deliveryId('argo-rollouts', NAMESPACE, name) }, request })).plan;
  const confirm = async ({ id: planId, digest }: Plan) =>
    (await app.client.request('actions.execute', { planId, digest, reason: 'because', ticket: 'T-1', typedName: '' })).run;
  const end = async ({ intent }: ActionRun, timeoutMs = 30_000) => {
    await app.until('the run has ended', () => typeof runs.get(intent)?.endedAt === 'number', timeoutMs);
    return runs.get(intent);
  };
  return {
    ...app,
    connection,
    runs,
    plan,
    confirm,
    end,
    /** Planned, confirmed, and seen to its end. */
    press: async (name: string, request: ActionRequest) => end(await confirm(await plan(name, request))),
    ledger: async () => {
      const { rows } = await app.client.request('ledger.list', { filter: {}, before: null, limit: 500 });
      return rows
        .filter(({ kind }) => !kind.startsWith('session'))
        .map(({ kind, verb, phase, failure }) => [kind, verb, phase ?? failure].filter(Boolean).join(' '));
    },
  };
}

test('a canary is started, paused by hand, promoted one step, and promoted fully, and the ledger holds all of it', async () => {
  await stage.canary('ranker', { steps: TIMED });
  const app = await open();
  expect(await app.press('ranker', start('ranker', 2))).toMatchObject({ phase: 'done', settled: false });
  await stage.until('ranker', 'paused/paused-at-step');
  expect(await app.press('ranker', { action: 'pause' })).toMatchObject({ phase: 'done' });
  expect(await stage.stateOf('ranker')).toMatchObject({ manuallyPaused: true });
  expect(await app.press('ranker', { action: 'resume' })).toMatchObject({ phase: 'done' });
  await stage.until('ranker', 'paused/paused-at-step');
  expect(await app.press('ranker', { action: 'promote' })).toMatchObject({ phase: 'done' });
  await stage.until('ranker', 'paused/paused-at-step');
  expect(await stage.stateOf('ranker')).toMatchObject({ currentStepIndex: 3 });
  expect(await app.press('ranker', { action: 'promote-full' })).toMatchObject({ phase: 'done' });
  expect(await stage.stateOf('ranker')).toMatchObject({ phase: 'Healthy', promoted: true });
  const verbs = ['start', 'pause', 'resume', 'promote', 'promote-full'];
  expect(await app.ledger()).toEqual(verbs.flatMap((verb) => [`intent ${verb}`, `outcome ${verb} done`]).toReversed());
  expect(await app.client.request('ledger.verify', {})).toMatchObject({ state: 'whole', fault: null });
}, 120_000);

test('two apps promote the same step at the same moment, twenty times: one step moves each time, and the other is told why', async () => {
  const ROUNDS = 20;
  const steps = Array.from({ length: ROUNDS + 2 }, () => ({ pause: {} }));
  await stage.canary('raced', { steps, replicas: 1 });
  const [one, other] = [await open(), await open()];
  await one.press('raced', start('raced', 2));
  const told: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await vi.waitFor(async () => expect(await stage.delivery('raced')).toMatchObject({ state: 'paused', reason: 'paused-at-step', step: round }), SOON);
    const plans = await Promise.all([one.plan('raced', { action: 'promote' }), other.plan('raced', { action: 'promote' })]);
    const said = await Promise.allSettled([one, other].map(async (app, index) => app.confirm(plans[index] ?? plans[0])));
    const answers = said.map((each) => (each.status === 'fulfilled' ? (each.value.failure?.code ?? 'sent') : failureOf(each.reason).code));
    expect({ round, answers: answers.toSorted() }).toEqual({ round, answers: ['conflict', 'sent'] });
    const losing = said[answers.indexOf('conflict')];
    for (const [index, app] of [one, other].entries()) {
      const run = said[index]?.status === 'fulfilled' ? said[index].value : null;
      if (run) await app.end(run); // else the next press finds this one under way
    }
    told.push((losing?.status === 'fulfilled' ? losing.value.failure : failureOf(losing?.reason))?.detail.reason ?? '');
    await vi.waitFor(async () => expect(await stage.delivery('raced')).toMatchObject({ reason: 'paused-at-step', step: round + 1 }), SOON);
  }
  expect(told.filter((reason) => reason !== 'precondition-failed' && reason !== 'object-changed')).toEqual([]);
  expect(await stage.stateOf('raced')).toMatchObject({ currentStepIndex: ROUNDS });
  const outcomes = [...(await one.ledger()), ...(await other.ledger())];
  expect(outcomes.filter((line) => line === 'outcome promote done')).toHaveLength(ROUNDS);
}, 240_000);

test('a right that is revoked, and an object that is changed or deleted in between, are refused by name and recorded', async () => {
  await stage.canary('moved');
  await stage.paused('moved');
  const app = await open(stage.bed.kubeconfig('operator'));
  const [first, second] = [await app.plan('moved', { action: 'promote' }), await app.plan('moved', { action: 'promote' })];
  expect(first).toMatchObject({ verdict: { allowed: true }, actingAs: 'operator' });
  await stage.bed.revoke('operator');
  expect(await refusal(app.confirm(first))).toMatchObject({ code: 'forbidden' });
  await stage.bed.grant('operator');
  await app.until('it is live again', () => app.freshness.get(app.connection)?.state === 'live');
  await stage.press('moved', { action: 'promote' });
  expect(await refusal(app.confirm(second))).toMatchObject({ code: 'conflict', detail: { reason: 'object-changed', values: { check: 'unchanged' } } });
  await stage.until('moved', 'paused/paused-at-step');
  const third = await app.plan('moved', { action: 'promote' });
  await stage.bed.kubectl('delete', 'rollouts.argoproj.io', 'moved', `--namespace=${NAMESPACE}`);
  expect(await refusal(app.confirm(third))).toMatchObject({ code: 'not-found', detail: { reason: 'object-gone' } });
  expect(await app.ledger()).toEqual(['refused promote not-found', 'refused promote conflict', 'refused promote forbidden']);
}, 120_000);

test('a viewer may not promote, and the plan says which right is missing', async () => {
  await stage.canary('viewed');
  await stage.paused('viewed');
  const app = await open(stage.bed.kubeconfig('viewer'));
  const plan = await app.plan('viewed', { action: 'promote' });
  expect(plan.verdict).toMatchObject({ allowed: false, by: 'rights' });
  expect(plan.checks.find(({ id }) => id === 'rights')).toMatchObject({ values: { verb: 'patch', resource: 'rollouts/status', namespace: NAMESPACE } });
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'forbidden', detail: { reason: 'right-missing', values: { check: 'rights' } } });
}, 120_000);

test('a webhook that denies is a refused plan with its words; one that does not answer, too; one that denies only the act fails it', async () => {
  await stage.canary('guarded');
  await stage.paused('guarded');
  const app = await open();
  const admission: Admission = await startAdmission(stage.bed, { timeoutSeconds: 1 });
  try {
    admission.deny('code freeze until Monday', ({ userInfo }) => userInfo.username === 'admin');
    const denied = await app.plan('guarded', { action: 'promote' });
    expect(denied.verdict).toMatchObject({ allowed: false, by: 'dry-run' });
    expect(denied.checks.find(({ id }) => id === 'dry-run')?.failure).toMatchObject({
      code: 'denied',
      detail: { text: expect.stringContaining('code freeze until Monday') },
    });
    admission.hang(({ userInfo }) => userInfo.username === 'admin');
    expect((await app.plan('guarded', { action: 'promote' })).verdict).toMatchObject({ allowed: false, by: 'dry-run' });
    admission.deny('not after all', ({ dryRun, userInfo }) => !dryRun && userInfo.username === 'admin');
    const run = await app.confirm(await app.plan('guarded', { action: 'promote' }));
    expect(run).toMatchObject({ phase: 'failed', failure: { code: 'denied', detail: { text: expect.stringContaining('not after all') } } });
    expect(await stage.standing('guarded')).toBe('paused/paused-at-step');
  } finally {
    await admission.stop();
  }
}, 120_000);

test('a link that breaks while the server works on the write is uncertain, and settled as the cluster then is', async () => {
  await stage.canary('cut');
  await stage.paused('cut');
  const proxy = await startFaultProxy(stage.bed.port);
  const admission = await startAdmission(stage.bed, { timeoutSeconds: 5 });
  try {
    const app = await open(stage.bed.kubeconfigThrough(proxy.port));
    admission.hang(({ dryRun, userInfo }) => !dryRun && userInfo.username === 'admin');
    const plan = await app.plan('cut', { action: 'promote' });
    const asked = admission.reviews().length;
    const confirmed = app.confirm(plan);
    await vi.waitFor(() => expect(admission.reviews().length).toBeGreaterThan(asked), SOON);
    proxy.cut();
    const run = await confirmed;
    expect(run).toMatchObject({ phase: 'uncertain', endedAt: null, failure: { code: 'uncertain' } });
    const step = async () => (await stage.delivery('cut')).step;
    const ended = await app.end(run, 120_000);
    expect([await step(), ended?.phase]).toEqual(ended?.phase === 'done' ? [3, 'done'] : [1, 'not-done']);
    expect((await app.ledger()).slice(0, 2)).toEqual([`outcome promote ${ended?.phase}`, 'intent promote']);
  } finally {
    await admission.stop();
    await proxy.stop();
  }
}, 240_000);

test('a controller that is down is told of, and what it does later still ends the run', async () => {
  await stage.canary('slow');
  await stage.paused('slow');
  const app = await open();
  stage.controller.pause();
  try {
    const run = await app.confirm(await app.plan('slow', { action: 'promote' }));
    expect(run).toMatchObject({ phase: 'waiting', endedAt: null });
    await app.until('what is awaited is told', () => app.runs.get(run.intent)?.awaited === 'controller');
    stage.controller.resume();
    expect(await app.end(run)).toMatchObject({ phase: 'done' });
  } finally {
    stage.controller.resume();
  }
}, 120_000);

test('a Rollout whose template is in a Deployment shows the image of that, also after a start, and the Deployment is no delivery beside it', async () => {
  await stage.workloadRef('referred');
  const app = await open();
  const rows = () => [...app.rows].flatMap(([key, { name, images }]) => (name === 'referred' ? [[key.split('|')[1]?.split('/')[0], images]] : []));
  await app.until('its image is there', () => JSON.stringify(rows()) === JSON.stringify([['argo-rollouts', [image('referred', 1)]]]));
  expect(await app.press('referred', start('referred', 2))).toMatchObject({ phase: 'done' });
  await app.until('the new image is there', () => JSON.stringify(rows()) === JSON.stringify([['argo-rollouts', [image('referred', 2)]]]));
}, 120_000);
