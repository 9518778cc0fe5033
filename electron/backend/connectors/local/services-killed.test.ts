import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  ask,
  atFirstStep,
  event,
  letGoOfServices,
  live,
  newWorkspace,
  openServices,
  removeStage,
  SERVICE,
  stageServices,
  start,
  WITHIN_MS,
} from '../../../../e2e/services-stage';
import type { ActionRequest } from '../../../../shared/models/action';
import { failureOf } from '../../../../shared/models/failure';
import type { ServiceRow } from '../../../../shared/models/service';
import { EMPTY_DRAFT } from '../../ledger/empty-draft';
import { Ledger } from '../../ledger/ledger';
import { SILENT } from '../../lib/log';

beforeAll(() => stageServices());
afterEach(letGoOfServices);
afterAll(removeStage);

test('an engine that is killed comes back with the same split at the same address', async () => {
  const opened = await openServices();
  await atFirstStep(opened);
  const before = await opened.service();
  opened.kill();
  const began = performance.now();
  await expect
    .poll(
      () =>
        ask(opened, 1).then(
          ([one]) => one?.status,
          () => 'lost',
        ),
      { timeout: WITHIN_MS, interval: 20 },
    )
    .toBe(200);
  const took = performance.now() - began;
  const { weights, uri, generation, release } = await opened.service();
  expect({ weights, uri, generation, release }).toEqual({ weights: before.weights, uri: before.uri, generation: before.generation, release: before.release });
  expect(took).toBeLessThan(WITHIN_MS);
}, 60_000);

test('an intent whose app died is settled by reading: the service was made, or it never was', async () => {
  const work = newWorkspace();
  const dataFolder = join(dirname(work), 'data-of-one-that-died');
  const opened = await openServices(work);
  await opened.act(start(1));
  const { uid } = await opened.service();
  await opened.client.request('workspaces.close', { stopRuns: true });
  const ledger = new Ledger({ app: 'test', folder: dataFolder, log: SILENT, now: () => Date.now() - 300_000 });
  const target = {
    connection: opened.connection,
    kind: 'delivery' as const,
    uid,
    engine: 'local',
    objectKind: 'Service',
    namespace: '',
    id: opened.key.id,
    name: SERVICE,
  };
  const intend = (name: string, own: string) =>
    ledger.append({
      ...EMPTY_DRAFT,
      kind: 'intent',
      verb: 'start',
      target: { ...target, name, id: `local/${name}`, uid: own },
      request: start(1),
      goal: { type: 'started', key: 'r1', uid: own, generation: null },
      version: 'absent',
      plan: '0'.repeat(64),
    }).seq;
  const done = intend(SERVICE, uid);
  const never = intend('nobody', 'nobody@1');
  ledger.close();
  const again = await openServices(work, dataFolder);
  const ended = (seq: number) => event(again, 'actions.watch', {}, ({ runs }) => runs.find(({ intent, endedAt }) => intent === seq && endedAt !== null));
  expect(await ended(done)).toMatchObject({ phase: 'done', settled: true });
  expect(await ended(never)).toMatchObject({ phase: 'not-done', settled: true });
}, 60_000);

const FIRST = '1:100';
const SPLIT = '1:80 2:20';
/** Killed so many ms after it was confirmed: before it is sent, on its way, after it was taken. */
test.each<[killedAfterMs: number, request: ActionRequest, before: string, after: string, earlier: readonly ActionRequest[]]>([
  [0, start(2), FIRST, SPLIT, []],
  [4, { action: 'promote' }, SPLIT, '1:50 2:50', [start(2)]],
  [1, { action: 'promote-full' }, SPLIT, '2:100', [start(2)]],
  [2, { action: 'abort' }, SPLIT, FIRST, [start(2)]],
  [3, { action: 'retry' }, FIRST, SPLIT, [start(2), { action: 'abort' }]],
  [6, { action: 'roll-back', revision: 'r1' }, '2:100', FIRST, [start(2), { action: 'promote-full' }]],
])(
  'an engine that is killed under an act (%#): split, acts and ledger agree, and nothing is called done that was not',
  async (killedAfterMs, request, before, after, earlier) => {
    const opened = await openServices();
    for (const each of [start(1), ...earlier]) expect(await opened.act(each)).toMatchObject({ phase: 'done' });
    expect(await opened.service().then(shares)).toBe(before);
    const planned = await opened.plan(request);
    const sending = event(opened, 'actions.watch', {}, ({ runs }) => runs.find(({ phase }) => phase === 'sending'));
    const confirmed = opened.confirm(planned).catch(failureOf);
    await Promise.race([sending, confirmed]);
    await new Promise((resolve) => setTimeout(resolve, killedAfterMs));
    opened.kill();
    const answer = await confirmed;
    if ('code' in answer) throw new Error(`nothing was sent: ${answer.code}`);
    const taken = async () => (await opened.service()).acts.some(({ entry }) => entry === answer.intent);
    await expect.poll(() => taken().then(String, () => 'lost'), { timeout: WITHIN_MS }).toMatch(/true|false/);
    await live(opened);
    const moved = await taken();
    await expect.poll(() => opened.service().then(shares), { timeout: WITHIN_MS }).toBe(moved ? after : before);
    const run = await event(opened, 'actions.watch', {}, ({ runs }) =>
      runs.find(({ intent, phase }) => intent === answer.intent && (phase === 'done') === moved),
    );
    expect([moved, run.phase]).toEqual([moved, moved ? 'done' : expect.stringMatching(/uncertain|not-done/)]);
    const answers = await ask(opened, 50);
    const shown = Object.fromEntries((moved ? after : before).split(' ').map((share) => share.split(':')));
    for (const { status, revision } of answers) expect([status, Object.hasOwn(shown, revision ?? '')]).toEqual([200, true]);
  },
  120_000,
);

const shares = ({ weights }: Pick<ServiceRow, 'weights'>) => weights.map(({ revision, weight }) => `${revision}:${weight}`).join(' ');
