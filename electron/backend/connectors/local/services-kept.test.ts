import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ask, atFirstStep, letGoOfServices, live, openServices, removeStage, stageServices, start, WITHIN_MS } from '../../../../e2e/services-stage';

beforeAll(() => stageServices());
afterEach(letGoOfServices);
afterAll(removeStage);

const ended = (child: ReturnType<Awaited<ReturnType<typeof openServices>>['engine']>) => child && child.exitCode !== null;

test('services that shall be kept are served on when the app is gone, and found again with the same split by the next one', async () => {
  const first = await openServices();
  await atFirstStep(first);
  await first.client.request('workspaces.change', { keepServingOnQuit: true });
  const { uri, weights } = await first.service();
  const engine = first.engine();
  first.leave();
  const again = await openServices(first.work);
  await live(again);
  expect(again.backend.workspaces.state.open?.attached).toBe(false);
  expect(await again.service()).toMatchObject({ uri, weights });
  expect((await ask(again, 20)).every(({ status }) => status === 200)).toBe(true);
  expect(ended(engine)).toBe(false);
  await again.client.request('workspaces.change', { keepServingOnQuit: false });
  again.leave();
  await expect.poll(() => ended(engine), { timeout: WITHIN_MS }).toBe(true);
}, 60_000);

test('an engine that only serves ends when somebody ends it, and with its app where nothing is set', async () => {
  const kept = await openServices();
  await kept.act(start(1));
  await kept.client.request('workspaces.change', { keepServingOnQuit: true });
  kept.leave();
  const engine = kept.engine();
  engine?.kill('SIGINT'); // a terminal tells it to all
  engine?.kill('SIGTERM');
  if (engine) await once(engine, 'exit');
  const other = await openServices();
  await other.act(start(1));
  other.leave();
  await expect.poll(() => ended(other.engine()), { timeout: WITHIN_MS }).toBe(true);
}, 60_000);

test('what is served and asked of late is told, for the question at the end', async () => {
  const opened = await openServices();
  await opened.act(start(1));
  const facts = () => opened.backend.workspaces.need().link().request('engine.facts', {});
  expect((await facts()).services).toEqual([{ name: 'ranker', isAsked: false }]);
  await ask(opened, 1);
  expect((await facts()).services).toEqual([{ name: 'ranker', isAsked: true }]);
}, 60_000);

test('a service is removed by a plan that is on record; who asks for it is told that there is none, and its name is free', async () => {
  const opened = await openServices();
  await opened.act(start(1));
  const { uri } = await opened.service();
  const planned = await opened.plan({ action: 'remove' });
  expect(planned).toMatchObject({
    effects: [{ id: 'removes-service', values: { name: 'ranker' } }],
    from: { key: 'r1' },
    to: null,
    undo: null,
    changes: [{ object: 'services/ranker', after: '' }],
    verdict: { allowed: true, needsReason: false, typedName: null },
  });
  expect(planned.commands[0]).toContain('pilothouse remove ranker --workspace');
  expect(await opened.act({ action: 'remove' })).toMatchObject({ phase: 'done', settled: false });
  const token = readFileSync(join(opened.work, '.pilothouse/tracking-token'), 'utf8').trim();
  const status = async () => (await fetch(`${uri}/v2/models/ranker/ready`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect(await status()).toBe(404);
  expect(await opened.act(start(2))).toMatchObject({ phase: 'done' });
  expect((await ask(opened, 3)).map((one) => one.status)).toEqual([200, 200, 200]);
  const { rows } = await opened.client.request('ledger.list', { filter: { kinds: ['outcome'] }, before: null, limit: 10 });
  expect(rows.map(({ verb, phase }) => `${verb} ${phase}`)).toEqual(['start done', 'remove done', 'start done']);
}, 60_000);
