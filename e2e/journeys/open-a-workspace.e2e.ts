import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFile } from '../../shared/api/engine-process';
import { type App, expect, test } from '../app';
import { newFolder } from '../new-folder';

// A folder becomes a workspace, outlives the app, its engine's death and a second opener; what trains is asked about.

const MLPROJECT = `name: tides
entry_points:
  wait:
    parameters: {until: {type: path, default: go}}
    command: "node wait.mjs {until}"
`;
/** Trains until it is let go. */
const WAIT = `import { existsSync, writeFileSync } from 'node:fs';
const [until] = process.argv.slice(2);
writeFileSync('pid', String(process.pid));
console.log('begun');
const timer = setInterval(() => {
  if (!existsSync(until)) return;
  clearInterval(timer);
  console.log('let go');
}, 50);
`;

function newProject(): string {
  const folder = newFolder('tides');
  writeFileSync(join(folder, 'MLproject'), MLPROJECT);
  writeFileSync(join(folder, 'wait.mjs'), WAIT);
  return folder;
}

const engineOf = (folder: string) => EngineFile.parse(JSON.parse(readFileSync(join(folder, '.pilothouse/engine.json'), 'utf8')));
const isGone = (pid: number) => !existsSync(`/proc/${pid}`);

/** The system's dialogs cannot be driven: they answer here as a user would. */
const answerDialogs = ({ electron }: App, folder: string, response = 0) =>
  electron.evaluate(
    ({ dialog }, answer) => {
      Object.assign(dialog, {
        showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [answer.folder] }),
        showMessageBox: (...given: unknown[]) => {
          Object.assign(globalThis, { asked: given.at(-1) });
          return Promise.resolve({ response: answer.response });
        },
      });
    },
    { folder, response },
  );
const asked = ({ electron }: App) => electron.evaluate(() => (globalThis as { asked?: { message?: string } }).asked?.message ?? null);

const clickMenu = ({ electron }: App, id: string) => electron.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id);

async function toWorkspace({ page }: App): Promise<void> {
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /^Workspace/ })
    .click();
}

async function openByHand(app: App, folder: string): Promise<void> {
  await answerDialogs(app, folder);
  await toWorkspace(app);
  await app.page.getByRole('button', { name: 'Open a folder…' }).click();
  await expect(app.page.getByText('Log from your own code')).toBeVisible();
}

async function startRun({ page }: App): Promise<void> {
  await page.getByRole('button', { name: 'Start a run' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Start/ })
    .click();
}

const nameOf = (folder: string) => folder.split('/').at(-1) ?? '';

test('a folder that is picked becomes a workspace, and is open again after the app was started again', async ({ launch }) => {
  const folder = newProject();
  const first = await launch();
  await openByHand(first, folder);
  await expect(first.page.getByRole('heading', { name: nameOf(folder) })).toBeVisible();
  const { pid } = engineOf(folder);
  await first.quit();
  await expect.poll(() => isGone(pid)).toBe(true);
  expect(existsSync(join(folder, '.pilothouse/engine.json'))).toBe(false);

  const second = await launch({ profile: first.profile });
  await toWorkspace(second);
  await expect(second.page.getByRole('heading', { name: nameOf(folder) })).toBeVisible();
  await expect(second.page.getByText('Log from your own code')).toBeVisible();
});

test('an engine that is killed is said to be away, comes back by itself, and takes nothing else down', async ({ app }) => {
  const folder = newProject();
  await openByHand(app, folder);
  const { pid } = engineOf(folder);
  process.kill(pid, 'SIGKILL');
  await expect(app.page.getByText(/^The engine of this workspace went away/)).toBeVisible();
  await expect(app.page.getByText(/^The engine of this workspace went away/)).toBeHidden();
  expect(engineOf(folder).pid).not.toBe(pid);
  await expect(app.page.getByText('Log from your own code')).toBeVisible();
  expect(app.log('main')).not.toContain('the backend ended');
});

test('an app that opens what another has open attaches to it and says so', async ({ launch }) => {
  const folder = newProject();
  const first = await launch();
  await openByHand(first, folder);
  const second = await launch();
  await openByHand(second, folder);
  await expect(second.page.getByText('opened by another process')).toBeVisible();
  await second.quit();
  expect(isGone(engineOf(folder).pid)).toBe(false);
  await expect(first.page.getByText('Log from your own code')).toBeVisible();
});

test('a workspace of a newer Pilothouse is refused by the menu in words', async ({ app }) => {
  const folder = newProject();
  mkdirSync(join(folder, '.pilothouse'));
  writeFileSync(join(folder, '.pilothouse/workspace.json'), '{"format":99,"id":"0123456789abcdef","name":"from tomorrow"}');
  await answerDialogs(app, folder);
  await clickMenu(app, 'menu.open-workspace');
  await expect.poll(() => asked(app)).toBe('The workspace could not be opened');
});

/** A run trains in a workspace that was opened by hand, and the question about it will be answered. */
async function train(app: App, answer: 'keep' | 'stop'): Promise<{ readonly folder: string; readonly engine: number; readonly run: number }> {
  const folder = newProject();
  await openByHand(app, folder);
  await startRun(app);
  await expect(app.page.getByText('begun').first()).toBeVisible();
  await answerDialogs(app, folder, answer === 'keep' ? 0 : 1);
  return { folder, engine: engineOf(folder).pid, run: Number(readFileSync(join(folder, 'pid'), 'utf8')) };
}

const whenClosed = ({ electron }: App) => electron.waitForEvent('close', { timeout: 60_000 });

test('runs that train when the app is left go on without a window, and the app ends after the last of them', async ({ app }) => {
  const { folder, engine, run } = await train(app, 'keep');
  const closed = whenClosed(app);
  await app.electron.evaluate(({ app: shell }) => shell.quit());
  await expect.poll(() => app.electron.windows().length).toBe(0);
  expect(await asked(app)).toBe('Runs are still training');
  expect([isGone(engine), isGone(run)]).toEqual([false, false]);
  writeFileSync(join(folder, 'go'), '');
  await closed;
  await expect.poll(() => isGone(engine)).toBe(true);
});

test('runs that train are stopped when the user says so, and nothing stays behind', async ({ app }) => {
  const { engine, run } = await train(app, 'stop');
  const closed = whenClosed(app);
  await app.electron.evaluate(({ app: shell }) => shell.quit());
  await closed;
  await expect.poll(() => [isGone(engine), isGone(run)]).toEqual([true, true]);
});

test('runs are stopped when the user says so also where their engine died just before, and that is on record', async ({ app, launch }) => {
  const { folder, engine, run } = await train(app, 'stop');
  const closed = whenClosed(app);
  await app.electron.evaluate(({ app: shell }, pid) => {
    process.kill(pid, 'SIGKILL');
    shell.quit();
  }, engine);
  await closed;
  await expect.poll(() => [isGone(engine), isGone(run)]).toEqual([true, true]);
  expect(existsSync(join(folder, '.pilothouse/engine.json'))).toBe(false);

  const again = await launch();
  await openByHand(again, folder);
  await again.page
    .getByRole('navigation')
    .getByRole('link', { name: /^Training/ })
    .click();
  await expect(again.page.getByRole('row', { name: /ended early/i })).toHaveCount(1);
});

test('where no engine comes up that could stop the runs of one that died, leaving the app says that they may train on', async ({ app }) => {
  const { folder, engine, run } = await train(app, 'stop');
  const closed = whenClosed(app);
  await app.electron.evaluate(({ app: shell, utilityProcess }, pid) => {
    const fork = utilityProcess.fork.bind(utilityProcess);
    Object.assign(utilityProcess, { fork: (_entry: string, ...rest: [string[]]) => fork('/nowhere.js', ...rest) });
    process.kill(pid, 'SIGKILL');
    shell.quit();
  }, engine);
  await closed;
  expect(app.log('main')).toContain('the user was told that runs may train on');
  expect(isGone(run)).toBe(false);
  writeFileSync(join(folder, 'go'), '');
  await expect.poll(() => isGone(run)).toBe(true);
});

test('on a machine without Node, an entry point for it runs on what Pilothouse ships', async ({ launch }) => {
  const folder = newProject();
  const app = await launch({ env: { PATH: join(folder, 'nothing-here') } });
  await openByHand(app, folder);
  await startRun(app);
  await expect(app.page.getByText('begun').first()).toBeVisible();
  writeFileSync(join(folder, 'go'), '');
  await expect(app.page.getByText('let go').first()).toBeVisible();
  await expect(app.page.getByText('Finished').first()).toBeVisible();
});

test('the sample opens from the menu, with its datasets', async ({ launch }) => {
  const home = newFolder('home');
  const app = await launch({ env: { HOME: home } });
  await clickMenu(app, 'menu.open-sample');
  await toWorkspace(app);
  await expect(app.page.getByText('Log from your own code')).toBeVisible();
  await app.page.getByRole('navigation').getByRole('link', { name: /^Data/ }).click();
  await expect(app.page.getByText('flights-2001-01').first()).toBeVisible();
});
