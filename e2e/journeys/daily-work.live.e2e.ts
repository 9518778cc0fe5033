import { expect, type Locator, type Page } from '@playwright/test';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, test } from '../app';
import { type Bed, startBed } from '../peers/bed';
import { populate } from '../peers/populate';
import { connectAll, screenLink, status } from './steps';

/** What a spreadsheet would run, were it written as it is: an image may be named so. */
const FORMULA_IMAGE = '=HYPERLINK("https://evil.example","open")';
const TABS_MAX = 60;
const SCROLLED_PX = 1_500;

let bed: Bed;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  bed = await startBed();
  await populate(bed);
  await bed.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'odd-image', namespace: 'platform' },
    spec: {
      replicas: 1,
      progressDeadlineSeconds: 1,
      selector: { matchLabels: { app: 'odd-image' } },
      template: {
        metadata: { labels: { app: 'odd-image' }, annotations: { 'bed/fails': 'InvalidImageName' } },
        spec: { containers: [{ name: 'main', image: FORMULA_IMAGE }] },
      },
    },
  });
  await bed.kubectl('wait', 'deployment/odd-image', '--namespace=platform', '--for=condition=Progressing=False', '--timeout=60s');
});
test.afterAll(() => bed.stop());

/** Goes on by the Tab key alone until the focus is there. */
async function tabTo(page: Page, target: Locator, key = 'Tab'): Promise<void> {
  for (let i = 0; i < TABS_MAX; i++) {
    if (await target.evaluate((element) => element === document.activeElement || element.contains(document.activeElement))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${target} is out of reach for the keyboard`);
}

/** Opens a menu by its button and takes the entry of that name, as a hand on the keyboard does. */
async function choose(page: Page, button: Locator, entry: RegExp): Promise<void> {
  await tabTo(page, button);
  await page.keyboard.press('Enter');
  const wanted = page.getByRole('menuitem', { name: entry }).or(page.getByRole('menuitemcheckbox', { name: entry }));
  await expect(wanted).toBeVisible();
  for (let i = 0; i < TABS_MAX && !(await wanted.evaluate((element) => element === document.activeElement)); i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  if ((await wanted.count()) > 0) await page.keyboard.press('Escape'); // what is on or off stays open
  await expect(wanted).toBeHidden();
}

const names = (page: Page) => page.locator('tbody tr td:first-child').allInnerTexts();
const offset = (page: Page) => page.getByRole('grid').evaluate((table) => table.parentElement?.scrollTop);
const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter deliveries' });

const startAgain = ({ profile }: App, link: string) =>
  new Promise<number | null>((resolve, reject) => {
    const args = [process.env['PILOTHOUSE_ROOT'] ?? '', `--user-data-dir=${profile}`, link];
    spawn(process.env['PILOTHOUSE_ELECTRON'] ?? '', args, { stdio: 'ignore' })
      .once('error', reject)
      .once('exit', resolve);
  });

test('a day by keyboard alone: find, filter, group, sort, keep the view, export it, and send a colleague a link', async ({ launch }) => {
  const app = await launch({ env: { KUBECONFIG: bed.kubeconfig('admin') } });
  const { page } = app;
  await connectAll(app);
  await expect(status(app)).toContainText('live');

  await page.keyboard.press('Control+k');
  await page.keyboard.type('chargeback');
  await expect(page.getByRole('option', { name: /chargeback-classifier/ })).toBeVisible();
  await page.keyboard.press('Enter');
  const cockpit = page.getByRole('heading', { name: 'chargeback-classifier', level: 1 });
  await expect(cockpit).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.keyboard.press('/');
  await page.keyboard.type('chargeback');
  await expect(page.getByText('1 of 15 deliveries')).toBeVisible();
  const grid = page.getByRole('grid');
  await tabTo(page, grid);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Space');
  const panel = page.getByRole('complementary', { name: 'Delivery chargeback-classifier' });
  await expect(panel).toBeVisible();
  await page.keyboard.press('Control+Shift+L');
  await expect(page.getByText(/The link to .*chargeback-classifier.* is on the clipboard/)).toBeVisible();
  const link = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(link).toMatch(/^pilothouse:\/\/delivery\/.+\/deployments%2Ffraud%2Fchargeback-classifier$/);
  await page.keyboard.press('m');
  await expect(page.getByRole('menuitem', { name: /^Roll back/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();

  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('state:degraded');
  await expect(page.getByText('3 of 15 deliveries')).toBeVisible();
  await choose(page, page.getByRole('button', { name: /^Group/ }), /^namespace$/);
  await expect(page.getByRole('button', { name: /^Group/ })).toContainText('namespace');
  await choose(page, page.getByRole('button', { name: /^Group/ }), /^none$/);

  const table = page.getByRole('grid').or(page.getByRole('treegrid')).first();
  await tabTo(page, table);
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('columnheader', { name: 'Name', exact: true })).toHaveAttribute('aria-sort', 'descending');
  const sorted = await names(page);
  expect(sorted).toEqual(sorted.toSorted().toReversed());

  await choose(page, page.getByRole('button', { name: 'Views' }), /^Save this view/);
  await page.keyboard.type('Broken now');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/The view .*Broken now.* is saved/)).toBeVisible();
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect(page.getByText('15 deliveries')).toBeVisible();
  await choose(page, page.getByRole('button', { name: 'Views' }), /^Broken now$/);
  await expect(filter(page)).toHaveValue('state:degraded');
  await expect(page.getByText('3 of 15 deliveries')).toBeVisible();

  const file = join(app.profile, 'broken.csv');
  await app.electron.evaluate(({ dialog }, filePath) => {
    Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) });
  }, file);
  await page.keyboard.press('Control+e');
  await expect(page.getByText('3 deliveries exported.')).toBeVisible();
  const [heading = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\r\n');
  expect(heading).toBe(
    '\uFEFFName,Namespace,Connection,Engine,Strategy,State,Reason,Message,share asked for (%),share reported (%),share of pods (%),Image,Revision,ready,of this version,asked for,In this state,Freshness,As of',
  );
  expect(lines.map((line) => line.split(',')[0])).toEqual(['search-rerank', 'odd-image', 'chargeback-classifier']);
  expect(lines[1]).toContain(`"'=HYPERLINK(""https://evil.example"",""open"")"`);
  expect(lines[0]).toMatch(/,live,\d{4}-\d\d-\d\dT[\d:.]+Z$/);

  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  expect(await startAgain(app, link)).toBe(0);
  await expect(cockpit).toBeVisible();
  expect(app.electron.windows()).toHaveLength(1);
});

test('columns, order and the place in the table survive a restart', async ({ launch }) => {
  await bed.seed({ deployments: 120, pods: 0 });
  const env = { KUBECONFIG: bed.kubeconfig('admin') };
  const first = await launch({ env });
  await connectAll(first);
  await screenLink(first, 'Deliveries').click();
  await expect(first.page.getByText(/^1\d\d deliveries/)).toBeVisible();
  await first.page.getByRole('button', { name: 'Columns' }).click();
  await first.page.getByRole('checkbox', { name: 'Revision' }).uncheck();
  await first.page.keyboard.press('Escape');
  await expect(first.page.getByRole('columnheader', { name: 'Revision' })).toBeHidden();
  await first.page.getByRole('row', { name: /churn-predictor/ }).hover();
  await first.page.mouse.wheel(0, SCROLLED_PX);
  await expect(first.page.getByRole('row', { name: /churn-predictor/ })).toBeHidden();
  await expect.poll(() => offset(first.page)).toBe(SCROLLED_PX);
  await first.quit();

  const { page } = await launch({ env, profile: first.profile });
  await expect(page.getByRole('columnheader', { name: 'Image' })).toBeVisible();
  await expect(page.getByRole('columnheader', { name: 'Revision' })).toBeHidden();
  await expect.poll(() => offset(page)).toBe(SCROLLED_PX);
});

test('who may only read sees all of it and is told what is not allowed; who has one namespace types it, and all works within', async ({ launch }) => {
  const viewer = await launch({ env: { KUBECONFIG: bed.kubeconfig('viewer') } });
  await connectAll(viewer);
  await expect(status(viewer)).toContainText('live');
  await viewer.page.getByRole('tab', { name: 'Rights' }).click();
  await expect(viewer.page.getByText('not allowed').first()).toBeVisible();
  await viewer.page.screenshot({ path: 'test-results/faults/viewer-rights.png' });
  await viewer.quit();

  const app = await launch({ env: { KUBECONFIG: bed.kubeconfig('team-a') } });
  const { page } = app;
  await connectAll(app);
  const panel = page.getByRole('complementary', { name: /^Connection / });
  await expect(panel.getByRole('alert')).toContainText('You may not');
  await page.screenshot({ path: 'test-results/faults/may-not-list.png' });
  await panel.getByRole('button', { name: 'Type the namespaces…' }).click();
  await panel.getByRole('textbox', { name: 'Namespaces' }).fill('team-a');
  await panel.getByRole('button', { name: 'Save' }).click();
  await expect(status(app)).toContainText('live');
  await screenLink(app, 'Deliveries').click();
  await expect(page.getByRole('row', { name: /churn-predictor/ })).toBeVisible();
  await expect(page.getByText('2 deliveries')).toBeVisible();
});
