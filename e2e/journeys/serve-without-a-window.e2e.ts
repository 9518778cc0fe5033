import type { Page } from '@playwright/test';
import { type App, expect, type LaunchOptions, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { call, type Caller, callerOf, kindsOf, MODEL, serveFirst } from './service-steps';
import { openWorkspace, workspaceLink } from './workspace-steps';

// The window is closed while a service is asked: whoever leaves says what becomes of it, and what goes on is seen in the tray.

let folder: string;
let stage: WorkspaceStage;
test.beforeEach(async () => {
  folder = newFolder('serve-on');
  stage = await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});
// Once the app has ended.

const ANSWERS = ['keep', 'stop', 'stay'] as const;
type Seen = { asked?: { message: string; detail: string; buttons: string[] }; questions?: number; tray?: unknown };

/** The system draws the tray and the question at leaving, and nothing can press there: what they are told is kept, and the question answered. */
const watchSystem = ({ electron }: App): Promise<void> =>
  electron.evaluate(({ dialog, Tray }) => {
    const seen = globalThis as { questions?: number };
    seen.questions = 0;
    Object.assign(dialog, {
      showMessageBox: (options: unknown) => {
        Object.assign(globalThis, { asked: options, questions: (seen.questions ?? 0) + 1 });
        return Promise.resolve({ response: (globalThis as { answer?: number }).answer ?? 2 });
      },
    });
    const { setContextMenu } = Tray.prototype;
    Tray.prototype.setContextMenu = function (menu) {
      Object.assign(globalThis, { tray: { icon: this, menu } });
      return setContextMenu.call(this, menu);
    };
  });
const answer = ({ electron }: App, choice: (typeof ANSWERS)[number]): Promise<unknown> =>
  electron.evaluate((_, response) => Object.assign(globalThis, { answer: response }), ANSWERS.indexOf(choice));
const questions = ({ electron }: App) => electron.evaluate(() => (globalThis as Seen).questions ?? 0);
const asked = ({ electron }: App) => electron.evaluate(() => (globalThis as Seen).asked ?? null);

/** The words of the menu in the tray; null where there is none. */
const tray = ({ electron }: App): Promise<readonly string[] | null> =>
  electron.evaluate(() => {
    const { tray: shown } = globalThis as { tray?: { icon: Electron.Tray; menu: Electron.Menu } };
    return !shown || shown.icon.isDestroyed()
      ? null
      : shown.menu.items.filter(({ type }) => type !== 'separator').map(({ label, enabled }) => (enabled ? label : `(${label})`));
  });
const pressInTray = ({ electron }: App, label: string): Promise<void> =>
  electron.evaluate((_, wanted) => {
    const { tray: shown } = globalThis as { tray?: { menu: Electron.Menu } };
    shown?.menu.items.find((item) => item.label === wanted)?.click();
  }, label);

const closeWindow = ({ electron }: App) => electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close()));
const leave = ({ electron }: App) => electron.evaluate(({ app }) => app.quit());
const hasNoWindow = ({ electron }: App) => expect.poll(() => electron.windows().length).toBe(0);

/** A service that somebody asks, as far as the shell knows: it looks for that every few seconds. */
async function served(launch: (options?: LaunchOptions) => Promise<App>): Promise<{ readonly app: App; readonly caller: Caller }> {
  const app = await launch();
  await watchSystem(app);
  await openWorkspace(app, folder);
  await serveFirst(app.page, stage.connection);
  const caller = await callerOf(app.page);
  expect(kindsOf(await call(caller, 20))).toEqual(['200 of 1']);
  await expect.poll(() => app.log('main')).toMatch(/what leaving would end.*"asked":1/);
  return { app, caller };
}
const isGone = ({ address }: Caller) =>
  expect
    .poll(() =>
      fetch(address).then(
        () => 'answers',
        () => 'gone',
      ),
    )
    .toBe('gone');

/** Opens the window from the tray, and gives it once it shows the service again. */
async function openFromTray(app: App): Promise<Page> {
  const [page] = await Promise.all([app.electron.waitForEvent('window'), pressInTray(app, 'Open Pilothouse')]);
  await expect(page.getByRole('heading', { name: MODEL, exact: true })).toBeVisible();
  return page;
}

test('who leaves while a service is asked is asked; kept, it answers without a window, is named in the tray, and the window comes back from there', async ({
  launch,
}, info) => {
  const { app, caller } = await served(launch);

  await test.step('the question names what is asked, and to stay changes nothing', async () => {
    await leave(app);
    await expect.poll(() => questions(app)).toBe(1);
    expect(await asked(app)).toMatchObject({
      message: 'Services are being asked',
      detail: expect.stringContaining(`Being asked now: ${MODEL}.`),
      buttons: ['Keep serving in the background', 'Stop serving and quit', 'Stay'],
    });
    expect([app.electron.windows().length, await tray(app)]).toEqual([1, null]);
  });

  await test.step('kept, it goes on without a window, and the tray says what is served', async () => {
    await answer(app, 'keep');
    await leave(app);
    await hasNoWindow(app);
    await expect.poll(() => tray(app)).toEqual(['(Being served:)', `(${MODEL})`, 'Open Pilothouse', 'Stop serving and quit']);
    expect(kindsOf(await call(caller, 20))).toEqual(['200 of 1']);
  });

  let page = await test.step('from the tray the window comes back where it was, and the tray goes', async () => {
    const back = await openFromTray(app);
    expect(await tray(app)).toBeNull();
    await back.screenshot({ path: info.outputPath('back.png') });
    return back;
  });

  await test.step('set to serve on, closing the window asks nothing', async () => {
    await workspaceLink(page, 'Workspace').click();
    await page.getByRole('button', { name: 'Workspace settings' }).first().click();
    const form = page.getByRole('dialog', { name: 'Workspace settings' });
    await form.getByLabel('Services answer when Pilothouse is closed').check();
    await page.screenshot({ path: info.outputPath('settings.png') });
    expect(await seriousFindings(page)).toEqual([]);
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form).toBeHidden();
    await expect.poll(() => app.log('main')).toContain('"keepServing":true');
    const before = await questions(app);
    await closeWindow(app);
    await hasNoWindow(app);
    await expect.poll(() => tray(app)).toContain(`(${MODEL})`);
    expect(await questions(app)).toBe(before);
    expect(kindsOf(await call(caller, 20))).toEqual(['200 of 1']);
  });

  await test.step('a second start of the app brings the same window back; the tray ends all without a question', async () => {
    [page] = await Promise.all([
      app.electron.waitForEvent('window'),
      app.electron.evaluate(({ app: shell }) => void shell.emit('second-instance', {}, [], '')),
    ]);
    await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
    expect(await tray(app)).toBeNull();
    await closeWindow(app);
    await expect.poll(() => tray(app)).toContain('Stop serving and quit');
    const before = await questions(app);
    const closed = app.electron.waitForEvent('close');
    expect(before).toBe(2);
    await pressInTray(app, 'Stop serving and quit');
    await closed;
    await isGone(caller);
  });
});

test('stopped at leaving, a service answers no more, and again after the next start', async ({ launch }) => {
  const { app, caller } = await served(launch);
  await answer(app, 'stop');
  const closed = app.electron.waitForEvent('close');
  await leave(app);
  await closed;
  await isGone(caller);
  const again = await launch({ profile: app.profile });
  await expect(again.page.getByRole('heading', { name: MODEL, exact: true })).toBeVisible();
  await expect.poll(async () => kindsOf(await call(caller, 1).catch(() => []))).toEqual(['200 of 1']);
});

test('told to end by the system, the app asks nothing: what waits is answered, what comes late is told so, and all is there after the next start', async ({
  launch,
}) => {
  const { app, caller } = await served(launch);
  const closed = app.electron.waitForEvent('close');
  const calls = Array.from({ length: 50 }, () => call(caller, 1).catch(() => []));
  const asking = Promise.all(calls);
  await Promise.race(calls); // they have arrived: the first is answered
  app.electron.process().kill('SIGTERM');
  await closed;
  // A connection that is not taken any more is no answer at all.
  const kinds = kindsOf((await asking).flat());
  expect(kinds).toContain('200 of 1');
  expect(kinds.filter((kind) => kind !== '200 of 1' && kind !== '503 of null')).toEqual([]);
  expect(app.log('main')).toContain('the app is told to end');
  expect(app.log('main')).toMatch(/an engine ended.*"code":0/);
  expect(app.log('main')).toContain('the shell ends');
  expect(app.log('main')).not.toContain('the user was asked');
  await isGone(caller);
  const again = await launch({ profile: app.profile });
  await expect(again.page.getByRole('heading', { name: MODEL, exact: true })).toBeVisible();
  await expect.poll(async () => kindsOf(await call(caller, 1).catch(() => []))).toEqual(['200 of 1']);
});

test('told to end while the question is open, the app does not wait for its answer', async ({ launch }) => {
  const { app } = await served(launch);
  await app.electron.evaluate(({ dialog }) => Object.assign(dialog, { showMessageBox: () => new Promise(() => undefined) }));
  await leave(app);
  const closed = app.electron.waitForEvent('close');
  app.electron.process().kill('SIGTERM');
  await closed;
  expect(app.log('main')).toContain('the shell ends');
});
