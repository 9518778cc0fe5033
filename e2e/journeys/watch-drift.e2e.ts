import { expect, type Locator } from '@playwright/test';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DriftReport, driftReportSchema } from '../../shared/models/drift-report';
import { stageFlightDays } from '../flights-stage';
import { inEachLook, type WorkspaceWalk } from './workspace-walk';

// A monitor that is lived with: it is stopped and goes on, Attention leads to it, earlier windows are walked to, and its report is the command line's.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
const NAME = 'every day';
/** A file for each of 150 days: a look takes long enough to be stopped, and there are more windows than are shown at once. */
const EVERY = 30;
const FOUND_MS = 90_000;
const MARCH = { from: Date.UTC(2001, 2, 1), to: Date.UTC(2001, 3, 1) };

const fieldOf = (within: Locator, label: string) => within.getByLabel(label, { exact: true }).first();
async function choose(within: Locator, label: string, option: string): Promise<void> {
  await fieldOf(within, label).click();
  await within.page().getByRole('option', { name: option, exact: true }).click();
}
const main = ({ page }: WorkspaceWalk) => page.getByRole('main');
const nav = ({ page, say }: WorkspaceWalk) => page.getByRole('navigation', { name: say['shell.navigation'] });
/** The words of a text before its first value. */
const beginOf = (text: string) => text.slice(0, text.indexOf('{'));

/** One column has bins of its own: what is asked for it alone is asked by name. */
async function make(walk: WorkspaceWalk): Promise<void> {
  const { say, dialog } = walk;
  await stageFlightDays(walk.folder, EVERY);
  await walk.go('#/drift');
  await walk.press(say['monitors.create']);
  await fieldOf(dialog, say['monitors.form.name']).fill(NAME);
  await fieldOf(dialog, say['monitors.form.path']).fill('flown/*.parquet');
  await walk.press(say['monitors.form.look'], dialog);
  await choose(dialog, say['monitors.form.reference'], say['monitors.form.reference.source']);
  await fieldOf(dialog, say['monitors.form.reference.path']).fill('january.parquet');
  const bins = dialog.getByRole('group', { name: 'delay', exact: true }).getByLabel(new RegExp(say['monitors.form.bins']));
  await bins.fill('1');
  await expect(dialog.getByText(say['monitors.form.bins.wrong'])).toBeVisible();
  await bins.fill('8');
  await expect(dialog.getByText(say['monitors.form.bins.wrong'])).toHaveCount(0);
  await walk.picture('monitor-bins');
  await walk.press(say['monitors.create.now'], dialog);
}

async function stop(walk: WorkspaceWalk): Promise<void> {
  const { say } = walk;
  await walk.press(say['monitors.cancel']);
  await expect(main(walk).getByText(say['monitors.stopped.text'])).toBeVisible();
  await expect(main(walk).getByText(say['monitors.never'])).toBeVisible(); // nothing was found so far
  await walk.picture('monitor-stopped');
  await walk.press(say['monitors.run']);
  await expect(walk.page.locator('canvas[data-cells]').first()).toBeVisible({ timeout: FOUND_MS });
  await expect(main(walk).getByRole('button', { name: say['monitors.run'] })).toBeVisible({ timeout: FOUND_MS });
  await expect(main(walk).getByText(say['monitors.verdict.stopped'])).toHaveCount(0);
}

/** Each verdict names its window: the one that is open is not the newest. */
async function windows(walk: WorkspaceWalk): Promise<void> {
  const { say } = walk;
  await expect(main(walk)).toContainText(beginOf(say['monitors.verdict.worst']));
  await expect(main(walk)).toContainText(beginOf(say['monitors.verdict.newest']));
  await walk.picture('monitor-worst');
  const chosen = main(walk).getByRole('button', { name: new RegExp(`^${say['monitors.range']} `) });
  const before = await chosen.textContent();
  const earlier = main(walk).getByRole('button', { name: say['monitors.range.earlier'] });
  await earlier.focus();
  await walk.page.keyboard.press('Enter');
  await expect(chosen).not.toHaveText(before ?? '');
  await expect(earlier).toHaveAttribute('aria-disabled', 'true'); // there are no more
  await expect(main(walk)).toContainText(beginOf(say['monitors.verdict.newest']));
  await expect(walk.page.locator('canvas[data-cells]').first()).toBeVisible();
  await walk.picture('monitor-earlier');
  await main(walk).getByRole('button', { name: say['monitors.range.later'] }).press('Enter');
  await expect(chosen).toHaveText(before ?? '');
}

const monitorHash = (walk: WorkspaceWalk) => walk.page.evaluate(() => window.location.hash.split('?')[0] ?? '');

/** Of March as the window has it, and as the command line has it of the same files. */
async function sameReport(walk: WorkspaceWalk): Promise<void> {
  const { app, say, folder, page } = walk;
  await walk.go(`${await monitorHash(walk)}?from=${MARCH.from}&to=${MARCH.to}`);
  await expect(main(walk)).toContainText(beginOf(say['monitors.verdict.shown']));
  const file = join(folder, 'march.json');
  await app.electron.evaluate(({ dialog }, filePath) => Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) }), file);
  await walk.press(say['monitors.export']);
  await page.getByRole('menuitem', { name: say['monitors.export.json'] }).click();
  await expect(page.getByText(say['monitors.export.done'])).toBeVisible({ timeout: FOUND_MS });
  const window = read(file);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(window.config));
  const typed = join(folder, 'typed.json');
  const args = ['drift', '--reference', 'january.parquet', '--current', 'flown/2001-03-*.parquet', '--config', 'config.json', '--out', typed];
  const code = await new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], { cwd: folder }, () => resolve(child.exitCode));
  });
  const command = read(typed);
  expect(code).toBe({ 'not-drifted': 0, drifted: 1, insufficient: 2 }[window.verdict]);
  expect(told(window)).toEqual(told(command));
  expect(window.columns.find(({ name }) => name === 'delay')?.distribution?.bins).toMatchObject({ kind: 'edges' });
}
const read = (file: string): DriftReport => driftReportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
const told = ({ verdict, columns, config_digest, reference, current }: DriftReport) => ({
  verdict,
  columns,
  config_digest,
  reference: reference.digest,
  rows: current.rows,
});

/** From wherever one is: how many drifted is beside Drift, and Attention is one press away from what drifted. */
async function attention(walk: WorkspaceWalk): Promise<void> {
  const { say, page } = walk;
  const drifted = say['monitors.count.drifted'].match(/one \{([^}]*)\}/)?.[1]?.replace('#', '1') ?? '';
  await expect(nav(walk).getByRole('link', { name: say['monitors.title'] })).toContainText(drifted);
  await walk.go('#/attention');
  const waits = page.getByRole('article').filter({ hasText: NAME });
  await expect(waits).toHaveCount(1);
  await walk.picture('monitor-attention');
  await waits.getByRole('link').first().click();
  await expect(page.getByRole('heading', { name: NAME })).toBeVisible();
  await expect(main(walk)).toContainText(beginOf(say['monitors.verdict.worst']));
}

/** From the version of a dataset that is looked at: the form knows what others are held against. */
async function begun(walk: WorkspaceWalk): Promise<void> {
  const { say, page, dialog } = walk;
  await walk.go('#/data');
  await page
    .getByRole('row', { name: /weather/ })
    .getByRole('link')
    .first()
    .click();
  await walk.press(say['data.more'], page.getByRole('main'));
  await page.getByRole('menuitem', { name: say['monitors.begin.against'] }).click();
  await expect(dialog.getByLabel(say['monitors.form.name'], { exact: true })).toBeVisible();
  await fieldOf(dialog, say['monitors.form.path']).fill('flown/*.parquet');
  await walk.press(say['monitors.form.look'], dialog);
  await expect(fieldOf(dialog, say['monitors.form.reference'])).toHaveValue(/^weather@[0-9a-f]{8}$/);
  await walk.picture('monitor-begun');
  await walk.escape();
}

inEachLook('a monitor is stopped, goes on, is walked back in time and led to from Attention', {
  'a workspace is opened': (walk) => walk.open(),
  'a monitor of many days is made': make,
  'its look is stopped, which is said, and goes on when it is asked': stop,
  'each verdict names its window, and earlier ones are walked to by keys': windows,
  'its report is that of the command line': sameReport,
  'Attention leads to it': attention,
  'another is begun from a version of a dataset': begun,
});
