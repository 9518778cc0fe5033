import { _electron, type ElectronApplication, type Page, test as base, type TestInfo } from '@playwright/test';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

type Started = { readonly app: App; readonly output: string[]; readonly traced: Promise<void>; ended: boolean };
type Fixtures = {
  /** Starts the app, also several times in a test. Everything is ended and removed with the test; a failure keeps logs, picture and trace. */
  readonly launch: (options?: LaunchOptions) => Promise<App>;
  /** The app on a fresh profile. */
  readonly app: App;
};

const needed = (name: 'PILOTHOUSE_ELECTRON' | 'PILOTHOUSE_ROOT'): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: journeys are started by \`npm run test:e2e\``);
  return value;
};

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- the runner reads what a fixture needs from this pattern
  launch: async ({}, use, testInfo) => {
    const started: Started[] = [];
    const profiles = new Set<string>();
    await use(async (options = {}) => {
      const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'pilothouse-profile-'));
      if (options.profile === undefined) profiles.add(profile);
      options.seed?.(profile);
      const one = await start(profile, options);
      started.push(one);
      return one.app;
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, one] of started.entries()) {
      if (failed) await keepEvidence(one, testInfo, index);
      await end(one);
    }
    for (const profile of profiles) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  },
  app: async ({ launch }, use) => use(await launch()),
});

async function start(profile: string, { args = [], env = {} }: LaunchOptions): Promise<Started> {
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
    .tracing.start({ screenshots: true, snapshots: true })
    .then(
      () => undefined,
      () => undefined, // the runner traces already
    );
  const page = await electron.firstWindow();
  const one: Started = {
    output,
    traced,
    ended: false,
    app: {
      electron,
      page,
      profile,
      log: (name) => {
        const path = join(profile, 'logs', `${name}.log`);
        return existsSync(path) ? readFileSync(path, 'utf8') : '';
      },
      quit: () => end(one),
    },
  };
  electron.once('close', () => {
    one.ended = true;
  });
  return one;
}

async function end(one: Started): Promise<void> {
  if (one.ended) return;
  one.ended = true;
  await one.app.electron.close();
}

async function keepEvidence({ app, output, traced, ended }: Started, testInfo: TestInfo, index: number): Promise<void> {
  const name = (what: string) => `${index === 0 ? '' : `${index}-`}${what}`;
  const attach = (what: string, body: string) => testInfo.attach(name(what), { body, contentType: 'text/plain' });
  if (!ended) {
    const path = testInfo.outputPath(name('page.png'));
    await app.page.screenshot({ path, timeout: 5_000 }).then(
      () => testInfo.attach(name('page.png'), { path, contentType: 'image/png' }),
      () => undefined, // a page that has crashed has no picture
    );
    await traced;
    const trace = testInfo.outputPath(name('trace.zip'));
    await app.electron
      .context()
      .tracing.stop({ path: trace })
      .then(
        () => testInfo.attach(name('trace'), { path: trace, contentType: 'application/zip' }),
        () => undefined,
      );
  }
  await attach('output.txt', output.join(''));
  const folder = join(app.profile, 'logs');
  if (existsSync(folder)) for (const file of readdirSync(folder)) await attach(file, readFileSync(join(folder, file), 'utf8'));
}

export { expect } from '@playwright/test';
