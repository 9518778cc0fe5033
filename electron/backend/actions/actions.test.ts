import { expect, test } from 'vitest';
import { actionsStage } from '../../../e2e/actions-stage';
import { recorded, refusal } from '../../../e2e/actions-under-test';
import { AppError, failure } from '../../../shared/models/failure';

const stage = actionsStage();

test('a plan says what would be done, changes nothing, and is carried out once', async () => {
  const app = await stage.start();
  const plan = await app.plan();
  expect(plan).toMatchObject({ actingAs: 'jane', verdict: { allowed: true, by: null }, changes: [{ object: 'ranker' }], commands: ['promote --from 1'] });
  expect([stage.place.step, recorded(app)]).toEqual([1, []]);
  const run = await app.confirm(plan);
  expect(await app.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({ phase: 'done', failure: null, settled: false });
  expect(stage.place.taken).toEqual([String(run.intent)]);
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'stale', detail: { reason: 'plan-used' } });
  expect(stage.place.taken).toHaveLength(1);
  expect(recorded(app)).toEqual(['intent', 'outcome done', 'refused plan-used']);
});

test('the intent holds who, why and what, and the outcome how long it took and what the server calls it', async () => {
  const app = await stage.start();
  const run = await app.confirm(await app.plan(), { reason: 'latency is fine', ticket: 'ML-7' });
  await app.until(run.intent, ({ endedAt }) => endedAt !== null);
  const { entry, changes, linked } = app.ledger.get(run.intent);
  expect(entry).toMatchObject({
    kind: 'intent',
    verb: 'promote',
    person: { subject: 'jane', groups: ['operators'] },
    reasons: { reason: 'latency is fine', ticket: 'ML-7' },
    goal: { type: 'step-reached', step: 2 },
    version: '1',
    verdict: 'allowed',
    where: { name: 'lab' },
  });
  expect(changes).toEqual([{ object: 'ranker', before: 'step: 1', after: 'step: 2' }]);
  const outcome = app.ledger.get(linked[0]?.seq ?? -1).entry;
  expect(outcome).toMatchObject({ kind: 'outcome', intent: run.intent, phase: 'done', auditIds: ['audit-1'] });
  expect(outcome.tookMs).toBeGreaterThanOrEqual(0);
});

test('what is known beside the system is a check of the plan: it asks for a reason, and is looked at again and kept with the intent', async () => {
  const asked: string[] = [];
  const found = { outcome: 'warn' as 'warn' | 'unknown' | 'pass' };
  const app = await stage.start({
    evidence: ({ id }, { action }) => {
      asked.push(`${action} ${id}`);
      return Promise.resolve([{ id: 'drift-compared', outcome: found.outcome, values: { value: '0.31' }, failure: null }]);
    },
  });
  const plan = await app.plan();
  expect(plan.checks.find(({ id }) => id === 'drift-compared')).toMatchObject({ outcome: 'warn', values: { value: '0.31' } });
  expect(plan.verdict).toMatchObject({ allowed: true, needsReason: true });
  expect(await refusal(app.confirm(plan, { reason: '' }))).toMatchObject({ code: 'invalid', detail: { reason: 'reason-missing' } });
  found.outcome = 'unknown';
  expect((await app.plan()).verdict.needsReason).toBe(true);
  const run = await app.confirm(plan, { reason: 'the season has begun' });
  const { entry } = app.ledger.get(run.intent);
  expect([entry.reasons?.reason, entry.checks?.find(({ id }) => id === 'drift-compared')?.outcome]).toEqual(['the season has begun', 'unknown']);
  expect(new Set(asked).size).toBe(1);
  found.outcome = 'pass';
  await app.until(run.intent, ({ endedAt }) => endedAt !== null);
  expect((await app.plan()).verdict.needsReason).toBe(false);
});

test('a full disk at the moment of intent: nothing is sent, and the same press works once there is room', async () => {
  const full = { intent: true, outcome: true };
  const refuse = (is: boolean) => {
    if (is) throw new AppError(failure('local', { reason: 'disk-full' }));
  };
  const app = await stage.start({
    ledger: (ledger) => ({
      unsettled: () => ledger.unsettled(),
      get: (seq) => ledger.get(seq),
      append: (draft) => (refuse(full.intent), ledger.append(draft)),
      settle: (draft) => (refuse(full.outcome), ledger.settle(draft)),
    }),
  });
  const plan = await app.plan();
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'local', detail: { reason: 'disk-full' } });
  expect([stage.place.taken, app.runs.list()]).toEqual([[], []]);
  full.intent = false;
  const run = await app.confirm(plan);
  const stuck = await app.until(run.intent, ({ failure: why }) => why?.code === 'local');
  expect(stuck).toMatchObject({ phase: 'done', endedAt: null, failure: { detail: { reason: 'disk-full' } } });
  full.outcome = false;
  expect(await app.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({ phase: 'done', failure: null });
  expect([stage.place.taken.length, recorded(app)]).toEqual([1, ['intent', 'outcome done']]);
});

test('a refusal of the server ends the run as failed with its words, and nothing is repeated', async () => {
  const app = await stage.start();
  stage.place.script.push({
    fate: 'refuse',
    failure: failure('conflict', { reason: 'precondition-failed', text: 'the object has been modified', values: { written: '0' } }),
  });
  expect(await app.confirm(await app.plan())).toMatchObject({
    phase: 'failed',
    failure: { code: 'conflict', detail: { text: 'the object has been modified' } },
  });
  expect([stage.place.taken, recorded(app)]).toEqual([[], ['intent', 'outcome failed']]);
});

test('no answer is uncertain, and settled by reading: taken, or never arrived', async () => {
  const app = await stage.start();
  stage.place.script.push({ fate: 'lose-after' });
  const taken = await app.confirm(await app.plan());
  expect(await app.until(taken.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({ phase: 'done' });
  stage.place.script.push({ fate: 'lose-before' });
  const never = await app.confirm(await app.plan());
  expect(never).toMatchObject({ phase: 'uncertain', endedAt: null, failure: { detail: { reason: 'connection-lost' } } });
  expect(await app.until(never.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({
    phase: 'not-done',
    failure: { detail: { reason: 'never-arrived' } },
  });
  expect(stage.place.taken).toHaveLength(1);
});

test('a write that lands long after it was given up is still told as done', async () => {
  const app = await stage.start({ timing: { landingMs: 2_000 } });
  let land = () => {};
  stage.place.script.push({ fate: 'land-later', when: new Promise((resolve) => (land = resolve)), withinMs: 2_000 });
  const run = await app.confirm(await app.plan());
  const { reads } = stage.place;
  await app.eventually(() => stage.place.reads > reads + 2);
  land();
  expect(await app.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({ phase: 'done' });
});

test('while the system is out of reach a run stays uncertain, however long', async () => {
  const app = await stage.start({ timing: { landingMs: 0 } });
  stage.place.script.push({ fate: 'lose-after' });
  stage.place.onChange = () => (stage.place.reachable = false);
  const run = await app.confirm(await app.plan());
  const { reads } = stage.place;
  await app.eventually(() => stage.place.reads > reads + 5);
  expect(app.runs.list()[0]).toMatchObject({ phase: 'uncertain', endedAt: null });
  stage.place.reachable = true;
  expect(await app.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({ phase: 'done' });
});

test('an engine that does not follow is told of in time, with what was last seen', async () => {
  const app = await stage.start();
  stage.far.controls.withinMs = 100;
  stage.place.follows = false;
  const run = await app.confirm(await app.plan());
  expect(run).toMatchObject({ phase: 'waiting', awaited: 'next-step' });
  expect(await app.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({
    phase: 'timed-out',
    lastSeen: { state: 'paused', reason: 'paused-at-step' },
    failure: { detail: { reason: 'goal-not-seen' } },
  });
});

test('a connection that is removed leaves the run unknown, and says so', async () => {
  const app = await stage.start();
  stage.place.script.push({ fate: 'lose-before' });
  const run = await app.confirm(await app.plan());
  app.connections.remove(app.key.connection);
  expect(await app.until(run.intent, ({ endedAt }) => endedAt !== null)).toMatchObject({
    phase: 'uncertain',
    failure: { detail: { reason: 'connection-gone' } },
  });
});
