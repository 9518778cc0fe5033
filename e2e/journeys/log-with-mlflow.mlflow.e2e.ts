import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { clientEnvironment, type MlflowGeneration, mlflowPython } from '../peers/mlflow';
import { openWorkspace, workspaceLink } from './workspace-steps';

// Somebody's own script with the real mlflow client, pointed here by the two lines that the window offers, and watched while it trains.

const SCRIPT = join(import.meta.dirname, '..', 'peers', 'mlflow', 'train_watched.py');

/** As typed into a shell: the two lines, then the script. */
function train(generation: MlflowGeneration, lines: string, args: readonly string[]) {
  const child = spawn('/bin/sh', ['-c', `${lines}\nexec "$0" "$@"`, mlflowPython(generation), SCRIPT, ...args], {
    env: { ...clientEnvironment({ uri: '', token: '' }), MLFLOW_TRACKING_URI: undefined, MLFLOW_TRACKING_TOKEN: undefined },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const ended = once(child, 'close').then(([status]: unknown[]) => ({ status, said: status === 0 ? '' : said }));
  return { ended, stop: () => child.kill('SIGKILL') };
}

/** A page that was loaded again has forgotten this. */
const markPage = (page: Page) => page.evaluate(() => Object.assign(window, { neverReloaded: true }));
const wasReloaded = (page: Page) => page.evaluate(() => !('neverReloaded' in window));

for (const generation of ['2', '3'] as const) {
  test(`a scikit-learn run of the mlflow ${generation} client is seen live: metric, artifacts, inputs, version and alias`, async ({ app }) => {
    const folder = newFolder('log-with-mlflow');
    const { page } = app;
    const main = page.getByRole('main');
    const model = `iris-${generation}`;
    await openWorkspace(app, folder);
    const script = train(generation, await main.locator('pre').innerText(), [folder, model]);
    try {
      await markPage(page);
      await workspaceLink(page, 'Training').click();

      await test.step('it comes into the list by itself, and its metric is drawn while it trains', async () => {
        const row = page.getByRole('row', { name: /iris watched/ });
        await expect(row).toContainText('running', { timeout: 30_000 });
        await row.dblclick();
        await expect(page.getByRole('heading', { name: 'iris watched' })).toBeVisible();
        await expect(page.getByRole('img', { name: /^log_loss: 10 points/ })).toBeVisible();
        await expect(main.getByText('running', { exact: true })).toBeVisible();
        await expect(page.getByRole('region', { name: 'Inputs' })).toContainText('irises');
        await expect(page.getByRole('region', { name: 'Inputs' })).toContainText('training');
        writeFileSync(join(folder, 'go-on'), '');
        await expect(page.getByRole('img', { name: /^log_loss: 20 points/ })).toBeVisible();
      });

      await test.step('what it left is there once it has ended', async () => {
        await expect(main.getByText('finished', { exact: true })).toBeVisible({ timeout: 30_000 });
        const artifacts = page.getByRole('region', { name: 'Artifacts' });
        await artifacts.getByRole('button', { name: 'notes' }).click();
        await artifacts.getByRole('button', { name: 'report.txt' }).click();
        await expect(page.getByRole('dialog', { name: 'report.txt' })).toContainText('sepals and petals');
        await page.keyboard.press('Escape');
        await expect(page.getByRole('dialog')).toHaveCount(0); // while it fades, axe sees both
        expect(await seriousFindings(page)).toEqual([]);
      });

      await test.step('its version has a signature and its run, and the alias comes while it is looked at', async () => {
        await main.getByRole('link', { name: `${model} v1` }).click();
        await expect(page.getByRole('heading', { name: model, exact: true })).toBeVisible();
        await expect(page.getByRole('region', { name: 'Signature' })).toContainText('petal length (cm)');
        await expect(main.getByRole('link', { name: 'iris watched' })).toBeVisible();
        await expect(main.getByText('champion')).toHaveCount(0);
        writeFileSync(join(folder, 'promote'), '');
        await expect(main.getByText('champion').first()).toBeVisible();
      });

      expect(await script.ended).toEqual({ status: 0, said: '' });
      await workspaceLink(page, 'Models').click();
      await expect(page.getByRole('heading', { name: 'Models', level: 1, exact: true })).toBeVisible(); // the version's page has such a row too
      await page.getByRole('row', { name: new RegExp(model) }).dblclick();
      await expect(page.getByRole('region', { name: 'champion' })).toContainText('by an MLflow client');
      expect(await wasReloaded(page)).toBe(false);
    } finally {
      script.stop();
      await script.ended;
    }
  });
}
