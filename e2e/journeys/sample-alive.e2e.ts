import { join } from 'node:path';
import { type App, expect, type LaunchOptions, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { ledgerRows, seedLook } from './promote-steps';
import { act, call, callerOf, confirmPlan, kindsOf, main, rollBackTo } from './service-steps';
import { workspaceLink } from './workspace-steps';

// From nothing but the app to a candidate that takes live traffic, by one press; and a tour of where things are.

/** What a candidate must have live traffic within, on two quiet cores; waited for generously, and told. */
const WITHIN_MS = 60_000;

/** Two models are trained in each journey. */
test.setTimeout(5 * WITHIN_MS);

let home: string;
test.beforeEach(() => {
  home = newFolder('sample-alive');
});
// Once the app has ended: until then flights are sent, and their labels written.

const lonely = (): LaunchOptions => ({ env: { HOME: home, PATH: join(home, 'nothing-here') } });

async function openSample({ page }: App): Promise<number> {
  const opened = performance.now();
  await page.getByRole('button', { name: 'Open the sample workspace' }).click();
  await expect(main(page).getByRole('heading', { name: 'Bring the sample to life' })).toBeVisible();
  return opened;
}

async function bringToLife({ page }: App): Promise<void> {
  await main(page).getByRole('button', { name: 'Train, serve, release to 20% and replay' }).click();
  await expect(main(page).getByRole('progressbar').first()).toBeVisible();
  await expect(main(page).getByRole('heading', { name: 'The sample is alive' })).toBeVisible({ timeout: 3 * WITHIN_MS });
}

test('one press, without a cluster, Python or Node, brings a candidate to live traffic; it is promoted and rolled back, and all of it is on record', async ({
  launch,
}, info) => {
  const app = await launch(lonely());
  const { page } = app;
  const opened = await openSample(app);
  /** Told, and never judged by: other journeys run beside it. */
  const took = (what: string) => {
    const seconds = ((performance.now() - opened) / 1_000).toFixed(1);
    console.log(`${what}: ${seconds} s`);
    info.annotations.push({ type: 'seconds', description: `${what}: ${seconds}` });
  };
  await page.screenshot({ path: info.outputPath('offer.png') });
  expect(await seriousFindings(page)).toEqual([]);

  await test.step('it trains, serves, releases and replays while its progress is shown', async () => {
    await main(page).getByRole('button', { name: 'Train, serve, release to 20% and replay' }).click();
    const steps = main(page).getByRole('list', { name: 'What is done' });
    await expect(steps.getByRole('progressbar').first()).toHaveAttribute('aria-valuenow', /^[1-9]/);
    await page.screenshot({ path: info.outputPath('under-way.png') });
    await expect(main(page).getByRole('heading', { name: 'The sample is alive' })).toBeVisible({ timeout: 3 * WITHIN_MS });
    took('from “Open the sample workspace” to a candidate with live traffic');
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
      await act(page, /^Promote(?! fully)/);
      await confirmPlan(page, 'to be seen'); // too little has come to judge by
    }
    await expect(main(page).getByText('stable', { exact: true }).first()).toBeVisible();
    took('promoted');
  });

  await test.step('and rolled back: from then on the first version alone answers, while the replay goes on asking', async () => {
    const caller = await callerOf(page);
    expect(kindsOf(await call(caller, 40))).toEqual(['200 of 2']);
    await rollBackTo(page, 1, 'to see the way back');
    took('rolled back');
    expect(kindsOf(await call(caller, 40))).toEqual(['200 of 1']);
    await page.screenshot({ path: info.outputPath('rolled-back.png') });
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
    expect(rows.filter((row) => row.includes('late-arrival')).length).toBe(10);
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
