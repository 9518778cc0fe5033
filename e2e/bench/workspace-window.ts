import type { Page } from '@playwright/test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FILES } from '../../electron/engine/workspace/places';
import { type AppProcess, startApp } from './app-process';

/** The app in its window with a staged workspace open. */
export type WorkspaceWindow = AppProcess & {
  /** Calls the workspace's tracking address as a client would. */
  readonly track: (path: string, body: unknown) => Promise<void>;
};

/** On a profile of its own, which goes with it. */
export async function openWorkspaceWindow(folder: string): Promise<WorkspaceWindow> {
  const profile = mkdtempSync(join(tmpdir(), 'bench-profile-'));
  const remove = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  const app = await startApp({ folder: profile, env: { KUBECONFIG: join(profile, 'no-kubeconfig') }, remove });
  const { electron, page } = app;
  // The system's dialog cannot be driven: it answers here as a user would.
  await electron.evaluate(({ dialog }, path) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) });
  }, folder);
  await page
    .getByRole('navigation')
    .getByRole('link', { name: /^Workspace/ })
    .click();
  await page.getByRole('button', { name: 'Open a folder…' }).click();
  await page.getByText('Log from your own code').waitFor();
  const uri = /http:\/\/127\.0\.0\.1:\d+/.exec(await page.locator('main').innerText())?.[0] ?? '';
  const token = readFileSync(join(folder, '.pilothouse', FILES.token), 'utf8').trim();
  await page.evaluate(IN_PAGE);
  return {
    ...app,
    async track(path, body) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const response = await fetch(`${uri}/api/2.0/mlflow/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
    async stop() {
      await app.stop();
      remove();
    },
  };
}

const PATIENCE_MS = 30_000;

/** Runs in the page. What it looks for is looked for in every frame; told is when that frame has been painted. */
const IN_PAGE = `
  window.bench = {
    until: (look) => new Promise((resolve, reject) => {
      const limit = performance.now() + ${PATIENCE_MS};
      const check = () => {
        if (look()) requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        else if (performance.now() > limit) reject(new Error('not in time: ' + look));
        else requestAnimationFrame(check);
      };
      check();
    }),
    async go(hash, look) {
      const began = performance.now();
      location.hash = hash;
      return (await this.until(() => location.hash.startsWith(hash) && look())) - began;
    },
    frames(each) {
      const lengths = [];
      let last = performance.now();
      let over = false;
      const tick = (now) => {
        lengths.push(now - last);
        last = now;
        each(now);
        if (!over) requestAnimationFrame(tick);
      };
      requestAnimationFrame((now) => { last = now; requestAnimationFrame(tick); });
      return () => { over = true; return lengths; };
    },
  };`;

/** Goes to an address. @returns ms until the first frame in which `look` (an expression of the page) holds was painted */
export const goTo = (page: Page, hash: string, look: string): Promise<number> =>
  page.evaluate<number>(`window.bench.go(${JSON.stringify(hash)}, () => ${look})`);

/** How long each frame lasted while `work` went on; `each` (statements of the page, given \`now\`) is done in each of them. */
export async function framesWhile(page: Page, work: () => Promise<unknown>, each = ''): Promise<number[]> {
  await page.evaluate(`window.bench.end = window.bench.frames((now) => { ${each} })`);
  await work();
  return page.evaluate<number[]>('window.bench.end()');
}

export const framesPerSecond = (lengths: readonly number[]): number => (lengths.length * 1_000) / lengths.reduce((sum, length) => sum + length, 0);
