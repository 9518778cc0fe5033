import { expect } from '@playwright/test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type App, test } from '../app';
import { type Bed, startBed } from '../peers/bed';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy';
import { connectAll, screenLink, status } from './steps';

/** A loss that nobody announces must be on the screen within this time. */
const NOTICE_MS = 15_000;
/** How long the computer sleeps: five minutes in the soak. */
const ASLEEP_MS = process.env['PILOTHOUSE_SOAK'] === '1' ? 300_000 : 20_000;

let bed: Bed;
let link: FaultProxy;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'] });
  for (const name of ['fraud-scorer', 'recs-ranker']) await bed.kubectl('create', 'deployment', name, '--image=registry.example/a:1', '--replicas=0');
});
test.beforeEach(async () => {
  link = await startFaultProxy(bed.port);
});
test.afterEach(() => link.stop());
test.afterAll(() => bed.stop());

async function watching(launch: (options: { env: Record<string, string> }) => Promise<App>): Promise<App> {
  const app = await launch({ env: { KUBECONFIG: bed.kubeconfigThrough(link.port) } });
  await connectAll(app);
  await screenLink(app, 'Deliveries').click();
  await expect(app.page.getByRole('row', { name: /fraud-scorer/ })).toBeVisible();
  await expect(status(app)).toContainText('live');
  return app;
}

test('a link that goes silent is on the screen within 15 s, what was seen stays, and it heals by itself', async ({ launch }) => {
  const app = await watching(launch);
  link.stall();
  const silentAt = Date.now();
  await expect(status(app)).toContainText('reconnecting', { timeout: NOTICE_MS });
  expect(Date.now() - silentAt).toBeLessThan(NOTICE_MS);
  await expect(app.page.getByRole('row', { name: /fraud-scorer/ })).toBeVisible();
  await expect(status(app)).toContainText('stale since', { timeout: 40_000 });
  await app.page.screenshot({ path: 'test-results/stale.png' });
  await bed.kubectl('create', 'deployment', 'while-silent', '--image=registry.example/a:1', '--replicas=0');
  await link.heal();
  await expect(status(app)).toContainText('live', { timeout: 40_000 });
  await expect(app.page.getByRole('row', { name: /while-silent/ })).toBeVisible();
});

test('after the laptop slept, with its connections dead and the world moved on, the view says so and heals', async ({ launch }) => {
  test.setTimeout(ASLEEP_MS + 120_000);
  const app = await watching(launch);
  const pids = await app.electron.evaluate(({ app: main }) => main.getAppMetrics().map(({ pid }) => pid));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  link.halfOpen();
  await bed.kubectl('create', 'deployment', 'while-asleep', '--image=registry.example/a:1', '--replicas=0');
  await bed.kubectl('delete', 'deployment', 'recs-ranker');
  await sleep(ASLEEP_MS);
  for (const pid of pids.toReversed()) process.kill(pid, 'SIGCONT');
  await expect(app.page.getByRole('row', { name: /while-asleep/ })).toBeVisible({ timeout: NOTICE_MS });
  await expect(app.page.getByRole('row', { name: /recs-ranker/ })).toBeHidden();
  await expect(status(app)).toContainText('live');
});

test('the backend killed outright is said in words, started again, and the view is live again', async ({ launch }) => {
  const app = await watching(launch);
  const pid = await app.electron.evaluate(
    ({ app: main }) => main.getAppMetrics().find(({ serviceName, name }) => [serviceName, name].includes('backend'))?.pid,
  );
  if (pid === undefined) throw new Error('the backend has no process');
  process.kill(pid, 'SIGKILL');
  await expect(app.page.getByText(/stopped by itself/)).toBeVisible();
  await expect(app.page.getByRole('row', { name: /fraud-scorer/ })).toBeVisible();
  await expect(app.page.getByText(/stopped by itself/)).toBeHidden({ timeout: 30_000 });
  await expect(status(app)).toContainText('live', { timeout: 30_000 });
});
