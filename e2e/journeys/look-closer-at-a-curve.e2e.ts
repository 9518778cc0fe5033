import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { stageWorkspace } from '../workspace-stage';
import { openWorkspace, workspaceLink } from './workspace-steps';

// A curve of a run: what it says where it is pointed at, a stretch of it drawn with the pointer, its picture as a file; curves of runs over each other.

const PNG = [0x89, 0x50, 0x4e, 0x47];
const POINTS = 4_000;

test('a curve is pointed at, looked at closer, kept as a picture, and held against those of other runs', async ({ app }) => {
  const folder = newFolder('curves');
  const { page, electron } = app;
  const { connection, runs } = await stageWorkspace(folder, { runs: 6, points: POINTS });
  await openWorkspace(app, folder);
  await workspaceLink(page, 'Training').click();
  await page.getByRole('grid').getByText('late-arrival-6').click();
  const curve = page.getByRole('region', { name: 'valid/loss' });

  await test.step('where it is pointed at, it says step and value', async () => {
    await expect(curve.locator('path[data-curve]')).toHaveAttribute('d', /^M[\d.]+,[\d.]+L/);
    const { width = 0, height = 0 } = (await curve.getByRole('img').boundingBox()) ?? {};
    await curve.getByRole('img').hover({ position: { x: width * 0.6, y: height / 2 } });
    await expect(curve.getByText('late-arrival-6')).toBeVisible();
    await expect(curve.getByText(/^0\.\d{3,}$/).last()).toBeVisible();
    await page.mouse.move(0, 0);
    await expect(curve.getByText('late-arrival-6')).toBeHidden();
  });

  await test.step('a stretch that is drawn is read anew, and finer', async () => {
    await curve.getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: 'valid/loss' });
    await expect(dialog.getByText(/of 4,000/)).toBeVisible();
    const line = dialog.locator('path[data-curve]');
    await expect(line).toBeVisible();
    const box = await dialog.getByRole('img').boundingBox();
    const at = (share: number) => [(box?.x ?? 0) + 46 + ((box?.width ?? 0) - 60) * share, (box?.y ?? 0) + (box?.height ?? 0) / 2] as const;
    await page.mouse.move(...at(0.4));
    await page.mouse.down();
    await page.mouse.move(...at(0.45));
    await page.mouse.move(...at(0.5));
    await page.mouse.up();
    await expect(dialog.getByText('Every point is drawn.')).toBeVisible();
    await dialog.getByLabel('Logarithmic').check();
    await expect(line).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    const file = join(folder, 'curve.png');
    await electron.evaluate(
      ({ dialog: asked }, path) => Object.assign(asked, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath: path }) }),
      file,
    );
    await dialog.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /PNG/ }).click();
    await expect.poll(() => existsSync(file)).toBe(true);
    expect([...readFileSync(file).subarray(0, 4)]).toEqual(PNG);
    await dialog.getByRole('button', { name: 'Show all' }).click();
    await expect(dialog.getByText(/of 4,000/)).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('curves of several runs lie over each other', async () => {
    await page.evaluate((to) => void (window.location.hash = to), `#/compare/${connection}?runs=${runs.slice(0, 5).join(',')}`);
    const card = page.getByRole('region', { name: 'calibration_error' });
    await expect(card.locator('path[data-curve]')).toHaveCount(5);
  });
});
