import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type App, expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { stageWorkspace } from '../workspace-stage';

// An alias is moved from the page of a model: planned, confirmed, on record, taken back; bytes that changed refuse it by name.

const MODEL = 'late-arrival';
let folder: string;
test.beforeEach(async () => {
  folder = newFolder('aliases');
  await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});

/** The system's dialog cannot be driven: it answers here as a user would. */
async function openFolder({ electron, page }: App): Promise<void> {
  await electron.evaluate(
    ({ dialog }, path) => Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) }),
    folder,
  );
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /^Workspace/ })
    .click();
  await page.getByRole('button', { name: 'Open a folder…' }).click();
  await expect(page.getByText('Log from your own code')).toBeVisible();
}

async function openModel(page: Page): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /^Models/ })
    .click();
  await page.getByText(MODEL).first().click();
  await expect(page.getByRole('heading', { name: MODEL })).toBeVisible();
}

async function planAlias(page: Page, alias: string, version: string): Promise<void> {
  await page.getByRole('button', { name: 'Set an alias…' }).click();
  const asking = page.getByRole('dialog', { name: `Set an alias of ${MODEL}` });
  await asking.getByLabel('Alias').fill(alias);
  await asking.getByRole('combobox', { name: 'Version' }).click();
  await page.getByRole('option', { name: version }).click();
  await asking.getByRole('button', { name: 'See what it would do' }).click();
}

test('an alias is moved through a plan, stands in the ledger with a link to its model, and is put back', async ({ app }) => {
  const { page } = app;
  await openFolder(app);
  await openModel(page);
  await planAlias(page, 'champion', 'v3');
  const plan = page.getByRole('dialog', { name: `Set an alias of ${MODEL}` });
  await expect(plan.getByText('Moves champion from version 2 to version 3.')).toBeVisible();
  await expect(plan.getByText('Its aliases, before and after')).toBeVisible();
  await expect(plan.getByText(/^npx$/)).toBeVisible();
  await expect(plan.getByText('It may be done: all 7 checks passed')).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await plan.getByLabel('Reason (optional)').fill('better on March');
  await plan.getByRole('button', { name: /^Set an alias/ }).click();
  await expect(plan.getByText(/^Done in /)).toBeVisible();
  await plan.getByRole('button', { name: 'Undo: put the alias back…' }).click();
  await expect(plan.getByText('Moves champion from version 3 to version 2.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'champion' }).getByText('better on March')).toBeVisible();

  await page.getByRole('region', { name: 'champion' }).getByRole('link', { name: /entry/ }).first().click();
  await page.getByRole('link', { name: 'Open the model' }).click();
  await expect(page.getByRole('heading', { name: MODEL })).toBeVisible();

  await page.keyboard.press('Control+K');
  await page.getByRole('combobox').fill('late');
  await page.getByRole('option', { name: /late-arrival.*champion v3/ }).click();
  await expect(page.getByRole('heading', { name: MODEL })).toBeVisible();

  await page
    .getByRole('navigation')
    .getByRole('link', { name: /^Connections/ })
    .click();
  await expect(page.getByText('Local workspace')).toBeVisible();
  await page.getByRole('row').filter({ hasText: 'Local workspace' }).click();
  await expect(page.getByRole('link', { name: 'Its overview' })).toBeVisible();
  await expect(page.getByRole('tab', { name: 'Rights' })).toHaveCount(0);
  expect(await seriousFindings(page)).toEqual([]);
});

test('bytes that are not those that were registered refuse it, with the file', async ({ app }) => {
  const { page } = app;
  await openFolder(app);
  await openModel(page);
  const path = newestArtifact(join(folder, '.pilothouse/artifacts'));
  const bytes = readFileSync(path);
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  await planAlias(page, 'champion', 'v3');
  const plan = page.getByRole('dialog', { name: `Set an alias of ${MODEL}` });
  await expect(plan.getByText('The bytes of the version are not those that were registered.')).toBeVisible();
  await expect(plan.getByText(/model\.onnx/).first()).toBeVisible();
  await expect(plan.getByRole('button', { name: /^Set an alias/ })).toHaveAttribute('aria-disabled', 'true');
});

/** What the newest version is made of: it was written last. */
function newestArtifact(artifacts: string): string {
  const files = readdirSync(artifacts, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  const [newest] = paths.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest === undefined) throw new Error('no artifact is kept');
  return newest;
}
