import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bed, startBed } from '../bed';
import { kubeconfigText } from '../kubeconfig';
import { countRuns, execEntry, type ExecPluginOptions } from './exec-plugin';

let bed: Bed;
const dir = mkdtempSync(join(tmpdir(), 'exec-'));
beforeAll(async () => {
  bed = await startBed({ without: ['kcm', 'scheduler', 'kwok'], nodes: 0 });
}, 90_000);
afterAll(async () => {
  await bed.stop();
  rmSync(dir, { recursive: true });
});

/** What the real kubectl makes of the plugin, and how often it ran it. */
async function judge(options: ExecPluginOptions) {
  const countFile = join(dir, `${options.mode}.count`);
  const path = join(dir, `${options.mode}.kubeconfig`);
  const ca = readFileSync(join(bed.dir, 'pki/ca.crt'), 'utf8');
  writeFileSync(path, kubeconfigText({ server: bed.url, ca, user: { exec: execEntry({ countFile, ...options }) } }));
  const outcome = await bed
    .kubectl(`--kubeconfig=${path}`, 'auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}')
    .catch((error: Error) => error.message);
  return { outcome, runs: countRuns(countFile) };
}
const token = 'viewer-token-of-the-test-bed';

test('kubectl signs in with the token of a good plugin, slow or chatty', async () => {
  for (const mode of ['ok', 'slow', 'chatty'] as const)
    expect(await judge({ mode, token, ttlSeconds: 60, delayMs: 200 })).toEqual({ outcome: 'viewer', runs: 1 });
});

test('kubectl signs in with the certificate of a plugin', async () => {
  const pki = (name: string) => join(bed.dir, 'pki', name);
  expect(await judge({ mode: 'ok', certificateFile: pki('client-admin.crt'), keyFile: pki('client-admin.key') })).toMatchObject({ outcome: 'admin' });
});

test('kubectl complains about every bad plugin', async () => {
  expect((await judge({ mode: 'fails' })).outcome).toMatch(/session has ended[\s\S]*exit code 3/);
  for (const mode of ['rubbish', 'empty', 'other-version', 'other-kind', 'no-status', 'no-credential'] as const) {
    expect((await judge({ mode, token })).outcome).toMatch(/exec plugin|getting credentials/);
  }
});
