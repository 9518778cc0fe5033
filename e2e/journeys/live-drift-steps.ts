import { expect, type Locator, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locale } from '../../shared/models/preferences';
import { words } from '../../shared/words/all-words';
import { writeParquet } from '../write-parquet';
import { type Caller, MODEL } from './service-steps';

const DAY_MS = 86_400_000;
const DAYS = 8;
const REFERENCE_DAYS = 3;
const FOUND_MS = 90_000;
const dayOf = (back: number): string => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);

/** What the staged model was asked in the days before: a payload log of them. */
export async function stageLog(folder: string): Promise<void> {
  for (let back = 1; back <= DAYS; back++) {
    const numbers = ['hour', 'weekday', 'distance'].map((name, at) => `[(hash(i, ${at}, ${back}) % ${[24, 7, 900][at] ?? 1})::FLOAT] AS "in.${name}"`);
    const texts = ['origin', 'destination'].map(
      (name, at) => `[list_extract(['ATL', 'ORD', 'DFW', 'LAX'], 1 + (hash(i, ${at + 5}, ${back}) % 4)::INT)] AS "in.${name}"`,
    );
    const select = `SELECT 'r${back}-' || i AS id, 'org.kubeflow.serving.inference.response' AS "reqType", NULL::VARCHAR AS bytes, 200 AS status, false AS shadow, 1 AS revision,
      TIMESTAMPTZ '${dayOf(back)} 01:00:00Z' + to_seconds(i * 20) AS time, ${[...numbers, ...texts].join(', ')}, [(hash(i, 9) % 100 / 100.0)::FLOAT] AS "out.probability" FROM range(2000) t(i)`;
    await writeParquet(join(folder, '.pilothouse/payloads', MODEL, dayOf(back), '01-00-00.000.parquet'), select);
  }
}

const go = (page: Page, hash: string) =>
  page.evaluate((to) => {
    window.location.hash = to;
  }, hash);

async function choose(within: Locator, label: string, option: string): Promise<void> {
  await within.getByLabel(label, { exact: true }).first().click();
  await within.page().getByRole('option', { name: option, exact: true }).click();
}

type Place = { readonly folder: string; readonly connection: string };

/** Serves version 1 of the staged model. @returns how it is called */
export async function serveStaged(page: Page, { folder, connection }: Place, locale: Locale = 'en'): Promise<Caller> {
  const say = words[locale];
  const [dialog, main] = [page.getByRole('dialog'), page.getByRole('main')];
  await go(page, `#/models/${connection}/${MODEL}/1`);
  await page.getByRole('button', { name: say['services.serve'], exact: true }).first().click();
  await dialog.getByRole('textbox').first().waitFor();
  await dialog.getByRole('button', { name: say['actions.review'] }).click();
  await dialog.getByText('npx').first().waitFor();
  await dialog.getByRole('textbox').first().fill('to be asked');
  await dialog.locator('[data-confirm]').click();
  await expect(dialog.getByText(say['actions.run.done.text'])).toBeVisible();
  await dialog.locator('[data-run-close]').click();
  await expect(dialog).toHaveCount(0);
  await go(page, `#/services/${connection}/${MODEL}`);
  await main.getByRole('tab', { name: say['services.tab.call'], exact: true }).click();
  await expect(main.locator('pre').first()).toContainText('/infer');
  const address = /http:\S+\/infer/.exec((await main.locator('pre').first().textContent()) ?? '')?.[0] ?? '';
  return { address, token: readFileSync(join(folder, '.pilothouse/tracking-token'), 'utf8').trim() };
}

/** Makes a monitor of the log of the staged model by the day, against its first days. Its page is open then, and has looked. */
export async function watchLog(page: Page, name: string, locale: Locale = 'en'): Promise<void> {
  const say = words[locale];
  const dialog = page.getByRole('dialog');
  await go(page, '#/drift');
  await page.getByRole('button', { name: say['monitors.create'], exact: true }).first().click();
  await dialog.getByLabel(say['monitors.form.name'], { exact: true }).fill(name);
  await choose(dialog, say['monitors.form.kind'], say['monitors.form.kind.payloads']);
  await choose(dialog, say['monitors.form.service'], MODEL);
  await dialog.getByRole('button', { name: say['monitors.form.look'], exact: true }).click();
  await dialog.getByLabel(say['monitors.form.reference.from'], { exact: true }).fill(dayOf(DAYS));
  await dialog.getByLabel(say['monitors.form.reference.to'], { exact: true }).fill(dayOf(DAYS - REFERENCE_DAYS));
  await choose(dialog, say['monitors.form.window'], say['monitors.window.day']);
  await dialog.getByRole('button', { name: say['monitors.create.now'], exact: true }).click();
  await expect(page.locator('canvas[data-cells]').first()).toBeVisible({ timeout: FOUND_MS });
}
