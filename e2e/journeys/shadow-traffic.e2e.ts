import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { act, call, callerOf, confirmPlan, kindsOf, main, openServeForm, openService, serveFirst } from './service-steps';
import { openWorkspace } from './workspace-steps';

// A candidate is tried on live requests that it answers to nobody, before it takes any.

let folder: string;
let stage: WorkspaceStage;
test.beforeEach(async () => {
  folder = newFolder('shadow');
  stage = await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});

test('a candidate is sent every request and answers none; what came of it is seen before it gets the first', async ({ app }) => {
  const { page } = app;
  await openWorkspace(app, folder);
  await serveFirst(page, stage.connection);
  const caller = await callerOf(page);

  await test.step('requests are run together', async () => {
    await main(page).getByRole('region', { name: 'Limits' }).getByRole('button', { name: 'Change…' }).click();
    await page.getByLabel('Run requests together, up to so many rows').fill('32');
    await page.getByLabel('Waiting for others at most so many milliseconds').fill('0');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(main(page).getByText('up to 32 rows, within 0 ms')).toBeVisible();
    expect(kindsOf(await call(caller, 100))).toEqual(['200 of 1']);
  });

  await test.step('version 2 begins with nothing but shadows', async () => {
    const form = await openServeForm(page, stage.connection, 2);
    await form.getByLabel('Steps, in per cent').fill('0, 20');
    await form.getByLabel(/^Send it a shadow/).fill('100');
    await form.getByRole('button', { name: 'See what it would do' }).click();
    const plan = page.getByRole('dialog');
    await expect(plan.getByText('Sends it 100% of what other revisions answer; nobody gets its answers.')).toBeVisible();
    await expect(plan.getByText(/--shadow 100/)).toBeVisible();
    await confirmPlan(page, 'to be tried on what comes');
    await openService(page);
    await expect(main(page).getByText('paused', { exact: true }).first()).toBeVisible();
  });

  await test.step('no caller meets it, and all that came of it is told', async () => {
    expect(kindsOf(await call(caller, 200))).toEqual(['200 of 1']);
    const shadow = main(page).getByRole('region', { name: 'Shadow traffic' });
    await shadow.scrollIntoViewIfNeeded();
    await expect(shadow.getByText('It is sent 100% of what other revisions answer, too.')).toBeVisible();
    const told = (word: string) => shadow.getByRole('definition').nth(['Sent', 'Not sent', 'Errors'].indexOf(word));
    await expect(async () => {
      const [sent, dropped] = await Promise.all(['Sent', 'Not sent'].map(async (word) => Number(await told(word).textContent())));
      expect((sent ?? 0) + (dropped ?? 0)).toBe(200);
      expect(sent).toBeGreaterThan(0);
    }).toPass();
    await expect(told('Errors')).toContainText('0%');
    await expect(shadow.getByRole('rowheader', { name: 'whole answers' })).toBeVisible();
    await expect(shadow.getByRole('rowheader', { name: 'probability' })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('the Promote card says it, and then callers meet it', async () => {
    await act(page, 'Promote one step');
    const card = page.getByRole('dialog');
    await expect(card.getByRole('heading', { name: 'As a shadow, in the last 5 minutes' })).toBeVisible();
    await expect(card.getByRole('rowheader', { name: 'whole answers' })).toBeVisible();
    expect(await seriousFindings(page)).toEqual([]);
    await confirmPlan(page, 'its shadows were as good');
    expect(kindsOf(await call(caller, 200)).toSorted()).toEqual(['200 of 1', '200 of 2']);
  });
});
