import { MENU_COMMANDS } from '../../shared/api/shell';
import { type App, expect, test } from '../app';
import { listenToShell, shellEvents } from './events';

const click = ({ electron }: App, id: string) => electron.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);

test('menu items that act in the page reach it', async ({ app }) => {
  await expect.poll(() => app.log('main')).toContain('window shown');
  await listenToShell(app.page);
  for (const command of MENU_COMMANDS) await click(app, `menu.${command}`);
  await expect.poll(() => shellEvents(app.page, 'menu')).toEqual(MENU_COMMANDS.map((command) => ({ type: 'menu', command })));
});

test('the menus are those of the platform, with developer tools while developing', async ({ app }) => {
  await expect.poll(() => app.log('main')).toContain('window shown');
  const menus = await app.electron.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.map(({ label, submenu }) => ({ label, items: submenu?.items.map((item) => item.label) })),
  );
  const names = ['File', 'Edit', 'View', 'Go', 'Delivery', 'Window', 'Help'];
  expect(menus?.map(({ label }) => label)).toEqual(process.platform === 'darwin' ? ['Pilothouse', ...names] : names);
  expect(menus?.find(({ label }) => label === 'Help')?.items).toContain('Open log folder');
  expect(menus?.find(({ label }) => label === 'View')?.items).toContain('Developer tools');
});

test('the zoom steps and goes back', async ({ app }) => {
  await expect.poll(() => app.log('main')).toContain('window shown');
  const level = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomLevel());
  for (const [item, expected] of [
    ['zoom-in', 0.5],
    ['zoom-in', 1],
    ['zoom-out', 0.5],
    ['zoom-reset', 0],
  ] as const) {
    await click(app, `menu.${item}`);
    await expect.poll(level).toBe(expected);
  }
});
