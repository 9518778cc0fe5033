import { _electron, type ElectronApplication, type Page, test as base } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { keepEvidence, keepTrace, type Run } from './evidence';
import { newFolder, removeNewFolders } from './new-folder';

export type LaunchOptions = {
  /** A profile of an earlier start; else a fresh one. */
  readonly profile?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Puts files into the profile before the start. */
  readonly seed?: (profile: string) => void;
};

/** The real app, started as a user would, with its sandbox on. */
export interface App {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly profile: string;
  /** A log of the shell by its name, without `.log`. Empty where there is none yet. */
  log(name: 'main' | 'backend' | 'page'): string;
  /** Quits as a user would, and waits for the end. The profile stays until the test ends. */
  quit(): Promise<void>;
}

type Fixtures = {
  /**
   * Starts the app, also several times in a test, and gives it once its page shows a screen. Everything is ended and removed with
   * the test; of a failure stay, as plain files in the test's folder, picture, trace and the logs of all processes.
   */
  readonly launch: (options?: LaunchOptions) => Promise<App>;
  /** The app on a fresh profile. */
  readonly app: App;
  /** Made first, so that they go last (new-folder.ts). */
  readonly newFolders: void;
};

const END_MS = 15_000;
/** Each moment of the window as it looked takes a third of all the time that journeys take: only for who asks to look closer. */
const PICTURED = Boolean(process.env['PILOTHOUSE_TRACE']);

const needed = (name: 'PILOTHOUSE_ELECTRON' | 'PILOTHOUSE_ROOT'): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: journeys are started by \`npm run test:e2e\``);
  return value;
};

const MORE_DISPLAYS = z.array(z.object({ DISPLAY: z.string(), XAUTHORITY: z.string() })).parse(JSON.parse(process.env['PILOTHOUSE_MORE_DISPLAYS'] ?? '[]'));

/** Focus and clipboard belong to a display: what runs beside the first runner has one of its own (scripts/tests.mjs). */
function displayOf(runner: number): Record<string, string> {
  return runner === 0 ? {} : (MORE_DISPLAYS[runner - 1] ?? {});
}

export const test = base.extend<Fixtures>({
  newFolders: [
    // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
    async ({}, use) => {
      await use();
      await removeNewFolders();
    },
    { auto: true },
  ],
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  launch: async ({}, use, testInfo) => {
    const runs: Run[] = [];
    const end = async (run: Run) => {
      if (run.ended) return;
      await keepTrace(run, testInfo, runs.indexOf(run));
      run.ended = true;
      await close(run);
    };
    await use(async (options = {}) => {
      const profile = options.profile ?? newFolder('pilothouse-profile');
      options.seed?.(profile);
      const run = await start(profile, { ...options, env: { ...displayOf(testInfo.parallelIndex), ...options.env } });
      runs.push(run); // from here on it leaves evidence, also when it never shows a page
      return { electron: run.electron, page: await firstScreen(run.electron), profile, log: (name) => logOf(profile, name), quit: () => end(run) };
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, run] of runs.entries()) {
      if (failed) await keepEvidence(run, testInfo, index);
      if (failed) await end(run);
      else if (!run.ended) await close(run);
    }
  },
  app: async ({ launch }, use) => use(await launch()),
});

/** Quits; an app that does not end, with a page that hangs for one, is killed, so that the failure is told and not buried. */
async function close({ electron }: Run): Promise<void> {
  const killing = setTimeout(() => electron.process().kill('SIGKILL'), END_MS);
  await electron.close();
  clearTimeout(killing);
}

async function start(profile: string, { args = [], env = {} }: LaunchOptions): Promise<Run> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const electron = await _electron.launch({
    // Playwright turns the sandbox off by itself: without this the tests would prove nothing.
    chromiumSandbox: true,
    // The app's own theme decides, not one that the runner pretends.
    colorScheme: null,
    executablePath: needed('PILOTHOUSE_ELECTRON'),
    args: ['-r', join(import.meta.dirname, 'hold-ready.cjs'), needed('PILOTHOUSE_ROOT'), `--user-data-dir=${profile}`, ...args],
    // No kubeconfig of whoever runs the tests.
    env: { ...inherited, KUBECONFIG: join(profile, 'no-kubeconfig'), ...env },
  });
  const output: string[] = [];
  const child = electron.process();
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const traced = electron
    .context()
    .tracing.start({ screenshots: PICTURED, snapshots: PICTURED })
    .then(
      () => undefined,
      () => undefined, // it ended at once
    );
  const run: Run = { electron, profile, output, traced, ended: false };
  electron.once('close', () => {
    run.ended = true;
  });
  return run;
}

/** The page once its router has settled on a screen. Before that, an address that is set is overtaken by the way to the first screen. */
async function firstScreen(electron: ElectronApplication): Promise<Page> {
  const page = await electron.firstWindow();
  await page.waitForURL(/#\/./);
  await page.locator('#root > *').first().waitFor({ state: 'attached' });
  return page;
}

function logOf(profile: string, name: string): string {
  const path = join(profile, 'logs', `${name}.log`);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

export { expect } from '@playwright/test';
