import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { expect, type Locator, type Page } from '@playwright/test';
import { workspaceLink } from './workspace-steps';

/** The model of the sample, and of workspaces that are staged (e2e/workspace-stage.ts). */
export const MODEL = 'late-arrival';
/** A flight, late in the evening. */
const BODY = JSON.stringify({
  inputs: [
    ...['hour', 'weekday', 'distance'].map((name) => ({ name, shape: [1, 1], datatype: 'FP32', data: [20] })),
    ...['origin', 'destination'].map((name) => ({ name, shape: [1, 1], datatype: 'BYTES', data: ['ORD'] })),
  ],
});

export const main = (page: Page): Locator => page.getByRole('main');

/** The page of a version, and on it the form that serves it. */
export async function openServeForm(page: Page, connection: string, version: number): Promise<Locator> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, `#/models/${connection}/${MODEL}/${version}`);
  await expect(page.getByRole('heading', { name: MODEL })).toBeVisible();
  await page.getByRole('button', { name: 'Serve…' }).click();
  return page.getByRole('dialog', { name: `Serve ${MODEL} v${version}` });
}

/** Version 1 gets all traffic of a service of its own, whose page is opened. */
export async function serveFirst(page: Page, connection: string): Promise<void> {
  const form = await openServeForm(page, connection, 1);
  await form.getByRole('button', { name: 'See what it would do' }).click();
  await page.getByRole('dialog').locator('[data-confirm]').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open the service' }).click();
  await expect(page.getByRole('heading', { name: MODEL, exact: true })).toBeVisible();
  await expect(main(page).getByText('stable', { exact: true }).first()).toBeVisible();
}

/** From the list of all services. */
export async function openService(page: Page): Promise<void> {
  await workspaceLink(page, 'Services').click();
  await page.getByRole('grid').getByRole('link', { name: MODEL }).click();
  await expect(page.getByRole('heading', { name: MODEL, exact: true })).toBeVisible();
}

/** Presses what can be done with the service whose page is open. */
export const act = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('region', { name: 'What you can do' }).getByRole('button', { name }).click();

/** Confirms the plan that is open, says why where that is asked for, and waits until the system shows it. */
export async function confirmPlan(page: Page, reason?: string): Promise<void> {
  const plan = page.getByRole('dialog');
  if (reason !== undefined) await plan.getByLabel(/^Reason/).fill(reason);
  await plan.locator('[data-confirm]').click();
  await expect(plan.getByText(/^Done in /)).toBeVisible();
  await plan.locator('[data-run-close]').click();
  await expect(plan).toHaveCount(0);
}

/** Goes back to a revision of the service whose page is open. */
export async function rollBackTo(page: Page, revision: number, reason: string): Promise<void> {
  await act(page, 'Roll back…');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`revision ${revision}`) })
    .click();
  await confirmPlan(page, reason);
}

export type Caller = { readonly address: string; readonly token: string };
/** As the page of the service says how it is called; it shows no token. */
export async function callerOf(page: Page): Promise<Caller> {
  await main(page).getByRole('tab', { name: 'Call it' }).click();
  const text = (await main(page).locator('pre').first().textContent()) ?? '';
  const address = /http:\S+\/infer/.exec(text)?.[0] ?? '';
  const file = (/\$\(cat '?([^)']+)/.exec(text)?.[1] ?? '').replace(/^~/, homedir());
  const token = readFileSync(file, 'utf8').trim();
  expect(await page.content()).not.toContain(token);
  return { address, token };
}

export type Answer = { readonly status: number; readonly revision: string | null };
/** Real requests over HTTP; which revision answered each. */
export async function call({ address, token }: Caller, count: number): Promise<readonly Answer[]> {
  const one = async (): Promise<Answer> => {
    const response = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: BODY });
    await response.arrayBuffer();
    return { status: response.status, revision: response.headers.get('x-pilothouse-revision') };
  };
  const answers: Answer[] = [];
  for (let done = 0; done < count; done += 20) answers.push(...(await Promise.all(Array.from({ length: Math.min(20, count - done) }, one))));
  return answers;
}

/** Status and revision of all of them, each once. */
export const kindsOf = (answers: readonly Answer[]): readonly string[] => [...new Set(answers.map(({ status, revision }) => `${status} of ${revision}`))];
