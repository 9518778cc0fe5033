import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, expect, test } from '../app';

const boundsOf = ({ electron }: App) => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
const zoomOf = ({ electron }: App) => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel());
const routeOf = ({ page }: App) => page.evaluate(() => location.hash);
/** A route of the app with filters, as the page itself keeps it. */
const ROUTE = '#/deliveries?q=web';

test('the window comes back where it was, with its route, filters and zoom', async ({ launch }) => {
  const first = await launch();
  await first.page.evaluate((hash) => location.assign(hash), ROUTE);
  await expect.poll(() => first.log('main')).toContain('window shown'); // the menus come after it
  const bounds = { x: 90, y: 70, width: 901, height: 703 };
  await first.electron.evaluate(({ BrowserWindow, Menu }, wanted) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(wanted);
    Menu.getApplicationMenu()?.getMenuItemById('menu.zoom-in')?.click();
  }, bounds);
  await expect.poll(() => boundsOf(first)).toEqual(bounds);
  await expect.poll(() => routeOf(first)).toContain('q=web');
  await first.quit();

  const second = await launch({ profile: first.profile });
  await expect.poll(() => routeOf(second)).toContain('q=web');
  expect(await boundsOf(second)).toEqual(bounds);
  await expect.poll(() => zoomOf(second)).toBe(0.5);
});

test('after a kill the window still comes back where it was', async ({ launch }) => {
  const first = await launch();
  await first.page.evaluate((hash) => location.assign(hash), ROUTE);
  await expect.poll(() => readState(first)).toContain('q=web');
  first.electron.process().kill('SIGKILL');
  const second = await launch({ profile: first.profile });
  await expect.poll(() => routeOf(second)).toContain('q=web');
});

test('a window of a display that is gone opens where it can be seen', async ({ launch }) => {
  const state = { bounds: { x: 9_000, y: 9_000, width: 900, height: 700 }, maximised: false, fullScreen: false, zoomLevel: 0, route: '' };
  const app = await launch({ seed: (profile) => writeFileSync(join(profile, 'shell.json'), JSON.stringify(state)) });
  const bounds = await boundsOf(app);
  expect(bounds).toMatchObject({ width: 900, height: 700 });
  expect(bounds?.x).toBeLessThan(1_440);
  expect(bounds?.y).toBeLessThan(900);
});

test('broken files of the shell are put aside with their content, and the app starts as new', async ({ launch }) => {
  const app = await launch({
    seed(profile) {
      writeFileSync(join(profile, 'shell.json'), '{"bounds":');
      writeFileSync(join(profile, 'preferences.json'), '{"theme":"purple"}');
    },
  });
  await expect(app.page).toHaveTitle(/Pilothouse/);
  const aside = readdirSync(app.profile).filter((name) => name.includes('.broken-'));
  expect(aside.map((name) => readFileSync(join(app.profile, name), 'utf8')).toSorted()).toEqual(['{"bounds":', '{"theme":"purple"}'].toSorted());
  expect(app.log('main')).toContain('the preferences were unreadable');
});

test('preferences take effect at once and last', async ({ launch }) => {
  const first = await launch();
  await expect.poll(() => first.log('main')).toContain('window shown');
  await first.page.evaluate(() => window.bridge.setPreferences({ theme: 'dark', locale: 'ar' }));
  expect(await first.electron.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  expect(await first.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items[0]?.label)).toBe('ملف');
  await first.quit();
  const second = await launch({ profile: first.profile });
  expect(await second.page.evaluate(() => window.bridge.facts)).toMatchObject({ locale: 'ar', preferences: { theme: 'dark', locale: 'ar' } });
});

const readState = ({ profile }: App): string => {
  try {
    return readFileSync(join(profile, 'shell.json'), 'utf8');
  } catch {
    return ''; // not written yet
  }
};
