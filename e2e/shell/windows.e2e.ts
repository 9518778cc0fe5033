import { type App, expect, test } from '../app';

const titles = ({ electron }: App) => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
const open = ({ page }: App, route: string) => page.evaluate((to) => window.bridge.openWindow(to), route);

test('a screen opens in a window of its own, once, beside the first, and shows the same live app', async ({ launch }) => {
  const app = await launch();
  const second = app.electron.waitForEvent('window');
  await open(app, '#/settings');
  const page = await second;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  expect(await page.evaluate(() => location.hash)).toContain('#/settings');
  await open(app, '#/settings');
  await expect.poll(() => titles(app)).toBe(2);

  // One change of how the app looks is one for all windows.
  await app.page.evaluate(() => window.bridge.setPreferences({ theme: 'dark' }));
  for (const each of [app.page, page]) await expect.poll(() => each.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
  await page.close();
  await expect.poll(() => titles(app)).toBe(1);
});

test('a window beside lives on when the first is closed, and answers', async ({ launch }) => {
  const app = await launch();
  const second = app.electron.waitForEvent('window');
  await open(app, '#/about');
  const page = await second;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await app.page.close();
  await expect.poll(() => titles(app)).toBe(1);
  await page.evaluate(() => location.assign('#/settings'));
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Settings');
});

test('routes that are none of ours, and floods of windows, are refused', async ({ launch }) => {
  const app = await launch();
  for (const route of ['https://example.invalid/', 'javascript:1', '', '#', '#/a b', `#/${'x'.repeat(9_000)}`]) await open(app, route);
  expect(await titles(app)).toBe(1);
  for (let n = 0; n < 20; n++) await open(app, `#/settings?n=${n}`);
  await expect.poll(() => app.log('main')).toContain('too many windows were asked for');
  expect(await titles(app)).toBeLessThanOrEqual(13);
});
