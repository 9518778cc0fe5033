import { expect } from '@playwright/test';
import { test } from '../app';
import { applyIn, someBlueGreen } from '../peers/some-rollouts';
import { carryOut, confirm, dialogOf, image, ledgerRows, NAMESPACE, openDelivery, press, PromoteStage, seeDone, shows } from './promote-steps';

// What the app is for, in the real window on the real controller: whatever the window says, the controller says too.

let stage: PromoteStage;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stage = await PromoteStage.start();
  await stage.canaries('ranker', 'scorer');
  await applyIn(stage.bed, NAMESPACE, ...someBlueGreen({ namespace: NAMESPACE, name: 'assistant' }));
  await stage.says('assistant', { phase: 'Healthy' });
});
test.afterAll(() => stage.stop());

/** Another image, by the form. */
async function start(app: Parameters<typeof press>[0], name: string, tag: number): Promise<void> {
  const form = await press(app, 'Start…');
  const field = form.getByRole('textbox', { name: 'Image of server' });
  await expect(field).toHaveValue(image(name, tag - 1));
  await field.fill(image(name, tag));
  await form.getByRole('button', { name: 'See what it would do' }).click();
  await expect(dialogOf(app.page).getByText(`Starts a new revision with ${image(name, tag)}`)).toBeVisible();
  await confirm(app, `version ${tag} is better`);
  await seeDone(app);
}

test('a canary is started, promoted by a step and fully, another aborted and put back, a revision brought back, a blue-green one promoted', async ({
  launch,
}) => {
  test.setTimeout(150_000);
  const app = await stage.open(launch);
  const { page } = app;

  await test.step('a new image, up to the pause at 20 %', async () => {
    await openDelivery(app, 'ranker');
    await shows(app, 'stable');
    await start(app, 'ranker', 2);
    await stage.says('ranker', { phase: 'Paused', currentStepIndex: 1, pausedBy: ['CanaryPauseStep'], updatedReplicas: 1 });
    await shows(app, 'paused');
    await expect(page.getByText('It waits for a person. The next step gives the candidate 60%.')).toBeVisible();
  });

  await test.step('one step, then fully', async () => {
    const dialog = await press(app, 'Promote one step');
    await expect(dialog).toHaveAccessibleName('Promote ranker to 60%');
    await expect(dialog.getByText('Goes from step 2 to step 3 of 4.')).toBeVisible();
    await confirm(app, 'the error rate is level');
    await seeDone(app);
    await stage.says('ranker', { phase: 'Paused', currentStepIndex: 3, updatedReplicas: 3, promoted: false });
    await shows(app, 'paused');
    await carryOut(app, 'Promote fully', 'enough was seen');
    await stage.says('ranker', { phase: 'Healthy', promoted: true, updatedReplicas: 5 });
    await shows(app, 'stable');
  });

  await test.step('another is aborted, and its stable spec restored', async () => {
    await openDelivery(app, 'scorer');
    await start(app, 'scorer', 2);
    await shows(app, 'paused');
    await carryOut(app, 'Abort', 'latency has doubled');
    await stage.says('scorer', { phase: 'Degraded', abort: true, promoted: false });
    await shows(app, 'aborted');
    await carryOut(app, 'Restore the stable spec', 'nothing shall be left half done');
    await stage.says('scorer', { phase: 'Healthy', abort: false, promoted: true });
    await shows(app, 'stable');
    expect(await stage.bed.kubectl('get', 'rollouts.argoproj.io', 'scorer', `--namespace=${NAMESPACE}`, '--output=yaml')).toContain(image('scorer', 1));
  });

  await test.step('an earlier revision is brought back from the history', async () => {
    await openDelivery(app, 'ranker');
    await page.getByRole('tab', { name: /^History/ }).click();
    const first = page.getByRole('row', { name: /^revision 1\b/ });
    await expect(first.getByText('was stable')).toBeVisible();
    await first.getByRole('button', { name: 'Roll back…' }).click();
    await expect(dialogOf(page).getByText(`Goes back to revision 1 with ${image('ranker', 1)}`)).toBeVisible();
    await confirm(app, 'the scores are off');
    await seeDone(app);
    await expect
      .poll(() => stage.bed.kubectl('get', 'rollouts.argoproj.io', 'ranker', `--namespace=${NAMESPACE}`, '--output=yaml'))
      .toContain(image('ranker', 1));
  });

  await test.step('a blue-green one waits with its preview, and is promoted', async () => {
    await openDelivery(app, 'assistant');
    await start(app, 'assistant', 2);
    await stage.says('assistant', { phase: 'Paused', pausedBy: ['BlueGreenPause'] });
    await shows(app, 'paused');
    await carryOut(app, 'Promote the preview', 'the preview was tried');
    await stage.says('assistant', { phase: 'Healthy', promoted: true });
    await shows(app, 'stable');
  });

  await test.step('intent and outcome of each are on record, with why, and the whole is proved', async () => {
    const pairs = [
      ['Promote one step', 'assistant', 'the preview was tried'],
      ['Start', 'assistant', 'version 2 is better'],
      ['Roll back', 'ranker', 'the scores are off'],
      ['Restore the stable spec', 'scorer', 'nothing shall be left half done'],
      ['Abort', 'scorer', 'latency has doubled'],
      ['Start', 'scorer', 'version 2 is better'],
      ['Promote fully', 'ranker', 'enough was seen'],
      ['Promote one step', 'ranker', 'the error rate is level'],
      ['Start', 'ranker', 'version 2 is better'],
    ];
    expect(await ledgerRows(app)).toEqual([
      ...pairs.flatMap(([what, target, why]) => [`${what} | ${target} shop | done | ${why}`, `${what} | ${target} shop | intent | ${why}`]),
      'began to write | – | – | ',
    ]);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await expect(page.getByText('Every entry is what was written: 19 entries verified.')).toBeVisible();
    await expect(page.getByText(/^whole, verified/)).toBeVisible();
  });
});
