import { expect } from '@playwright/test';
import { type App, test } from '../app';
import { confirmButton, dialogOf, openDelivery, press, PromoteStage } from './promote-steps';

/** Told by the window itself, by the backend, or by the API server, whichever hears of it first. */
const CHANGED = /It changed since (it|this) was planned|It is not as it was when this was planned/;
const DONE = /^Done in ./;

let stage: PromoteStage;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  stage = await PromoteStage.start();
  await stage.paused('ranker');
});
test.afterAll(() => stage.stop());

test('two people confirm the same step in the same moment: it moves once, and the other is told why', async ({ launch }) => {
  test.setTimeout(120_000);
  const apps = await Promise.all([stage.open(launch), stage.open(launch)]);
  for (const app of apps) {
    await openDelivery(app, 'ranker');
    const dialog = await press(app, 'Promote one step');
    await dialog.getByRole('textbox', { name: /^Reason/ }).fill('we both think so');
    await expect(confirmButton(dialog)).not.toHaveAttribute('aria-disabled');
  }
  await Promise.all(apps.map((app) => app.page.keyboard.press('Control+Enter')));

  const told = (app: App): Promise<string> =>
    dialogOf(app.page).getByText(DONE).or(dialogOf(app.page).getByText(CHANGED)).first().innerText({ timeout: 30_000 });
  const [one = '', other = ''] = await Promise.all(apps.map(told));
  expect(
    [one, other].filter((words) => DONE.test(words)),
    `${one} / ${other}`,
  ).toHaveLength(1);
  await stage.says('ranker', { phase: 'Paused', currentStepIndex: 3, promoted: false });
  const loser = DONE.test(one) ? apps[1] : apps[0];
  if (!loser) throw new Error('there are two');
  // One that the API server itself refused is a run that failed; the others never left the form.
  const reason = dialogOf(loser.page).getByRole('textbox', { name: /^Reason/ });
  if (!(await reason.isVisible())) await dialogOf(loser.page).getByRole('button', { name: 'Plan again' }).click();
  await expect(reason, 'what was typed is still there').toHaveValue('we both think so');
});
