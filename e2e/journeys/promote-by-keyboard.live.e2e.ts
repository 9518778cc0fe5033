import { expect, type Locator, type Page } from '@playwright/test';
import type { Locale } from '../../shared/models/preferences';
import { words } from '../../shared/words/all-words';
import { test } from '../app';
import { dialogOf, PromoteStage } from './promote-steps';

// No pointer from the first screen to what is done.

const TABS_MAX = 40;
let stage: PromoteStage;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(120_000);
  stage = await PromoteStage.start();
  await stage.paused('ranker', 'scorer');
});
test.afterAll(() => stage.stop());

const hasFocus = (target: Locator) => target.evaluate((element) => element === document.activeElement);

async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < TABS_MAX; i++) {
    if (await hasFocus(target)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${target} is out of reach for the keyboard`);
}

/** What a message says before its first value, or whole where it has none. */
const upTo = (message: string) => message.split('{')[0]?.trim() ?? message;

async function promote(page: Page, locale: Locale, name: string): Promise<void> {
  const say = words[locale];
  await page.keyboard.press('g');
  await page.keyboard.press('a');
  const list = page.getByRole('list', { name: say['attention.list'] });
  await expect(list.getByRole('link', { name: new RegExp(name) })).toBeVisible();
  // Down the list to the one that is meant, and in.
  const link = list.getByRole('link', { name: new RegExp(name) });
  await page.keyboard.press('j');
  for (let i = 0; i < TABS_MAX && !(await hasFocus(link)); i++) await page.keyboard.press('ArrowDown');
  await expect(link).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
  await expect(page.locator('main header').getByText(say['deliveries.state.paused'], { exact: true })).toBeVisible();

  await page.keyboard.press('p');
  const dialog = dialogOf(page);
  const confirm = dialog.locator('[data-confirm]');
  await expect(confirm, 'the plan is there, and what carries it out has the focus').toBeFocused();
  await tabTo(page, dialog.getByRole('textbox', { name: say['actions.reason.optional'] }));
  await page.keyboard.type('the error rate is level');
  await tabTo(page, dialog.getByRole('textbox', { name: say['actions.ticket'] }));
  await page.keyboard.type('ML-204');
  await page.keyboard.press('Control+Enter');
  await expect(dialog.getByText(upTo(say['actions.run.done.title']))).toBeVisible({ timeout: 30_000 });
  await expect(dialog.locator('[data-run-close]'), 'and then what closes it').toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  expect(await page.evaluate(() => document.activeElement !== document.body), 'the focus is somewhere').toBe(true);
}

for (const { locale, name } of [
  { locale: 'en', name: 'ranker' },
  { locale: 'ar', name: 'scorer' },
] as const) {
  test(`a canary is promoted by keyboard alone, from Attention to what is done: ${locale}`, async ({ launch }) => {
    const app = await stage.open(launch, { look: { locale } });
    const { page } = app;
    await expect(page.locator('html')).toHaveAttribute('dir', locale === 'ar' ? 'rtl' : 'ltr');
    await promote(page, locale, name);
    await stage.says(name, { phase: 'Paused', currentStepIndex: 3 });
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible();
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    const row = page.getByRole('row').filter({ hasText: 'the error rate is level' }).first();
    await expect(row).toContainText(words[locale]['actions.promote']);
    await expect(row).toContainText(name);
  });
}
