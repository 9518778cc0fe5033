import { expect, type Page } from '@playwright/test';
import { words } from '../../shared/words/all-words';
import type { Locale } from '../../shared/models/preferences';

/** From the page of a service with a candidate: makes the monitor that is offered there, against what revision 1 answers. Its page is open then. */
export async function watchBothArms(page: Page, name: string, locale: Locale = 'en'): Promise<void> {
  const say = words[locale];
  await page.getByRole('region', { name: say['compare.title'] }).getByRole('link', { name: say['compare.drift.make'] }).click();
  const form = page.getByRole('dialog', { name: say['monitors.create.title'] });
  await form.getByLabel(say['monitors.form.name'], { exact: true }).fill(name);
  await form.getByRole('button', { name: say['monitors.form.look'] }).click();
  await form.getByRole('combobox', { name: say['monitors.form.reference'] }).click();
  await page.getByRole('option', { name: say['monitors.form.reference.revision'] }).click();
  await form.getByLabel(say['monitors.form.revision'], { exact: true }).fill('1');
  await form.getByRole('button', { name: say['monitors.create.now'] }).click();
  await expect(page.getByRole('heading', { name, level: 1, exact: true })).toBeVisible();
}
