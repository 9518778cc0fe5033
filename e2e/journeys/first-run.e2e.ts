import { join } from 'node:path';
import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { workspaceLink } from './workspace-steps';

// The first minutes of somebody without a cluster and without Python: the whole life of a model, computed before their eyes.

test('on a machine without a cluster, Python or Node, the sample is trained, registered and traced to its data', async ({ launch }) => {
  const home = newFolder('first-run');
  const { page } = await launch({ env: { HOME: home, PATH: join(home, 'nothing-here') } });

  await test.step('the first screen offers the sample', async () => {
    await expect(page.getByRole('heading', { name: 'Attention' })).toBeVisible();
    await page.getByRole('button', { name: 'Open the sample workspace' }).click();
    await expect(page.getByText('Log from your own code')).toBeVisible();
  });

  await test.step('its data are profiled and checked', async () => {
    await workspaceLink(page, 'Data').click();
    const january = page.getByRole('row', { name: /flights-2001-01/ });
    await expect(january).toContainText('ready');
    await january.dblclick();
    await expect(page.getByRole('heading', { name: 'flights-2001-01' })).toBeVisible();
    await page.getByRole('tab', { name: /^Checks/ }).click();
    await expect(page.getByRole('main').getByText('passed').first()).toBeVisible();
  });

  await test.step('it trains, and its curve is there before it has ended', async () => {
    await workspaceLink(page, 'Training').click();
    await page.getByRole('button', { name: 'Start a run' }).first().click();
    const form = page.getByRole('dialog', { name: 'Start a run' });
    await expect(form.getByLabel('data')).toHaveValue('data/flights/2001-01.csv');
    await form.getByLabel('Name of the run').fill('late in January');
    await form.getByRole('button', { name: /^Start/ }).click();
    await expect(page.getByRole('heading', { name: 'late in January' })).toBeVisible();
    const curveWhileRunning = () =>
      document.querySelector('main')?.textContent?.includes('running, step') === true && document.querySelector('main path[data-curve]') !== null;
    await page.waitForFunction(curveWhileRunning);
    await expect(page.getByRole('main').getByText('finished', { exact: true })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('img', { name: /^auc: 300 points/ })).toBeVisible();
    await expect(page.getByRole('log')).toContainText('model of');
  });

  await test.step('its ONNX model becomes a version with its signature', async () => {
    await page.getByRole('button', { name: 'Register version…' }).click();
    const form = page.getByRole('dialog', { name: 'Register a version' });
    await form.getByLabel('Model').fill('late-arrival');
    await form.getByRole('button', { name: 'Register', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'late-arrival', exact: true })).toBeVisible();
    await expect(page.getByText(/^sha256:[a-f0-9]{64}$/)).toBeVisible();
    await expect(page.getByRole('main').getByText('probability')).toBeVisible();
  });

  await test.step('from the version back to its data', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Lineage' }).click();
    await expect(page.getByRole('heading', { name: 'Lineage of late-arrival v1' })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText('Table', { exact: true }).click();
    const table = page.getByRole('grid', { name: 'Things in the lineage' });
    const row = (kind: string) => table.getByRole('row').filter({ hasText: kind });
    await expect(row('Dataset version')).toContainText('flights-2001-01');
    await expect(row('Dataset version')).toContainText('late in January');
    await expect(row('Model version')).toContainText('late-arrival');
    await expect(row('Model version')).toContainText('late in January');
  });
});
