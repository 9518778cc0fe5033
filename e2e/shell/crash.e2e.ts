import { once } from 'node:events';
import { type App, expect, test } from '../app';
import { listenToShell, shellEvents } from './events';

const crashPage = ({ electron }: App) => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
const shown = ({ electron }: App) => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getURL());
/** Asked of the shell, for the debugger loses a page that crashes. */
const inPage = ({ electron }: App, code: string): Promise<unknown> =>
  electron.evaluate(({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script), code);
const hang = ({ page }: App) =>
  page.evaluate(
    () =>
      void setTimeout(() => {
        for (;;);
      }),
  );
const times = (app: App, text: string) => app.log('main').split(text).length - 1;

test('a page that crashes comes back on the same route', async ({ app }) => {
  await app.page.evaluate(() => location.assign('#/deliveries?q=web'));
  await expect.poll(() => shown(app)).toContain('q=web');
  await crashPage(app);
  await expect.poll(() => times(app, 'the page ended')).toBe(1);
  await expect.poll(() => inPage(app, 'location.hash + document.readyState').catch(() => '')).toMatch(/q=web.*complete/);
});

test('a page that crashes again and again is replaced by a plain one, from which it can be loaded', async ({ app }) => {
  for (let crash = 1; crash <= 3; crash++) {
    await crashPage(app);
    await expect.poll(() => times(app, 'the page ended')).toBe(crash);
    await expect.poll(() => inPage(app, 'document.readyState').catch(() => '')).toBe('complete');
  }
  await expect.poll(() => shown(app)).toBe('app://pilothouse/shell/stopped.html');
  expect(await inPage(app, 'document.querySelector("h1").textContent')).toBe('Pilothouse stopped several times');
  await inPage(app, 'document.querySelector("button").click()');
  await expect.poll(() => shown(app)).toMatch(/^app:\/\/pilothouse\/(#.*)?$/);
});

test('a page that hangs can be reloaded', async ({ app }) => {
  await app.electron.evaluate(({ dialog }) => {
    const asked: unknown[] = [];
    Object.assign(globalThis, { asked });
    Object.assign(dialog, {
      showMessageBox: (_window: unknown, options: { buttons: string[] }) => {
        asked.push(options.buttons);
        return Promise.resolve({ response: 1, checkboxChecked: false });
      },
    });
  });
  await app.page.evaluate(() => location.assign('#/deliveries?q=hang'));
  await expect.poll(() => shown(app)).toContain('q=hang');
  await hang(app);
  // Chromium takes half a minute and a keystroke to notice; the hang itself is real.
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.emit('unresponsive'));
  await expect.poll(() => times(app, 'the page ended')).toBe(1);
  await expect.poll(() => inPage(app, 'location.hash').catch(() => '')).toContain('q=hang');
  expect(await app.electron.evaluate(() => (globalThis as { asked?: unknown }).asked)).toEqual([['Wait', 'Reload']]);
});

test('quitting does not wait for a page that hangs', async ({ app }) => {
  await hang(app);
  const gone = once(app.electron.process(), 'exit');
  await app.electron.evaluate(({ app: main }) => void setTimeout(main.quit));
  await gone;
  expect(app.log('main')).toContain('did not close in time');
  expect(app.log('main')).toContain('the shell ends');
});

const backendPid = (app: App) =>
  app.electron.evaluate(({ app: main }) => main.getAppMetrics().find(({ name, serviceName }) => name === 'backend' || serviceName === 'backend')?.pid);
async function killBackend(app: App): Promise<number> {
  const pid = await backendPid(app);
  if (pid === undefined) throw new Error('no backend');
  process.kill(pid, 'SIGKILL');
  return pid;
}

test('a backend that ends is started again, and the page is told', async ({ app }) => {
  await expect.poll(() => times(app, 'the backend is ready')).toBe(1);
  await listenToShell(app.page);
  const before = await killBackend(app);
  await expect
    .poll(async () => (await shellEvents(app.page, 'backend')).map((event) => event.type === 'backend' && event.state))
    .toEqual(['restarting', 'running']);
  const [restarting] = await shellEvents(app.page, 'backend');
  expect(restarting).toMatchObject({ attempt: 1, retryAt: expect.any(Number) });
  expect(await backendPid(app)).not.toBe(before);
  const gotPort = app.page.evaluate(() => new Promise((resolve) => window.addEventListener('message', ({ ports }) => resolve(ports.length))));
  await app.page.evaluate(() => window.bridge.connect());
  expect(await gotPort).toBe(1);
});

test('while the backend is away, a reload by hand starts it at once', async ({ app }) => {
  for (let death = 1; death <= 4; death++) {
    await expect.poll(() => times(app, 'the backend is ready'), { timeout: 15_000 }).toBe(death);
    await killBackend(app);
    await expect.poll(() => times(app, 'the backend ended')).toBe(death);
  }
  // This time it stays away for four seconds and more.
  await app.page.reload();
  await listenToShell(app.page);
  await app.page.evaluate(() => window.bridge.command('reload'));
  await expect.poll(() => backendPid(app), { timeout: 2_000 }).toBeGreaterThan(0);
});
