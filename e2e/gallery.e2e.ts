import type { Page } from '@playwright/test';
import type { Preferences } from '../shared/models/preferences';
import { words } from '../shared/words/all-words';
import { type App, expect, test } from './app';
import { seriousFindings } from './axe';

const say = words.en;

const LOOKS = [
  { name: 'light', preferences: { theme: 'light', locale: 'en' } },
  { name: 'dark', preferences: { theme: 'dark', locale: 'en' } },
  { name: 'contrast', preferences: { theme: 'contrast', locale: 'en' } },
  { name: 'arabic', preferences: { theme: 'light', locale: 'ar' } },
] as const;
const SECTIONS = ['buttons', 'marks', 'freshness', 'fields', 'splits', 'overlays', 'states', 'charts', 'table', 'plan', 'refused', 'runs', 'ends'] as const;

/** The gallery, still and of one size, so that its pictures are the same on each run. */
async function openGallery(launch: (options: { env: Record<string, string> }) => Promise<App>, look: Partial<Preferences>): Promise<App> {
  const app = await launch({ env: { TZ: 'UTC' } });
  await app.page.evaluate((patch) => window.bridge.setPreferences(patch), { ...look, motion: 'reduce', density: 'compact' } as const);
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1_400, 860));
  await app.page.evaluate(() => {
    window.location.hash = '#/gallery';
  });
  await app.page.getByTestId('gallery').waitFor();
  await expect(app.page.locator('html')).toHaveAttribute('lang', look.locale ?? 'en');
  await app.page.locator('.recharts-line-curve').first().waitFor();
  await app.page.evaluate(() => document.fonts.ready.then(() => undefined));
  return app;
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.slice(0, 80) ?? null);

for (const { name, preferences } of LOOKS) {
  test(`every part looks as it did: ${name}`, async ({ launch }) => {
    const { page } = await openGallery(launch, preferences);
    for (const section of SECTIONS) await expect.soft(page.getByTestId(`gallery-${section}`)).toHaveScreenshot(`${name}-${section}.png`);
    expect(await seriousFindings(page)).toEqual([]);
  });
}

test('an open menu, dialog and list have no serious finding either', async ({ launch }) => {
  const { page } = await openGallery(launch, { theme: 'light' });
  await page.getByRole('button', { name: say['gallery.menu'], exact: true }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('combobox', { name: say['gallery.field.place'], exact: true }).click();
  await expect(page.getByRole('listbox', { name: say['gallery.field.place'], exact: true })).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: say['gallery.dialog.open'] }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await seriousFindings(page)).toEqual([]);
});

test('at twice the size nothing is lost sideways', async ({ launch }) => {
  const { electron, page } = await openGallery(launch, { theme: 'light' });
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2));
  await expect.poll(() => page.evaluate(() => window.innerWidth)).toBe(700);
  const overflowing = await page.evaluate(() => {
    const main = document.querySelector('main');
    const panels = [...document.querySelectorAll('main section')].filter((panel) => panel.scrollWidth > panel.clientWidth + 1);
    return {
      page: document.documentElement.scrollWidth - window.innerWidth,
      main: main ? main.scrollWidth - main.clientWidth : null,
      panels: panels.map((panel) => panel.textContent?.slice(0, 40)),
    };
  });
  expect(overflowing).toEqual({ page: 0, main: 0, panels: [] });
});

test('a button that cannot be pressed is reached by keyboard, says why, and does nothing', async ({ launch }) => {
  const { page } = await openGallery(launch, { theme: 'light' });
  const button = page.getByTestId('gallery-buttons').getByRole('button', { name: say['gallery.deed.danger'], disabled: true });
  await button.focus();
  await expect(page.getByRole('tooltip')).toHaveText(say['gallery.reason']);
  await expect(button).toHaveAccessibleDescription(say['gallery.reason']);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('a dialog holds the focus, opens its button by the typed name, and gives the focus back', async ({ launch }) => {
  const { page } = await openGallery(launch, { theme: 'light' });
  await page.getByRole('button', { name: say['gallery.confirm.open'], exact: true }).click();
  const dialog = page.getByRole('dialog');
  const confirm = dialog.getByRole('button', { name: say['gallery.remove'], exact: true });
  await expect(dialog.getByRole('textbox')).toBeFocused();
  for (let press = 0; press < 6; press += 1) {
    await page.keyboard.press('Tab');
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await expect(confirm).toBeDisabled();
  await dialog.getByRole('textbox').fill('ae-prod');
  await expect(confirm).toBeEnabled();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect.poll(() => focused(page)).toBe(say['gallery.confirm.open']);
});

test('a table is walked, sorted and selected by keyboard alone', async ({ launch }) => {
  const { page } = await openGallery(launch, { theme: 'light' });
  const table = page.getByRole('treegrid', { name: say['gallery.table'] });
  await expect(table).toHaveAttribute('aria-rowcount', '20004');
  expect(await table.getByRole('row').count()).toBeLessThan(60);
  await table.locator('[tabindex="0"]').focus();
  await expect.poll(() => focused(page)).toContain('6,667');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focused(page)).toMatch(/^fraud-scorer/);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => focused(page)).toBe('fraud-scorer');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('End');
  await expect.poll(() => focused(page)).toMatch(/19997/);
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await expect(table.locator('[aria-expanded="false"]')).toHaveCount(1);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(table.locator('[aria-sort="ascending"]')).toHaveText(say['gallery.table.name']);
});

test('the focus stays with its row while rows change, and when they are put in another order', async ({ launch }) => {
  const { page } = await openGallery(launch, { theme: 'light' });
  const table = page.getByRole('treegrid', { name: say['gallery.table'] });
  const row = table.getByRole('row', { name: /^ocr-extract / });
  await row.click();
  await page.getByRole('switch', { name: say['gallery.table.storm'] }).evaluate((element: HTMLElement) => element.click());
  await expect.poll(() => row.locator('[aria-colindex="7"]').textContent(), { timeout: 30_000 }).not.toBe('0');
  await expect.poll(() => focused(page)).toMatch(/^ocr-extract/);
  await page.getByRole('switch', { name: say['gallery.table.grouped'] }).evaluate((element: HTMLElement) => element.click());
  await expect(page.getByRole('grid', { name: say['gallery.table'] })).toBeVisible();
  await expect.poll(() => focused(page)).toMatch(/^ocr-extract/);
});
