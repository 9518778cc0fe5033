import { expect, test } from 'vitest';
import { actionsStage } from '../../../e2e/actions-stage';
import { recorded, refusal } from '../../../e2e/actions-under-test';
import { PLAN_LIFETIME_MS } from '../../../shared/models/action';
import { AppError, failure, type Failure, failureOf } from '../../../shared/models/failure';

const stage = actionsStage();

test('what changed between plan and press is refused, recorded, and planned again', async () => {
  const app = await stage.start();
  const plan = await app.plan();
  stage.place.step = 2;
  stage.place.touch();
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'conflict', detail: { reason: 'object-changed', values: { check: 'unchanged' } } });
  expect([stage.place.taken, recorded(app)]).toEqual([[], ['refused object-changed']]);
  await app.confirm(await app.plan());
  expect(stage.place.step).toBe(3);
});

test('a change that does not matter to the plan does not stop it', async () => {
  const app = await stage.start();
  const plan = await app.plan();
  stage.place.touch();
  await app.confirm(plan);
  expect(stage.place.step).toBe(2);
});

test('what was deleted while its plan was open is refused as gone', async () => {
  const app = await stage.start();
  const plan = await app.plan();
  stage.place.exists = false;
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'not-found', detail: { reason: 'object-gone', values: { check: 'unchanged' } } });
  expect(recorded(app)).toEqual(['refused object-gone']);
});

test('what is refused while it is planned is on record at once, once for each attempt, whether or not anybody presses', async () => {
  const app = await stage.start();
  app.settings.readOnly = true;
  const first = await app.plan();
  await app.plan();
  expect([first.verdict.by, recorded(app)]).toEqual(['app-writable', ['refused app-read-only']]);
  await app.confirm(first).catch(() => undefined);
  expect([stage.place.taken, recorded(app)]).toEqual([[], ['refused app-read-only']]);
  app.settings.readOnly = false;
  await app.confirm(await app.plan());
  expect(recorded(app)).toContain('intent');
});

test('a refusal that the disk would not take while it was planned is recorded at the press, once there is room', async () => {
  let full = true;
  const app = await stage.start({
    ledger: (ledger) => ({
      unsettled: () => ledger.unsettled(),
      get: (seq) => ledger.get(seq),
      append(draft) {
        if (full) throw new AppError(failure('local', { reason: 'disk-full' }));
        return ledger.append(draft);
      },
      settle: (draft) => ledger.settle(draft),
    }),
  });
  app.settings.readOnly = true;
  const plan = await app.plan();
  expect([plan.verdict.by, recorded(app)]).toEqual(['app-writable', []]);
  const untaken = { code: 'local', detail: { reason: 'disk-full', values: { refusal: 'denied', check: 'app-writable' } } };
  expect(await refusal(app.confirm(plan))).toMatchObject(untaken);
  app.settings.readOnly = false;
  expect(await refusal(app.confirm(plan))).toMatchObject(untaken);
  full = false;
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'denied', detail: { reason: 'app-read-only' } });
  expect([stage.place.taken, recorded(app)]).toEqual([[], ['refused app-read-only']]);
});

test('read-only, a lost right, a lost connection: each refuses by its name, is recorded, and nothing is sent', async () => {
  const app = await stage.start();
  const refusals: [string, () => void, () => void | Promise<void>, Partial<Failure>][] = [
    ['app', () => (app.settings.readOnly = true), () => void (app.settings.readOnly = false), { code: 'denied' }],
    [
      'connection',
      () => app.connections.update(app.key.connection, { readOnly: true }),
      () => void app.connections.update(app.key.connection, { readOnly: false }),
      { code: 'denied' },
    ],
    ['right', () => (stage.far.controls.rights = 'no'), () => void (stage.far.controls.rights = 'yes'), { code: 'forbidden' }],
    ['link', () => stage.far.breakWatch(), () => undefined, { code: 'stale' }],
  ];
  const seen: unknown[] = [];
  for (const [, happen, mend, { code }] of refusals) {
    const plan = await app.plan();
    happen();
    const why = await refusal(app.confirm(plan));
    seen.push([why.code === code, why.detail.values?.['check'], why.detail.reason]);
    await mend();
  }
  expect(seen).toEqual([
    [true, 'app-writable', 'app-read-only'],
    [true, 'connection-writable', 'connection-read-only'],
    [true, 'rights', 'right-missing'],
    [true, 'fresh', 'not-live'],
  ]);
  expect([stage.place.taken, recorded(app)]).toEqual([
    [],
    ['refused app-read-only', 'refused connection-read-only', 'refused right-missing', 'refused not-live'],
  ]);
});

test('a plan on what is not live says so, reads nothing, and is refused on record when it is confirmed', async () => {
  const app = await stage.start();
  stage.far.breakWatch();
  const { reads } = stage.place;
  const plan = await app.plan();
  expect(plan).toMatchObject({ target: { name: 'ranker', uid: 'uid-1' }, verdict: { allowed: false, by: 'fresh' }, effects: [] });
  expect(stage.place.reads).toBe(reads);
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'stale', detail: { reason: 'not-live' } });
  expect(recorded(app)).toEqual(['refused not-live']);
});

test('a denial of admission is a plan with the words of the server, and no write', async () => {
  const app = await stage.start();
  const text = 'admission webhook "freeze.example" denied the request: code freeze';
  stage.far.controls.trial = () => Promise.reject(new AppError(failure('denied', { reason: 'admission-denied', text })));
  expect(await app.plan()).toMatchObject({ verdict: { allowed: false, by: 'dry-run' }, changes: [] });
  expect((await app.plan()).checks.find(({ id }) => id === 'dry-run')?.failure?.detail.text).toBe(text);
});

test('a plan that was refused is never sent, even where nothing refuses it any more', async () => {
  const app = await stage.start();
  stage.far.controls.trial = () => Promise.reject(new AppError(failure('denied', { reason: 'admission-denied' })));
  const plan = await app.plan();
  stage.far.controls.trial = null;
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'denied', detail: { reason: 'admission-denied', values: { check: 'dry-run' } } });
  expect([stage.place.taken, recorded(app)]).toEqual([[], ['refused admission-denied']]);
});

test('a trial that the server cannot make does not refuse, and is not called good', async () => {
  const app = await stage.start();
  stage.far.controls.trial = () => Promise.reject(new AppError(failure('unreachable', { reason: 'timed-out' })));
  const plan = await app.plan();
  expect([plan.verdict.allowed, plan.checks.find(({ id }) => id === 'dry-run')?.outcome]).toEqual([true, 'unknown']);
});

test('a connection that is removed while its plan is open is refused on record, and one that is switched off is asked nothing', async () => {
  const app = await stage.start();
  stage.place.script.push({ fate: 'lose-before' });
  const run = await app.confirm(await app.plan());
  app.connections.update(app.key.connection, { enabled: false });
  const { reads } = stage.place;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect([stage.place.reads, app.runs.list()[0]?.endedAt]).toEqual([reads, null]);
  app.connections.update(app.key.connection, { enabled: true });
  await app.until(run.intent, ({ endedAt }) => endedAt !== null);
  await app.live();
  const plan = await app.plan();
  app.connections.remove(app.key.connection);
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'not-found' });
  expect(recorded(app).at(-1)).toBe('refused');
});

test('production asks for the name and the reason, and neither is a refusal for the record', async () => {
  const app = await stage.start();
  app.connections.update(app.key.connection, { production: true });
  const plan = await app.plan();
  expect(plan.verdict).toEqual({ allowed: true, by: null, needsReason: true, typedName: 'ranker' });
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'invalid', detail: { reason: 'typed-name-differs' } });
  expect(await refusal(app.confirm(plan, { typedName: 'ranker' }))).toMatchObject({ detail: { reason: 'reason-missing' } });
  expect(await app.confirm(plan, { typedName: 'ranker', reason: 'because' })).toMatchObject({ failure: null });
  expect(stage.place.taken).toHaveLength(1);
});

test('a plan expires, and one that nobody made is unknown', async () => {
  let late = 0;
  const app = await stage.start({ now: () => Date.now() + late });
  const plan = await app.plan();
  expect(await refusal(app.confirm({ ...plan, digest: 'f'.repeat(64) }))).toMatchObject({ code: 'stale', detail: { reason: 'plan-unknown' } });
  late = PLAN_LIFETIME_MS;
  expect(await refusal(app.confirm(plan))).toMatchObject({ code: 'stale', detail: { reason: 'plan-expired' } });
  expect([stage.place.taken, recorded(app)]).toEqual([[], ['refused plan-expired']]);
});

test('two presses in one moment are one write', async () => {
  const app = await stage.start();
  const [one, other] = [await app.plan(), await app.plan()];
  const results = await Promise.allSettled([app.confirm(one), app.confirm(one), app.confirm(other)]);
  expect(results.map((result) => (result.status === 'fulfilled' ? 'sent' : failureOf(result.reason).detail.reason))).toEqual([
    'sent',
    'plan-used',
    'action-under-way',
  ]);
  expect(stage.place.taken).toHaveLength(1);
});
