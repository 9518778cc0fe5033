import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { LOOKS } from './looks';
import { seedLook } from './promote-steps';
import { call, callerOf, kindsOf, main, MODEL, openService, serveFirst } from './service-steps';
import { screenLink } from './steps';
import { openWorkspace, workspaceLink } from './workspace-steps';

// What is kept of requests: it takes room that can be had back, and where it cannot be written that is said, and nothing else changes.

let folder: string;
let stage: WorkspaceStage;
test.beforeEach(async () => {
  folder = newFolder('payloads');
  stage = await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});
/** What is sampled is written after a second, not after ten. */
const FLUSH = 'PILOTHOUSE_PAYLOAD_FLUSH_MS';
test.beforeAll(() => void (process.env[FLUSH] = '1000'));
test.afterAll(() => void delete process.env[FLUSH]);

const DAY_MS = 86_400_000;
const payloads = (...path: readonly string[]) => join(folder, '.pilothouse/payloads', ...path);
function leaveFile(service: string, daysAgo: number, bytes: number): string {
  const path = payloads(service, new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10), '12-00-00.000.parquet');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.alloc(bytes));
  return path;
}

async function openDialog(page: Page) {
  await workspaceLink(page, 'Workspace').click();
  await page.getByRole('button', { name: 'Free space' }).click();
  await page.getByRole('menuitem', { name: /^Remove requests to services/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Requests to services' });
  await expect(dialog.getByRole('checkbox').first()).toBeVisible();
  return dialog;
}

test('room is had back from what is kept of requests, by service and by age, also of a service that is gone', async ({ app }, info) => {
  const { page } = app;
  const [old, young, gone] = [leaveFile(MODEL, 20, 3_000_000), leaveFile(MODEL, 2, 1_000_000), leaveFile('once-served', 50, 2_000_000)];
  await openWorkspace(app, folder);
  await serveFirst(page, stage.connection);

  const choose = async (age: string) => {
    await page.getByRole('dialog').getByLabel('How old').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: age }).click();
  };

  await test.step('by age: nothing that is younger goes, and what is not chosen stays', async () => {
    const dialog = await openDialog(page);
    await expect(dialog.getByRole('checkbox', { name: MODEL })).not.toBeChecked(); // younger than a month
    await choose('Older than 7 days');
    await expect(dialog.getByRole('checkbox', { name: MODEL })).toBeChecked();
    await expect(dialog.getByRole('checkbox', { name: 'once-served (not served any more)' })).toBeChecked();
    await expect(dialog.getByText(/^2 files, 4 MB, .*3 MB of it would go\./)).toBeVisible();
    await page.screenshot({ path: info.outputPath('free.png') });
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole('checkbox', { name: MODEL }).uncheck();
    await dialog.getByRole('button', { name: 'Remove 2 MB' }).click();
    await expect(page.getByText('2 MB are free again.')).toBeVisible();
    expect([old, young, gone, payloads('once-served')].map((path) => existsSync(path))).toEqual([true, true, false, false]);
  });

  await test.step('and all of it, by keys', async () => {
    const dialog = await openDialog(page);
    await choose('All of it');
    await dialog.getByRole('button', { name: 'Remove 4 MB' }).press('Enter');
    await expect(dialog).toBeHidden();
    expect([existsSync(old), existsSync(young)]).toEqual([false, false]);
  });

  await test.step('and then there is nothing more', async () => {
    await page.getByRole('button', { name: 'Free space' }).click();
    await page.getByRole('menuitem', { name: /^Remove requests to services/ }).click();
    await expect(page.getByRole('dialog').getByText('Nothing is kept of requests to services.')).toBeVisible();
  });
});

for (const look of LOOKS)
  test(`the same, ${look.name}`, async ({ launch }, info) => {
    leaveFile(MODEL, 60, 3_000_000);
    leaveFile('once-served', 50, 2_000_000);
    const app = await launch({ seed: seedLook(look.preferences) });
    const { page } = app;
    await app.electron.evaluate(
      ({ dialog }, path) => Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) }),
      folder,
    );
    await expect(page.getByRole('contentinfo')).toBeVisible(); // an address is followed once there is a page
    const hasMenu = () => app.electron.evaluate(({ Menu }) => Boolean(Menu.getApplicationMenu()?.getMenuItemById('menu.open-workspace')));
    await expect.poll(hasMenu).toBe(true); // it comes after the first picture
    await app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('menu.open-workspace')?.click());
    await page.evaluate(() => {
      window.location.hash = '#/workspace';
    });
    await main(page)
      .getByRole('button', { name: /^(Free space|تحرير مساحة)/ })
      .click();
    await page.getByRole('menuitem', { name: /^(Remove requests|حذف طلبات)/ }).click();
    await expect(page.getByRole('dialog').getByRole('checkbox')).toHaveCount(2);
    await page.screenshot({ path: info.outputPath('free.png') });
    expect(await seriousFindings(page)).toEqual([]);
  });

test('a log that cannot be written is said on the page of its service and in Attention, until it can; requests are answered all the while', async ({
  app,
}, info) => {
  const { page } = app;
  await openWorkspace(app, folder);
  await serveFirst(page, stage.connection);
  const caller = await callerOf(page);
  const log = main(page).getByRole('region', { name: 'Payload log' });
  mkdirSync(payloads(), { recursive: true });
  writeFileSync(payloads(MODEL), 'no folder'); // where its files would go

  await test.step('it is set up', async () => {
    await log.getByRole('button', { name: 'Set up…' }).click();
    const form = page.getByRole('dialog', { name: `Payload log of ${MODEL}` });
    await form.getByLabel('Share of requests, in per cent').fill('100');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form).toBeHidden();
    await expect(log.getByText('writing', { exact: true })).toBeVisible();
  });

  await test.step('the gap is said', async () => {
    expect(kindsOf(await call(caller, 20))).toEqual(['200 of 1']);
    await expect(log.getByText('gap', { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect(main(page).getByText('What is sampled cannot be written. The service goes on.')).toBeVisible();
    await expect(log.getByText('Not written since')).toBeVisible();
    await page.screenshot({ path: info.outputPath('gap.png'), fullPage: true });
    expect(await seriousFindings(page)).toEqual([]);
    expect(kindsOf(await call(caller, 20))).toEqual(['200 of 1']);
  });

  await test.step('it waits in Attention, and leads to the service', async () => {
    await screenLink(app, 'Attention').click();
    const waits = main(page).getByText(`Requests to ${MODEL} are not kept`);
    await expect(waits).toBeVisible();
    await page.screenshot({ path: info.outputPath('attention.png') });
    expect(await seriousFindings(page)).toEqual([]);
    rmSync(payloads(MODEL));
    await expect(waits).toHaveCount(0, { timeout: 30_000 });
  });

  await test.step('and is over where it can be written again, with nothing lost', async () => {
    await openService(page);
    await expect(log.getByText('writing', { exact: true })).toBeVisible();
    await expect(log.getByRole('definition').nth(1)).toHaveText('40'); // written
    await expect(log.getByRole('definition').nth(2)).toHaveText('0'); // sampled, but not written
  });
});
