import { expect } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { DEFAULT_PREFERENCES } from '../../shared/models/preferences';
import { kubeconfigOf } from '../bad-input-stage';
import { test } from '../app';
import { execEntry } from '../peers/exec-plugins/exec-plugin';
import { type Replay, startReplayServer } from '../peers/replay/replay-server';
import { connectAll, screenLink, status } from './steps';

let replay: Replay;
test.beforeAll(async () => {
  replay = await startReplayServer({ objects: 30 });
});
test.afterAll(() => replay.stop());

/** The kubeconfig of the replay, signed in to by our plugin. */
const signedInBy = (context: string, mode: 'fails' | 'ok') =>
  kubeconfigOf(replay, context).replace('"token": "replay-token"', `"exec": ${JSON.stringify(execEntry({ mode, token: 'replay-token' }))}`);

test('a broken kubeconfig and a sign-in program that fails are explained in plain words, hide nothing else, and work once they are mended', async ({
  launch,
}) => {
  let kubeconfigs = '';
  const write = (name: string, text: string) => writeFileSync(join(kubeconfigs, `${name}.yaml`), text, { mode: 0o600 });
  const folder = test.info().outputPath('kubeconfigs');
  mkdirSync(folder, { recursive: true });
  kubeconfigs = folder;
  write('good', kubeconfigOf(replay, 'good'));
  write('login', signedInBy('login', 'fails'));
  write('broken', 'apiVersion: v1\nclusters: [\n  {name: a\n');
  const app = await launch({
    env: { KUBECONFIG: ['good', 'login', 'broken'].map((name) => join(folder, `${name}.yaml`)).join(delimiter) },
    seed: (profile) => writeFileSync(join(profile, 'preferences.json'), JSON.stringify({ ...DEFAULT_PREFERENCES, theme: 'light', motion: 'reduce' })),
  });
  const { page } = app;
  const picture = (name: string) => page.screenshot({ path: `test-results/faults/${name}.png` });

  // What is wrong with a file is said where its contexts would be, and the others can be added.
  await connectAll(app, async (dialog) => {
    await expect(dialog.getByRole('alert')).toContainText('broken.yaml cannot be read');
    await expect(dialog.getByRole('alert')).toContainText('The kubeconfig file cannot be understood.');
    await picture('add-dialog');
  });

  // The one that works does, and the other says what its own program said.
  await expect(status(app)).toContainText('live');
  await page.getByRole('row', { name: /login/ }).dblclick();
  const panel = page.getByRole('complementary', { name: 'Connection login' });
  await expect(panel.getByRole('alert')).toContainText('The sign-in program ended with an error.');
  await expect(panel.getByText('error: your session has ended, run `login` again')).toBeVisible();
  await picture('sign-in-failed');
  await screenLink(app, 'Deliveries').click();
  await expect(page.getByText('30 deliveries')).toBeVisible();
  await expect(page.getByText('1 connection is not live')).toBeVisible();
  await picture('deliveries-one-fails');

  // Mended on disk, both work without a restart.
  write('login', signedInBy('login', 'ok'));
  await expect(page.getByText('60 deliveries')).toBeVisible();
  await expect(page.getByText('1 connection is not live')).toBeHidden();
  write('broken', kubeconfigOf(replay, 'mended'));
  await connectAll(app);
  await expect(status(app).getByText('live')).toHaveCount(3);
  await screenLink(app, 'Deliveries').click();
  await expect(page.getByText('90 deliveries')).toBeVisible();
});
