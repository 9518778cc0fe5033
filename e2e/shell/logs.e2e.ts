import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '../app';

test('what the page complains of is kept, without secrets', async ({ app }) => {
  await app.page.evaluate(() => {
    console.error('failed with Authorization: Bearer abcdef0123456789');
    console.warn('https://joe:hunter2secret@host/');
    console.log('chatter');
  });
  await expect.poll(() => app.log('page')).toContain('host/');
  expect(app.log('page')).not.toMatch(/abcdef0123456789|hunter2secret|chatter/);
});

test('a page that complains without end does not fill the disk', async ({ app }) => {
  await app.page.evaluate(() => {
    for (let n = 0; n < 5_000; n++) console.error(`complaint ${n}`);
    console.info('done');
  });
  await expect.poll(() => app.log('page')).toContain('complaint 1');
  expect(app.log('page').split('\n').length).toBeLessThan(200);
});

test('one command opens the folder of the logs', async ({ app }) => {
  await app.electron.evaluate(({ shell }) => {
    Object.assign(shell, {
      openPath: (path: string) => {
        Object.assign(globalThis, { openedPath: path });
        return Promise.resolve('');
      },
    });
  });
  await app.page.evaluate(() => window.bridge.command('open-logs'));
  expect(await app.electron.evaluate(() => (globalThis as { openedPath?: string }).openedPath)).toBe(join(app.profile, 'logs'));
});

test('diagnostics can be copied, without secrets and without the name of the user', async ({ app }) => {
  await app.page.evaluate((home) => console.error(`${home}/secrets token=abcdef0123456789`), homedir());
  await expect.poll(() => app.log('page')).toContain('secrets');
  await app.page.evaluate(() => window.bridge.command('copy-diagnostics'));
  const text = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(text).toContain('electron: ');
  expect(text).toContain('--- main.log');
  expect(text).toContain('~/secrets');
  expect(text).not.toContain('abcdef0123456789');
});
