import { expect } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../app';
import { seriousFindings } from '../axe';
import { newFolder } from '../new-folder';
import { rolloutState } from '../peers/rollouts';
import { confirm, confirmButton, NAMESPACE, openDelivery, press, PromoteStage, seeDone } from './promote-steps';
import { screenLink } from './steps';
import { openWorkspace } from './workspace-steps';

// What a logger wrote in a cluster holds the pods of a canary apart: a monitor of it stands in the cockpit and asks why before more is given.

const NAME = 'ranker';
const ROWS = 700;

let stage: PromoteStage;
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stage = await PromoteStage.start();
  await stage.paused(NAME);
});
test.afterAll(() => stage.stop());

/** Requests with their answers, as KServe's logger writes them of a pod. */
function logged(hash: string, from: number, answer: (n: number) => number): string {
  const bytes = (body: object) => Buffer.from(JSON.stringify(body)).toString('base64');
  const lines = Array.from({ length: ROWS }, (_, n) => {
    const said = { id: `${hash}-${n}`, endpoint: `${NAME}-${hash}`, occurrenceTime: new Date(from + n).toISOString() };
    const halves = [
      { ...said, reqType: 'org.kubeflow.serving.inference.request', bytes: bytes({ instances: [{ amount: n % 50 }] }) },
      { ...said, reqType: 'org.kubeflow.serving.inference.response', bytes: bytes({ predictions: [answer(n)] }) },
    ];
    return halves.map((half) => JSON.stringify(half)).join('\n');
  });
  return lines.join('\n');
}

test('a canary whose predictions drifted from the stable revision is seen in its cockpit, and promoted with a reason alone', async ({ launch }, info) => {
  test.setTimeout(150_000);
  const { stableRS, currentPodHash } = await rolloutState(stage.bed, NAMESPACE, NAME);
  const folder = newFolder('canary-log');
  mkdirSync(join(folder, 'log'));
  const app = await stage.open(launch);
  const { page } = app;
  await openWorkspace(app, folder);
  const now = Date.now();
  writeFileSync(
    join(folder, 'log', 'stable.jsonl'),
    logged(stableRS, now, (n) => (n % 50) / 50),
  );
  writeFileSync(
    join(folder, 'log', 'canary.jsonl'),
    logged(currentPodHash, now, (n) => (n % 50) / 100),
  );

  await openDelivery(app, NAME);
  const evidence = page.getByRole('main').getByRole('region', { name: 'Evidence' });
  await evidence.getByRole('link', { name: 'New monitor…' }).click();
  const form = page.getByRole('dialog', { name: 'New drift monitor' });
  await expect(form).toContainText(`It will speak of the delivery`);
  await form.getByLabel('Name', { exact: true }).fill('What is logged');
  await form.getByLabel('File, folder or pattern').fill('log');
  await form.getByRole('button', { name: 'Look at it' }).click();
  await form.getByRole('button', { name: 'Make it, and look' }).click();
  await expect(page.getByRole('heading', { name: 'What is logged', level: 1, exact: true })).toBeVisible();

  await openDelivery(app, NAME);
  const drift = evidence.locator('[data-point="drift"]');
  await expect(drift).toHaveAttribute('data-verdict', 'fail', { timeout: 60_000 });
  await expect(drift).toContainText('inputs: not drifted, 1 of 1');
  await expect(drift).toContainText('predictions: drifted, 1 of 1');
  await expect(drift).toContainText(`${ROWS} and ${ROWS} rows since`);
  await drift.getByRole('button', { name: 'Both distributions' }).click();
  await expect(drift.getByRole('img', { name: /^How .* is spread/ })).toBeVisible();
  await page.setViewportSize({ width: 1_440, height: 1_300 });
  await page.screenshot({ path: info.outputPath('cockpit.png') });
  expect(await seriousFindings(page)).toEqual([]);

  const plan = await press(app, 'Promote one step');
  await expect(plan.locator('[data-point="drift"]')).toContainText('What is logged');
  await expect(plan.getByText('the candidate has drifted from the stable revision: it needs a reason')).toBeVisible();
  await expect(confirmButton(plan)).toHaveAttribute('aria-disabled', 'true');
  await page.screenshot({ path: info.outputPath('promote.png') });
  expect(await seriousFindings(page)).toEqual([]);
  await confirm(app, 'it is meant to answer lower');
  await seeDone(app);
  await stage.says(NAME, { currentStepIndex: 3 });

  // Beside the series stands what happened to it: revisions that the cluster keeps, and the act of just now.
  await screenLink(app, 'Drift').click();
  await page
    .getByRole('row', { name: /What is logged/ })
    .getByRole('link')
    .click();
  const overTime = page.getByRole('main').getByRole('region', { name: /over time/ });
  for (const kind of ['delivered', 'version registered']) await expect(overTime.getByText(kind, { exact: true })).toBeVisible();
  await expect(overTime.locator('title', { hasText: 'promoted' }).first()).toBeAttached();
  await page.screenshot({ path: info.outputPath('marks.png') });
  expect(await seriousFindings(page)).toEqual([]);
});
