import { expect } from '@playwright/test';
import { test } from '../app';
import { type Bed, startBed } from '../peers/bed';
import { populate, WORKLOADS } from '../peers/populate';
import { connectAll, screenLink } from './steps';

let bed: Bed;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  bed = await startBed();
  await populate(bed);
});
test.afterAll(() => bed.stop());

test('a newcomer connects a cluster, sees its deliveries live, filters, links, and finds it all again after a restart', async ({ launch }) => {
  const env = { KUBECONFIG: bed.kubeconfig('admin') };
  const first = await launch({ env });
  await connectAll(first);
  const { page } = first;
  await screenLink(first, 'Deliveries').click();
  await expect(page.getByText(`${WORKLOADS.length} deliveries`)).toBeVisible();
  await page.screenshot({ path: 'test-results/deliveries.png' });

  await bed.kubectl('create', 'deployment', 'brand-new', '--image=registry.example/brand-new:1', '--namespace=fraud');
  await expect(page.getByRole('row', { name: /brand-new/ })).toBeVisible();
  await bed.kubectl('delete', 'deployment', 'brand-new', '--namespace=fraud');
  await expect(page.getByRole('row', { name: /brand-new/ })).toBeHidden();

  await page.getByRole('searchbox', { name: 'Filter deliveries' }).fill('ns:fraud');
  await expect(page.getByRole('row', { name: /recs-ranker/ })).toBeHidden();
  await expect(page.getByRole('row', { name: /fraud-scorer/ })).toBeVisible();
  await first.quit();

  const second = await launch({ env, profile: first.profile });
  await expect(second.page.getByRole('searchbox', { name: 'Filter deliveries' })).toHaveValue('ns:fraud');
  await expect(second.page.getByRole('row', { name: /fraud-scorer/ })).toBeVisible();
});
