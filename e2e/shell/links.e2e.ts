import { spawn } from 'node:child_process';
import { type App, expect, test } from '../app';
import { listenToShell, shellEvents } from './events';

/** Starts a second copy as the operating system does when a link is clicked. */
const startAgain = ({ profile }: App, link: string) =>
  new Promise<number | null>((resolve, reject) => {
    const child = spawn(process.env['PILOTHOUSE_ELECTRON'] ?? '', [process.env['PILOTHOUSE_ROOT'] ?? '', `--user-data-dir=${profile}`, link], {
      stdio: 'ignore',
    });
    child.once('error', reject);
    child.once('exit', resolve);
  });

test('a second copy hands its link over and goes', async ({ app }) => {
  await listenToShell(app.page);
  expect(await startAgain(app, 'pilothouse://delivery/prod-eu/shop%2Fweb')).toBe(0);
  await expect.poll(() => shellEvents(app.page, 'link')).toEqual([{ type: 'link', key: { kind: 'delivery', connection: 'prod-eu', id: 'shop/web' } }]);
  expect(app.electron.windows()).toHaveLength(1);
});

test('a link that is no address of an entity does nothing but say so', async ({ app }) => {
  const { page } = app;
  await listenToShell(page);
  const links = [
    'pilothouse://evil',
    'pilothouse://delivery/prod/web?then=delete',
    'pilothouse://connections/remove/prod',
    'pilothouse:--inspect',
    `pilothouse://delivery/prod/${'a'.repeat(3_000)}`,
  ];
  for (const [index, link] of links.entries()) {
    expect(await startAgain(app, link)).toBe(0);
    await expect.poll(async () => (await shellEvents(page, 'link')).length).toBe(index + 1);
  }
  expect(await shellEvents(page, 'link')).toEqual(links.map(() => ({ type: 'link', key: null })));
});

test('a link that the app was started with waits for the page', async ({ launch }) => {
  const app = await launch({ args: ['pilothouse://delivery/prod-eu/shop%2Fweb'] });
  await expect.poll(() => app.log('main')).toContain('"message":"a link was opened","valid":true');
  await expect.poll(() => app.page.evaluate(() => decodeURIComponent(location.hash))).toContain('shop/web');
});
