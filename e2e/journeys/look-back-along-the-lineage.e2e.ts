import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Lineage } from '../../electron/engine/lineage/lineage';
import { MIGRATIONS } from '../../electron/engine/rooms';
import { holdWorkspace } from '../../electron/engine/workspace/workspace';
import type { LineageKey } from '../../shared/models/lineage';
import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { openWorkspace, workspaceLink } from './workspace-steps';

// The graph of a workspace: many of a kind as one box that opens and closes, any moment to look back at, and a picture of it as a file.

const RUNS = 24;
const PNG = [0x89, 0x50, 0x4e, 0x47];
const at = (day: number) => new Date(2026, 0, day, 12).getTime();

/** Data of the first day, read by a run each day after; the last of them produced a model. */
function stage(folder: string): void {
  const held = holdWorkspace(folder, MIGRATIONS, Date.now);
  const lineage = new Lineage(held.registry, () => undefined);
  const put = (key: LineageKey, title: string, day: number): LineageKey => {
    lineage.tellOf({ ...key, title, detail: '', at: at(day), state: 'good' });
    return key;
  };
  const data = put({ kind: 'dataset-version', id: 'flights@1' }, 'flights', 1);
  for (let day = 2; day < RUNS + 2; day += 1) {
    const run = put({ kind: 'run', id: String(day).padStart(32, '0') }, `run of day ${day}`, day);
    lineage.add({ from: data, to: run, relation: 'reads', at: at(day) });
  }
  const last = put({ kind: 'run', id: 'f'.repeat(32) }, 'the last run', RUNS + 2);
  const model = put({ kind: 'model-version', id: 'late-arrival@1' }, 'late-arrival', RUNS + 2);
  lineage.add({ from: data, to: last, relation: 'reads', at: at(RUNS + 2) });
  lineage.add({ from: last, to: model, relation: 'produced', at: at(RUNS + 2) });
  held.close();
}

test('a fan of runs is one box until it is opened, the past is looked at by its date, and the graph is kept as a picture', async ({ app }) => {
  const folder = newFolder('lineage');
  const { page, electron } = app;
  const graph = page.getByRole('application', { name: /^Graph of lineage/ });
  const boxes = graph.locator('canvas');
  stage(folder);
  await openWorkspace(app, folder);
  await workspaceLink(page, 'Lineage').click();
  await expect(page.getByText(`${RUNS + 3} of ${RUNS + 3} things shown`)).toBeVisible();

  await test.step('runs that are tied to the same data are one box, which opens and closes again', async () => {
    await expect(boxes).toHaveAttribute('data-boxes', '4');
    await graph.focus();
    await page.keyboard.press('ArrowRight');
    const group = page.getByRole('complementary', { name: `${RUNS} runs` });
    // Where the box of runs lies in its column is the layout's affair: down the column until it is chosen.
    const chosen = () =>
      group.waitFor({ timeout: 500 }).then(
        () => true,
        () => false,
      );
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
      if (await chosen()) break;
      await page.keyboard.press(key);
    }
    await expect(group.getByText('All of them are tied to the same things.')).toBeVisible();
    await group.getByRole('button', { name: 'run of day 7', exact: true }).click();
    await expect(boxes).toHaveAttribute('data-boxes', String(RUNS + 3));
    await page.getByRole('button', { name: 'Put them together again' }).click();
    await expect(boxes).toHaveAttribute('data-boxes', '4');
    await expect(group).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('a moment is written down with the keyboard alone', async () => {
    await page.getByRole('button', { name: /^As of/ }).focus();
    await page.keyboard.press('Enter');
    const another = page.getByRole('menuitem', { name: 'Another time…' });
    await expect(another).toBeVisible();
    // Keys that are pressed before the menu has the focus go nowhere.
    await expect(async () => {
      await page.keyboard.press('ArrowDown');
      await expect(another).toBeFocused({ timeout: 500 });
    }).toPass();
    await page.keyboard.press('Enter');
    const moment = page.getByRole('dialog', { name: 'As of which time' }).getByLabel('Day and time');
    await expect(moment).toBeFocused();
    await moment.fill('2026-02-30');
    await expect(page.getByText('Write it as 2026-03-31 14:05.')).toBeVisible();
    await moment.fill('2026-01-10');
    await page.keyboard.press('Enter');
    // Data, and the runs of the second to the tenth day.
    await expect(page.getByText('10 of 10 things shown')).toBeVisible();
    await expect(page.getByRole('button', { name: /^As of .*Jan/ })).toBeVisible();
  });

  await test.step('the graph is a picture', async () => {
    const file = join(folder, 'lineage.png');
    await electron.evaluate(({ dialog }, path) => Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath: path }) }), file);
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Picture (PNG)' }).click();
    await expect.poll(() => existsSync(file)).toBe(true);
    const png = readFileSync(file);
    expect([...png.subarray(0, 4)]).toEqual(PNG);
    // Width and height of the header: two columns of boxes at twice their size.
    expect(png.readUInt32BE(16)).toBeGreaterThan(500);
    expect(png.readUInt32BE(20)).toBeGreaterThan(500);
  });
});
