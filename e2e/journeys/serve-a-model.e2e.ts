import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../app';
import { seriousFindings } from '../axe';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { openWorkspace, workspaceLink } from './workspace-steps';

// A version is served, called and tried; the next one takes a fifth of its traffic, is compared, promoted, and taken back.

const MODEL = 'late-arrival';
let folder: string;
let stage: WorkspaceStage;
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'serve-'));
  stage = await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const BODY = JSON.stringify({
  inputs: [
    ...['hour', 'weekday', 'distance'].map((name) => ({ name, shape: [1, 1], datatype: 'FP32', data: [20] })),
    ...['origin', 'destination'].map((name) => ({ name, shape: [1, 1], datatype: 'BYTES', data: ['ORD'] })),
  ],
});

type Caller = { readonly address: string; readonly token: string };
/** Real requests over HTTP; which revision answered each. */
async function call({ address, token }: Caller, count: number, body = BODY): Promise<readonly { readonly status: number; readonly revision: string | null }[]> {
  const one = async () => {
    const response = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body });
    await response.arrayBuffer();
    return { status: response.status, revision: response.headers.get('x-pilothouse-revision') };
  };
  const answers: Awaited<ReturnType<typeof one>>[] = [];
  for (let done = 0; done < count; done += 20) answers.push(...(await Promise.all(Array.from({ length: Math.min(20, count - done) }, one))));
  return answers;
}

async function openVersion(page: Page, version: number): Promise<void> {
  await page.evaluate((to) => {
    window.location.hash = to;
  }, `#/models/${stage.connection}/${MODEL}/${version}`);
  await expect(page.getByRole('heading', { name: MODEL })).toBeVisible();
}

async function serve(page: Page, version: number): Promise<Locator> {
  await openVersion(page, version);
  await page.getByRole('button', { name: 'Serve…' }).click();
  return page.getByRole('dialog', { name: `Serve ${MODEL} v${version}` });
}

/** Confirms the plan that is open, and waits until the system shows it. */
async function confirm(page: Page): Promise<void> {
  const plan = page.getByRole('dialog');
  await plan.locator('[data-confirm]').click();
  await expect(plan.getByText(/^Done in /)).toBeVisible();
  await plan.locator('[data-run-close]').click();
  await expect(plan).toHaveCount(0);
}

const openService = async (page: Page) => {
  await workspaceLink(page, 'Services').click();
  await page.getByRole('grid').getByRole('link', { name: MODEL }).click();
  await expect(page.getByRole('heading', { name: MODEL, exact: true })).toBeVisible();
};

const main = (page: Page) => page.getByRole('main');
const act = (page: Page, name: string | RegExp) => page.getByRole('region', { name: 'What you can do' }).getByRole('button', { name }).click();

test('a version is served, its successor takes a fifth of the traffic, is promoted, and rolled back; the ledger holds each', async ({ app }) => {
  const { page } = app;
  await openWorkspace(app, folder);

  await test.step('what a service is', async () => {
    await workspaceLink(page, 'Services').click();
    await expect(page.getByText('No service yet')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('version 1 is served from its page', async () => {
    const form = await serve(page, 1);
    await expect(form.getByLabel('Name of the service')).toHaveValue(MODEL);
    await form.getByRole('button', { name: 'See what it would do' }).click();
    await expect(page.getByRole('dialog').getByText(`Makes the service ${MODEL}.`)).toBeVisible();
    await page.getByRole('dialog').locator('[data-confirm]').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Open the service' }).click();
    await expect(page.getByRole('heading', { name: MODEL, exact: true })).toBeVisible();
    await expect(main(page).getByText('stable', { exact: true }).first()).toBeVisible();
  });

  await test.step('it is tried by a form that its signature draws', async () => {
    await main(page).getByLabel('hour', { exact: true }).fill('21');
    await main(page).getByLabel('origin', { exact: true }).fill('ORD');
    await main(page).getByRole('button', { name: 'Send' }).click();
    const answer = main(page).getByRole('region', { name: 'Answer', exact: true });
    await expect(answer.getByText('status 200')).toBeVisible();
    await expect(answer.getByText('revision 1', { exact: true })).toBeVisible();
    await expect(answer.getByText('probability', { exact: true })).toBeVisible();
  });

  const caller = await test.step('its page says how to call it, and shows no token', async () => {
    await main(page).getByRole('tab', { name: 'Call it' }).click();
    const text = (await main(page).locator('pre').first().textContent()) ?? '';
    const address = /http:\S+\/infer/.exec(text)?.[0] ?? '';
    const file = (/\$\(cat ([^)]+)\)/.exec(text)?.[1] ?? '').replace(/^~/, homedir());
    const token = readFileSync(file, 'utf8').trim();
    expect(await page.content()).not.toContain(token);
    return { address, token };
  });

  await test.step('it answers over HTTP, and is counted', async () => {
    const answers = await call(caller, 100);
    expect(new Set(answers.map(({ status, revision }) => `${status} ${revision}`))).toEqual(new Set(['200 1']));
    await main(page).getByRole('tab', { name: 'Last requests' }).click();
    await expect(main(page).getByRole('grid').getByRole('row').nth(3)).toContainText('200');
  });

  await test.step('version 2 takes a fifth', async () => {
    const form = await serve(page, 2);
    await expect(form.getByLabel('Steps, in per cent')).toHaveValue('20, 50');
    await form.getByRole('button', { name: 'See what it would do' }).click();
    await expect(page.getByRole('dialog').getByText(/Loads late-arrival version 2 as revision 2/)).toBeVisible();
    // A release that went through no stages is asked for its reason.
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('to be seen on live traffic');
    // It has gone through no stage: whoever releases it all the same says why.
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('a trial');
    await confirm(page);
    await openService(page);
    await expect(main(page).getByText('paused', { exact: true }).first()).toBeVisible();
    const answers = await call(caller, 1_000);
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    const second = answers.filter(({ revision }) => revision === '2').length;
    // Four standard deviations of a fifth of a thousand.
    expect(Math.abs(second - 200)).toBeLessThan(51);
  });

  await test.step('both arms are seen, each with its figures, before it gets more', async () => {
    await expect(main(page).getByRole('region', { name: 'Measured split' }).getByRole('listitem').filter({ hasText: 'revision 2' })).toBeVisible();
    await act(page, 'Promote one step');
    const plan = page.getByRole('dialog');
    const arms = plan.getByRole('table', { name: /figures/i });
    await expect(arms.getByRole('columnheader')).toHaveText(['Measured', 'stable revision 1', 'candidate revision 2']);
    await expect(arms.getByRole('row', { name: /^Errors/ })).toContainText('0%');
    expect(await seriousFindings(page)).toEqual([]);
    await confirm(page);
    await expect(main(page).getByText('50%').first()).toBeVisible();
  });

  await test.step('it is promoted fully', async () => {
    await act(page, 'Promote fully');
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('better on every count');
    await confirm(page);
    await expect(main(page).getByText(/stays loaded until/)).toBeVisible();
    const answers = await call(caller, 50);
    expect(answers.every(({ status, revision }) => status === 200 && revision === '2')).toBe(true);
  });

  await test.step('and rolled back, at once', async () => {
    await act(page, 'Roll back…');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /revision 1/ })
      .click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('complaints of the night shift');
    await confirm(page);
    const answers = await call(caller, 50);
    expect(answers.every(({ status, revision }) => status === 200 && revision === '1')).toBe(true);
    await main(page).getByRole('tab', { name: 'What happened' }).click();
    await expect(main(page).getByText('complaints of the night shift')).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('each is on record, and the record is whole', async () => {
    await page
      .getByRole('navigation', { name: 'Screens' })
      .getByRole('link', { name: /^Ledger/ })
      .click();
    const done = main(page).getByRole('row').filter({ hasText: 'done' });
    for (const [what, times] of [
      ['Start', 2],
      ['Promote one step', 1],
      ['Promote fully', 1],
      ['Roll back', 1],
    ] as const)
      await expect(done.filter({ hasText: what })).toHaveCount(times);
    await main(page).getByRole('button', { name: 'Verify now' }).click();
    await expect(page.getByText('Every entry is what was written: 11 entries verified.')).toBeVisible();
  });
});
