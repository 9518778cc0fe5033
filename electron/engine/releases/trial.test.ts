import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CALL, connection, PLAN, ReleasesStage } from '../../../e2e/releases-stage';
import type { ReleasePlan } from '../../../shared/models/service';

let stage: ReleasesStage;
beforeEach(async () => {
  stage = new ReleasesStage();
  await stage.open();
});
afterEach(async () => {
  vi.useRealTimers();
  await stage.close();
});

test('more errors than the plan allows take the candidate back, not before fifty answers', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  await stage.atFirstStep();
  stage.servings.last().count('ranker', 1, 500, 400); // of the stable one
  stage.servings.last().count('ranker', 2, 49, 49);
  await vi.advanceTimersByTimeAsync(2_000);
  expect((await stage.service()).release.state).toBe('paused');
  stage.servings.last().count('ranker', 2, 1_000, 10);
  await vi.advanceTimersByTimeAsync(2_000);
  await stage.stands('aborted');
  expect((await stage.service()).release.lock).toMatchObject({
    detail: { reason: 'error-limit-passed', values: { revision: '2', share: '5.6', requests: '1049', limit: '5' } },
  });
});

test('a timed step ends by itself; one that stands behind a gateway that does not follow says so', async () => {
  await stage.atFirstStep({ ...PLAN, steps: [{ weight: 20, seconds: 1 }] });
  const put = stage.servings.last().put.bind(stage.servings.last());
  stage.servings.last().put = () => Promise.reject(new Error('busy'));
  stage.clock += 1_000;
  await vi.waitFor(
    async () => expect(await stage.service()).toMatchObject({ release: { state: 'promoting', stable: 2 }, weights: [{ weight: 80 }, { weight: 20 }] }),
    5_000,
  );
  stage.servings.last().put = put;
  await stage.rooms.handlers['services.change']({ connection, service: 'ranker', settings: { timeoutMs: 500 } }, CALL);
  expect([stage.weights(), (await stage.service()).settings.timeoutMs]).toEqual([{ 2: 100 }, 500]);
});

test('a timed step that asks for it is held while the comparison fails, says why, and goes on once nothing fails any more', async () => {
  await stage.atFirstStep({
    ...PLAN,
    errorLimit: null,
    steps: [
      { weight: 20, seconds: 1, condition: 'not-worse' },
      { weight: 50, seconds: null },
    ],
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }); // of the looks that follow; what the step began is real
  stage.clock += 2_000;
  stage.servings.last().count('ranker', 1, 5_000, 0);
  stage.servings.last().count('ranker', 2, 5_000, 1_000);
  await vi.waitFor(async () => expect((await stage.service()).release.waiting).not.toBeNull(), 5_000);
  expect(await stage.service()).toMatchObject({
    release: {
      state: 'paused',
      step: 0,
      until: null,
      held: false,
      waiting: { detail: { reason: 'candidate-worse', values: { revision: '2', point: 'errors' } } },
    },
    acts: [{ verb: 'waits', by: 'plan', weight: 20, failure: { detail: { reason: 'candidate-worse' } } }, { verb: 'loaded' }, {}, {}, {}],
    weights: [{ weight: 80 }, { weight: 20 }],
  });
  const { generation } = await stage.service();
  stage.clock += 30_000;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await stage.service()).toMatchObject({ generation, release: { step: 0, waiting: {} } });

  stage.servings.last().figures = async () => []; // open: nothing is known, and nothing fails
  stage.clock += 30_000;
  await vi.advanceTimersByTimeAsync(30_000);
  await vi.waitFor(() => expect(stage.weights()).toEqual({ 1: 50, 2: 50 }));
  expect(await stage.service()).toMatchObject({
    release: { step: 1, waiting: null },
    acts: [{ verb: 'step', failure: null }, { verb: 'waits' }, {}, {}, {}, {}],
  });
});

test('a candidate on trial is sent a shadow of the share that its plan says, and of nothing before and after', async () => {
  const shadow = () => stage.servings.last().puts.at(-1)?.shadow;
  const quiet: ReleasePlan = {
    ...PLAN,
    steps: [
      { weight: 0, seconds: null },
      { weight: 20, seconds: null },
    ],
    shadow: 40,
  };
  await stage.start(1);
  await stage.stands('stable');
  await stage.start(2, quiet);
  await vi.waitFor(() => expect(shadow()).toEqual({ revision: 2, share: 40 }));
  expect(stage.weights()).toEqual({ 1: 100 });
  expect(stage.servings.last().puts.find(({ held: loaded }) => loaded.length === 2)?.shadow).toBeNull(); // while it was being loaded
  await stage.deliver({ verb: 'promote' });
  expect([stage.weights(), shadow()]).toEqual([
    { 1: 80, 2: 20 },
    { revision: 2, share: 40 },
  ]);
  await stage.restart();
  await vi.waitFor(() => expect(shadow()).toEqual({ revision: 2, share: 40 }));
  await stage.deliver({ verb: 'abort' });
  expect(shadow()).toBeNull();
  await stage.deliver({ verb: 'retry' });
  await vi.waitFor(() => expect(shadow()).toEqual({ revision: 2, share: 40 }));
  stage.servings.last().crash('ranker', 2);
  await vi.waitFor(() => expect(shadow()).toBeNull());
  await stage.deliver({ verb: 'start', model: 'arrivals', version: 2, release: { ...quiet, strategy: 'blue-green', steps: [] } });
  await vi.waitFor(() => expect(shadow()).toEqual({ revision: 3, share: 40 }));
  await stage.deliver({ verb: 'promote-full' });
  expect([stage.weights(), shadow()]).toEqual([{ 3: 100 }, null]);
});

test('a release that was kept before there were shadows has none', async () => {
  await stage.atFirstStep();
  const kept = stage.held.registry.database.prepare('SELECT release FROM service').get() as { release: string };
  const { shadow: _, ...plan } = JSON.parse(kept.release).plan;
  stage.held.registry.write(() => {
    stage.held.registry.database.prepare('UPDATE service SET release = ?').run(JSON.stringify({ ...JSON.parse(kept.release), plan }));
  }, true);
  await stage.restart();
  expect((await stage.service()).plan).toEqual(PLAN);
});
