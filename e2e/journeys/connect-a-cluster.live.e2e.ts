import { expect } from '@playwright/test';
import { type App, test } from '../app';
import { type Bed, startBed } from '../peers/bed';
import { populate, WORKLOADS } from '../peers/populate';

let bed: Bed;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  bed = await startBed();
  await populate(bed);
});
test.afterAll(() => bed.stop());

/** From the first start to a live table. */
async function connect({ page }: App): Promise<void> {
  await page.getByRole('link', { name: 'Connections', exact: true }).click();
  await page.getByRole('button', { name: 'Add connections…' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add connections' });
  await dialog.getByRole('checkbox').first().check();
  await dialog.getByRole('button', { name: 'Add 1 connection' }).click();
  await expect(dialog).toBeHidden();
}

test('a newcomer connects a cluster, sees its deliveries live, filters, links, and finds it all again after a restart', async ({ launch }) => {
  const env = { KUBECONFIG: bed.kubeconfig('admin') };
  const first = await launch({ env });
  await connect(first);
  const { page } = first;
  await page.getByRole('link', { name: 'Deliveries', exact: true }).click();
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
