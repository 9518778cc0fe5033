import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, expect, test } from '../app';
import { openRawPort } from '../raw-port';

/** The system's dialogs cannot be driven: they answer here as a user would. */
const answerDialogs = ({ electron }: App, path: string) =>
  electron.evaluate(({ dialog }, chosen) => {
    Object.assign(dialog, {
      showSaveDialog: (_window: unknown, options: unknown) => {
        Object.assign(globalThis, { saveOptions: options });
        return Promise.resolve({ canceled: chosen === '', filePath: chosen });
      },
      showOpenDialog: () => Promise.resolve({ canceled: chosen === '', filePaths: chosen === '' ? [] : [chosen] }),
    });
  }, path);
const save = ({ page }: App, name: string, text: string) => page.evaluate((file) => window.bridge.saveText(file), { name, text });

test('text is saved whole where the user says', async ({ app }) => {
  const path = join(app.profile, 'deliveries.csv');
  await answerDialogs(app, path);
  writeFileSync(path, 'older');
  const text = 'name,replicas\nwëb,3\n'.repeat(50_000);
  expect(await save(app, 'deliveries 2026.csv', text)).toEqual({ saved: true });
  expect(readFileSync(path, 'utf8')).toBe(text);
  expect(readdirSync(app.profile).filter((name) => name.startsWith('deliveries') && name.endsWith('.tmp'))).toEqual([]);
});

test('a dialog that is cancelled saves nothing', async ({ app }) => {
  await answerDialogs(app, '');
  expect(await save(app, 'a.csv', 'x')).toEqual({ saved: false });
});

test('a place that cannot be written is a failure with its reason, and leaves nothing behind', async ({ app }) => {
  const folder = join(app.profile, 'read-only');
  mkdirSync(folder);
  chmodSync(folder, 0o555);
  await answerDialogs(app, join(folder, 'a.csv'));
  expect(await save(app, 'a.csv', 'x')).toMatchObject({ failure: { code: 'local', retry: 'user', detail: { values: { file: 'a.csv' } } } });
  expect(existsSync(join(folder, 'a.csv'))).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('a kubeconfig that is picked is looked into, and the page is not told its path by the shell', async ({ app }) => {
  const path = join(app.profile, 'picked.yaml');
  writeFileSync(path, 'apiVersion: v1\nkind: Config\n');
  await answerDialogs(app, path);
  await openRawPort(app.page);
  expect(await app.page.evaluate(() => window.bridge.command('add-kubeconfig'))).toBeUndefined();
  await app.page.evaluate(() => window.rawPort?.post({ type: 'open', id: 1, verb: 'connections.candidates', input: {} }));
  await expect.poll(() => app.page.evaluate(() => JSON.stringify(window.rawPort?.answers ?? []))).toContain('picked.yaml');
});
