import { expect } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PREFERENCES, type Preferences } from '../../shared/models/preferences';
import { words } from '../../shared/words/all-words';
import { type App, test } from '../app';
import { seriousFindings } from '../axe';
import { type Bed, startBed } from '../peers/bed';
import { populate } from '../peers/populate';

/** Every look that a person may choose; each shows every screen. */
const LOOKS: readonly { readonly name: string; readonly preferences: Partial<Preferences> }[] = [
  { name: 'light', preferences: { theme: 'light', locale: 'en' } },
  { name: 'dark', preferences: { theme: 'dark', locale: 'en' } },
  { name: 'contrast', preferences: { theme: 'contrast', locale: 'en' } },
  { name: 'arabic', preferences: { theme: 'light', locale: 'ar' } },
];

let bed: Bed;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  mkdirSync('test-results/screens', { recursive: true });
  bed = await startBed();
  await populate(bed);
});
test.afterAll(() => bed.stop());

/** All that must hold on any screen: nothing serious for axe, and nothing that is wider than the window. */
async function judge({ page, electron }: App, look: string, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // By the window itself: the runner's own picture shows a quarter of a page at twice the size.
  const picture = await electron.evaluate(async ({ BrowserWindow }) =>
    (await BrowserWindow.getAllWindows()[0]?.webContents.capturePage())?.toPNG().toString('base64'),
  );
  writeFileSync(`test-results/screens/${look}-${name}.png`, Buffer.from(picture ?? '', 'base64'));
  expect.soft(await seriousFindings(page), `${look} ${name}`).toEqual([]);
  expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), `${look} ${name} is too wide`).toBeLessThanOrEqual(0);
}

async function go({ page }: App, hash: string): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, hash);
}

for (const { name: look, preferences } of LOOKS) {
  test(`every screen is whole and clean: ${look}`, async ({ launch }) => {
    const say = words[preferences.locale === 'ar' ? 'ar' : 'en'];
    const seed = (folder: string) =>
      writeFileSync(join(folder, 'preferences.json'), JSON.stringify({ ...DEFAULT_PREFERENCES, motion: 'reduce', ...preferences }));
    const app = await launch({ env: { KUBECONFIG: bed.kubeconfig('admin') }, seed });
    const { page } = app;
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1_400, 860));

    await go(app, '#/attention');
    await expect(page.getByText(say['attention.none.text'])).toBeVisible();
    await judge(app, look, 'attention-without-connections');
    await go(app, '#/ledger');
    await expect(page.getByText(say['ledger.empty'])).toBeVisible();
    await judge(app, look, 'ledger-empty');
    await go(app, '#/deliveries');
    await judge(app, look, 'deliveries-without-connections');
    await go(app, '#/connections');
    await expect(page.getByText(say['connections.empty.title'])).toBeVisible();
    await judge(app, look, 'connections-empty');
    await page.getByRole('button', { name: say['connections.add'] }).first().click();
    const dialog = page.getByRole('dialog', { name: say['connections.add.title'] });
    await dialog.getByRole('checkbox').first().check();
    await judge(app, look, 'connections-add');
    await dialog.getByRole('button').last().click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: say['connections.test.do'] })).toBeVisible();
    await judge(app, look, 'connections');
    await page.getByRole('button', { name: say['connections.test.do'] }).click();
    await expect(page.getByRole('button', { name: say['connections.test.again'] })).toBeVisible();
    await judge(app, look, 'connections-tested');
    await page.getByRole('tab', { name: say['connections.tab.options'] }).click();
    await judge(app, look, 'connections-options');
    await page.getByRole('tab', { name: say['connections.tab.rights'] }).click();
    await expect(page.getByText(say['connections.rights.yes']).first()).toBeVisible();
    await judge(app, look, 'connections-rights');

    await go(app, '#/attention');
    await expect(page.getByRole('article').filter({ hasText: 'chargeback-classifier' })).toBeVisible();
    await judge(app, look, 'attention');
    await go(app, '#/deliveries');
    const row = page.getByRole('row', { name: /chargeback-classifier/ });
    await expect(row).toBeVisible();
    await judge(app, look, 'deliveries');
    await row.dblclick();
    await judge(app, look, 'deliveries-open');
    await go(app, '#/deliveries?group=state');
    await judge(app, look, 'deliveries-grouped');
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('recs');
    await judge(app, look, 'palette');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await judge(app, look, 'shortcuts');
    await page.keyboard.press('Escape');
    await go(app, '#/settings');
    await expect(page.getByRole('heading', { name: say['settings.title'] })).toBeVisible();
    await judge(app, look, 'settings');
    await go(app, '#/about');
    await expect(page.getByRole('heading', { name: say['about.title'] })).toBeVisible();
    await judge(app, look, 'about');
    await go(app, '#/nowhere');
    await judge(app, look, 'nowhere');

    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1_024, 700));
    await go(app, '#/attention');
    await judge(app, look, 'attention-narrow');
    await go(app, '#/deliveries');
    await judge(app, look, 'deliveries-narrow');
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(2));
    await expect(page.getByRole('row', { name: /batch-scorer/ })).toBeVisible();
    await judge(app, look, 'deliveries-twice');
    await go(app, '#/attention');
    await expect(page.getByRole('article').first()).toBeVisible();
    await judge(app, look, 'attention-twice');
    await go(app, '#/deliveries');
    await row.first().press('Space');
    const panel = page.getByRole('complementary');
    await expect(panel, 'what lies over the table takes the focus').toBeFocused();
    await judge(app, look, 'deliveries-twice-open');
    await page.keyboard.press('Escape');
    await expect(panel).toBeHidden();
    await expect(row.first(), 'and gives it back').toBeFocused();
  });
}
