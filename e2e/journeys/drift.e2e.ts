import { expect, type Locator } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageFlights } from '../flights-stage';
import { inEachLook, type WorkspaceWalk } from './workspace-walk';

// A monitor from its form to its report: January is the reference, and what came after it is held against it.

const NAME = 'flights';
/** One in so many: a hundred thousand rows. */
const EVERY = 30;
const FOUND_MS = 90_000;

/** Chooses in a list of the system's own look: by the words that are seen. */
async function choose(within: Locator, label: string, option: string): Promise<void> {
  await within.getByLabel(label, { exact: true }).first().click();
  await within.page().getByRole('option', { name: option, exact: true }).click();
}

async function make(walk: WorkspaceWalk): Promise<void> {
  const { say, dialog } = walk;
  await stageFlights(walk.folder, EVERY);
  await walk.go('#/drift');
  await walk.text(say['monitors.none']).waitFor();
  await walk.picture('drift-none');
  await walk.press(say['monitors.create']);
  await dialog.getByLabel(say['monitors.form.name'], { exact: true }).fill(NAME);
  await dialog.getByLabel(say['monitors.form.path'], { exact: true }).fill('flown/*.parquet');
  await walk.press(say['monitors.form.look'], dialog);
  const from = dialog.getByLabel(say['monitors.form.reference.from'], { exact: true });
  await expect(from).toHaveValue('2001-01-01');
  await dialog.getByLabel(say['monitors.form.reference.to'], { exact: true }).fill('2001-02-01');
  await choose(dialog, say['monitors.form.window'], say['monitors.window.week']);
  await walk.picture('drift-form');
  await walk.press(say['monitors.create.now'], dialog);
}

async function found(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  await expect(page.locator('canvas[data-cells]').first()).toBeVisible({ timeout: FOUND_MS });
  await expect(page.getByRole('main').getByRole('button', { name: say['monitors.run'] })).toBeVisible({ timeout: FOUND_MS });
  await expect(page.getByRole('grid', { name: say['monitors.features'] }).getByRole('row')).not.toHaveCount(1);
  await walk.picture('drift-found');
}

/** The map is walked by keys, and what is chosen is said. */
async function keys(walk: WorkspaceWalk): Promise<void> {
  const { page } = walk;
  const map = page.getByRole('application');
  await map.focus();
  const said = map.locator('xpath=..').locator('output');
  await page.keyboard.press('w');
  const worst = await said.textContent();
  await page.keyboard.press('Home');
  await expect(said).not.toHaveText(worst ?? '');
  await page.keyboard.press('w');
  await expect(said).toHaveText(worst ?? '');
}

/** A number says what it means, what it is made of, and by which statement it was counted. */
async function explained(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  await page.getByRole('grid', { name: say['monitors.features'] }).locator('button').first().click();
  const card = page.getByRole('dialog');
  await expect(card.getByText(say['monitors.explain.means'])).toBeVisible();
  await expect(card.locator('pre')).toContainText('SELECT');
  await walk.picture('drift-explained');
  await page.keyboard.press('Escape');
  await expect(card).toHaveCount(0);
}

async function asTable(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  await page.getByRole('radio', { name: say['monitors.map.as-table'] }).click();
  await expect(page.getByRole('grid', { name: say['monitors.map.table'] }).getByRole('row')).not.toHaveCount(1);
  await walk.picture('drift-table');
  await page.getByRole('radio', { name: say['monitors.map.as-map'] }).click();
}

/** A part of the rows alone: those that left one airport. */
async function sliced(walk: WorkspaceWalk): Promise<void> {
  const { page, say, dialog } = walk;
  const part = page.getByRole('main').getByRole('button', { name: say['monitors.slice'] }).first();
  await part.click();
  await choose(dialog, say['monitors.slice.by'], 'origin');
  await dialog.getByLabel(say['monitors.slice.value'], { exact: true }).first().click();
  await page.getByRole('option', { name: /ORD/ }).click();
  await walk.press(say['monitors.slice.apply'], dialog);
  await expect(dialog).toHaveCount(0);
  await expect(part).toContainText('ORD');
  await expect(page.locator('canvas[data-cells]').first()).toBeVisible({ timeout: FOUND_MS });
  await expect(page.getByRole('grid', { name: say['monitors.features'] }).getByRole('row')).not.toHaveCount(1);
  await walk.picture('drift-sliced');
  await walk.go((await page.evaluate(() => window.location.hash)).split('?')[0] ?? '');
  await expect(part).toContainText(say['monitors.slice.all']);
}

/** The report of the window that is looked at, as a file that needs nothing else. */
async function exported(walk: WorkspaceWalk): Promise<void> {
  const { app, say, folder, page } = walk;
  const file = join(folder, 'report.html');
  await app.electron.evaluate(({ dialog }, filePath) => Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) }), file);
  await walk.press(say['monitors.export']);
  await page.getByRole('menuitem', { name: say['monitors.export.html'] }).click();
  await expect(page.getByText(say['monitors.export.done'])).toBeVisible({ timeout: FOUND_MS });
  const html = readFileSync(file, 'utf8');
  expect(html).not.toMatch(/<script/i);
  expect(html).toContain('delay');
}

/** Changed rules are a new version; the list tells how it stands. */
async function changed(walk: WorkspaceWalk): Promise<void> {
  const { page, say, dialog } = walk;
  await walk.press(say['monitors.change']);
  await dialog.getByLabel(say['monitors.form.rows'], { exact: true }).fill('200');
  await dialog.locator('button[type=submit]').click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole('main').getByText('v2', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('main').getByRole('button', { name: say['monitors.run'] })).toBeVisible({ timeout: FOUND_MS });
  await walk.go('#/drift');
  await expect(page.getByRole('row').filter({ hasText: NAME })).toBeVisible();
  await walk.picture('drift-list');
}

inEachLook('drift of what flew after January is found, shown and told', {
  'a workspace is opened': (walk) => walk.open(),
  'a monitor is made': make,
  'it looks, and what it found is shown': found,
  'the map is walked by keys': keys,
  'a number says where it comes from': explained,
  'the map is a table too': asTable,
  'a part of the rows is looked at': sliced,
  'its report is written': exported,
  'it is changed': changed,
});
