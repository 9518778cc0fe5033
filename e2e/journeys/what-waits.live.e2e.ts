import { expect } from '@playwright/test';
import { test } from '../app';
import { type Bed, startBed } from '../peers/bed';
import { type FaultProxy, startFaultProxy } from '../peers/fault-proxy';
import { type RolloutsController, rolloutState, startRollouts } from '../peers/rollouts';
import { applyIn, someRollout } from '../peers/some-rollouts';
import { connectAll, screenLink, status } from './steps';

let bed: Bed;
let rollouts: RolloutsController;
let link: FaultProxy;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  bed = await startBed();
  rollouts = await startRollouts(bed);
  link = await startFaultProxy(bed.port);
  await applyIn(bed, 'recs', someRollout({ namespace: 'recs', name: 'home-feed', image: 'registry.example/models/home-feed:1' }));
  await expect.poll(async () => (await rolloutState(bed, 'recs', 'home-feed')).phase, { timeout: 60_000 }).toBe('Healthy');
});
test.afterAll(async () => {
  await link.stop();
  await rollouts.stop();
  await bed.stop();
});

test('Attention is calm while nothing waits, names what does, is one press from helping, and never claims what it cannot see', async ({ launch }) => {
  test.setTimeout(240_000);
  const app = await launch({ env: { KUBECONFIG: bed.kubeconfigThrough(link.port) } });
  const { page } = app;
  await expect(page.getByRole('heading', { name: 'Attention' }), 'the app begins here').toBeVisible();
  await expect(page.getByText('No connections yet').first()).toBeVisible();
  await connectAll(app);
  await screenLink(app, 'Attention').click();
  await expect(page.getByText('Nothing waits for you')).toBeVisible();

  // A new version stops at its first pause: the list and the count in the navigation say so, by themselves.
  await rollouts.plugin('set', 'image', 'home-feed', 'server=registry.example/models/home-feed:2', '--namespace=recs');
  const item = page.getByRole('article').filter({ hasText: 'home-feed waits at step 2 of 4' });
  await expect(item).toBeVisible({ timeout: 60_000 });
  await expect(screenLink(app, 'Attention')).toContainText('1 waits');

  // By keyboard: to it, its plan, and done; the list is calm again when the controller waits elsewhere.
  await page.keyboard.press('j');
  await expect(item.getByRole('link')).toBeFocused();
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Promote home-feed to 60%');
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toContainText('Done in');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('article').filter({ hasText: 'home-feed waits at step 4 of 4' })).toBeVisible();

  // All of it is on record, and the record is whole.
  await screenLink(app, 'Ledger').click();
  const row = (text: RegExp) => page.getByRole('row', { name: text });
  await expect(row(/Promote one step home-feed.*done/)).toBeVisible();
  await row(/Promote one step home-feed.*intent/).press('Enter');
  const entry = page.getByRole('complementary', { name: /^Entry / });
  await expect(entry).toContainText('Promote home-feed one step');
  await expect(entry.getByRole('group', { name: /home-feed/ })).toContainText('pauseConditions');
  await entry.getByRole('button', { name: 'Copy leaf', exact: true }).click();
  await expect(page.getByText(/is on the clipboard, byte for byte/)).toBeVisible();
  expect(JSON.parse(await app.electron.evaluate(({ clipboard }) => clipboard.readText()))).toMatchObject({ kind: 'intent', verb: 'promote' });
  await page.getByRole('button', { name: 'Verify now' }).click();
  await expect(page.getByText(/^whole, verified/)).toBeVisible();

  // Out of sight: what was seen last stays, and nobody says that all is well.
  link.stall();
  await screenLink(app, 'Attention').click();
  await expect(status(app)).toContainText('stale since', { timeout: 60_000 });
  await expect(page.getByRole('article').filter({ hasText: 'home-feed' })).toBeVisible();
  await expect(page.getByText('0 of 1 live')).toBeVisible();
  await expect(page.getByText('Nothing waits for you')).toBeHidden();
  await expect(page.getByRole('article').filter({ hasText: 'does not answer' })).toBeVisible({ timeout: 90_000 });
  await link.heal();
  await expect(page.getByRole('article').filter({ hasText: 'does not answer' })).toBeHidden({ timeout: 60_000 });
});
