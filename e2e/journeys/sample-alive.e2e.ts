import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { type App, expect, type LaunchOptions, test } from '../app';
import { seriousFindings } from '../axe';
import { ledgerRows, seedLook } from './promote-steps';
import { workspaceLink } from './workspace-steps';

// From nothing but the app to a candidate that takes live traffic, by one press; and a tour of where things are.

/** What it must be done within on two cores; waited for generously, and told. */
const WITHIN_MS = 60_000;

const homes: string[] = [];
let home: string;
test.beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sample-alive-'));
  homes.push(home);
});
// Once the app has ended: until then flights are sent, and their labels written.
test.afterAll(() => {
  for (const each of homes) rmSync(each, { recursive: true, force: true, maxRetries: 5 });
});

const lonely = (): LaunchOptions => ({ env: { HOME: home, PATH: join(home, 'nothing-here') } });
const main = (page: Page): Locator => page.getByRole('main');

async function openSample({ page }: App): Promise<number> {
  await page.getByRole('button', { name: 'Open the sample workspace' }).click();
  const opened = performance.now();
  await expect(main(page).getByRole('heading', { name: 'Bring the sample to life' })).toBeVisible();
  return opened;
}

async function bringToLife({ page }: App): Promise<void> {
  await main(page).getByRole('button', { name: 'Train, serve, release to 20 % and replay' }).click();
  await expect(main(page).getByRole('progressbar').first()).toBeVisible();
  await expect(main(page).getByRole('heading', { name: 'The sample is alive' })).toBeVisible({ timeout: 3 * WITHIN_MS });
}

/** Confirms the plan that is open, and waits until the system shows it. */
async function confirm(page: Page): Promise<void> {
  const plan = page.getByRole('dialog');
  await plan.locator('[data-confirm]').click();
  await expect(plan.getByText(/^Done in /)).toBeVisible();
  await plan.locator('[data-run-close]').click();
  await expect(plan).toHaveCount(0);
}

test('one press, without a cluster, Python or Node, brings a candidate to live traffic; it is promoted, and all of it is on record', async ({
  launch,
}, info) => {
  const app = await launch(lonely());
  const { page } = app;
  const opened = await openSample(app);
  await page.screenshot({ path: info.outputPath('offer.png') });
  expect(await seriousFindings(page)).toEqual([]);

  await test.step('it trains, serves, releases and replays while its progress is shown', async () => {
    await main(page).getByRole('button', { name: 'Train, serve, release to 20 % and replay' }).click();
    const steps = main(page).getByRole('list', { name: 'What is done' });
    await expect(steps.getByRole('progressbar').first()).toHaveAttribute('aria-valuenow', /^[1-9]/);
    await page.screenshot({ path: info.outputPath('under-way.png') });
    await expect(main(page).getByRole('heading', { name: 'The sample is alive' })).toBeVisible({ timeout: 3 * WITHIN_MS });
    const took = performance.now() - opened;
    console.log(`from the opened sample to a candidate with live traffic: ${(took / 1_000).toFixed(1)} s`);
    info.annotations.push({ type: 'seconds', description: (took / 1_000).toFixed(1) });
    await page.screenshot({ path: info.outputPath('alive.png') });
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('a fifth of live traffic is its own', async () => {
    await main(page).getByRole('link', { name: 'See the service' }).click();
    await expect(page.getByRole('heading', { name: 'late-arrival', exact: true })).toBeVisible();
    await expect(main(page).getByText('20%').first()).toBeVisible();
    await page.screenshot({ path: info.outputPath('service.png') });
  });

  await test.step('it is promoted by the same button as anywhere', async () => {
    for (const _ of ['to 50 %', 'to all']) {
      await page
        .getByRole('region', { name: 'What you can do' })
        .getByRole('button', { name: /^Promote(?! fully)/ })
        .click();
      await confirm(page);
    }
    await expect(main(page).getByText('stable', { exact: true }).first()).toBeVisible();
  });

  await test.step('the replay goes on, and its labels become a dataset', async () => {
    await workspaceLink(page, 'Training').click();
    await expect(page.getByRole('row', { name: /April to June, replayed/ })).toContainText('running');
    await workspaceLink(page, 'Data').click();
    await expect(page.getByRole('row', { name: /late-arrival-labels/ })).toContainText('ready', { timeout: 2 * WITHIN_MS });
  });

  await test.step('the ledger has every change, with what was pressed', async () => {
    const rows = await ledgerRows(app);
    // Each change has its intent, and what came of it.
    expect(rows.filter((row) => row.includes('late-arrival')).length).toBe(8);
    expect(rows.filter((row) => row.includes('Bringing the sample to life')).length).toBe(4);
  });
});

test('the tour is walked by keys, and once it is left neither it nor the offer comes back', async ({ launch }, info) => {
  const app = await launch({ ...lonely(), seed: seedLook({ theme: 'dark' }) });
  const { page } = app;
  await openSample(app);
  await page.screenshot({ path: info.outputPath('offer-dark.png') });
  await bringToLife(app);
  await page.screenshot({ path: info.outputPath('alive-dark.png') });
  await main(page).getByRole('button', { name: 'Show me around' }).press('Enter');
  const tour = page.getByRole('region', { name: 'Tour' });

  for (const [title, heading] of [
    ['The split', 'late-arrival'],
    ['The evidence', 'late-arrival'],
    ['The button', 'late-arrival'],
    ['The ledger', 'Ledger'],
  ] as const) {
    await expect(tour).toContainText(title);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    const onward = tour.getByRole('button', { name: /^(Next|Done)$/ });
    await expect(onward).toBeFocused();
    await page.screenshot({ path: info.outputPath(`tour-${title.split(' ').at(-1)}.png`) });
    if (title === 'The split') expect(await seriousFindings(page)).toEqual([]);
    if (title !== 'The ledger') await page.keyboard.press('Enter');
  }
  await page.keyboard.press('Escape');
  await expect(tour).toHaveCount(0);

  await workspaceLink(page, 'Workspace').click();
  await expect(main(page).getByRole('button', { name: 'Show me around' })).toHaveCount(0);
  await main(page).getByRole('button', { name: 'Do not show this again' }).click();
  await expect(main(page).getByRole('heading', { name: 'The sample is alive' })).toHaveCount(0);
});
