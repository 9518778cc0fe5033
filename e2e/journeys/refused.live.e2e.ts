import { expect, type Locator, type Page } from '@playwright/test';
import { type App, test } from '../app';
import { type Admission, startAdmission } from '../peers/admission';
import { applyIn, someRollout } from '../peers/some-rollouts';
import { confirm, confirmButton, dialogOf, go, image, ledgerRows, NAMESPACE, openDelivery, press, PromoteStage, seeDone } from './promote-steps';

// What may not be done is not done, says why in words, is on record, and what was typed is still there.

const WHY = 'the error rate is level';
const MARKUP = '<img src=x onerror="window.harmed=1"><b>bold</b>';
/** Turns the direction of what follows: it must stay within its own text. */
const OVERRIDE = '\u202Egnp.exe';

let stage: PromoteStage;
let admission: Admission;
test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  test.setTimeout(180_000);
  stage = await PromoteStage.start();
  admission = await startAdmission(stage.bed, { timeoutSeconds: 2 });
  await stage.paused('revoked', 'changed', 'silent', 'denied', 'deleted', 'locked', 'prod');
});
test.afterAll(async () => {
  await admission.stop();
  await stage.stop();
});

/** A plan that may be carried out, with a reason typed. */
async function planned(app: App, name: string): Promise<Locator> {
  await openDelivery(app, name);
  const dialog = await press(app, 'Promote one step');
  await dialog.getByRole('textbox', { name: /^Reason/ }).fill(WHY);
  await expect(confirmButton(dialog)).not.toHaveAttribute('aria-disabled');
  return dialog;
}

const typed = (dialog: Locator) => expect(dialog.getByRole('textbox', { name: /^Reason/ }), 'what was typed is still there').toHaveValue(WHY);
const unmoved = (name: string) => stage.says(name, { phase: 'Paused', currentStepIndex: 1 });
const leave = async (page: Page) => {
  await page.keyboard.press('Escape');
  await expect(dialogOf(page)).toBeHidden();
};
const recorded = async (app: App, name: string) => (await ledgerRows(app)).filter((row) => row.includes(` ${name} shop`));

test('a right that is gone, an object that changed or is gone, a silent server and a rule of the cluster refuse, each in words and on record', async ({
  launch,
}) => {
  test.setTimeout(150_000);
  const { bed } = stage;
  const app = await stage.open(launch, { user: 'operator' });
  const { page } = app;

  await test.step('the right is revoked between plan and press', async () => {
    const dialog = await planned(app, 'revoked');
    await bed.revoke('operator');
    await confirmButton(dialog).click();
    await expect(dialog.getByRole('alert')).toContainText('It was not carried out.');
    await expect(dialog.getByRole('alert')).toContainText(/You (may not|lack the right)/);
    await typed(dialog);
    await leave(page);
    await bed.grant('operator');
    await unmoved('revoked');
    expect(await recorded(app, 'revoked')).toEqual([expect.stringMatching(/^Promote one step \| revoked shop \| refused \| /)]);
  });

  await test.step('somebody else moved it on', async () => {
    await expect(page.getByRole('contentinfo')).toContainText('live');
    const dialog = await planned(app, 'changed');
    await stage.controller.plugin('promote', 'changed', `--namespace=${NAMESPACE}`);
    await expect(dialog.getByText('It changed since it was planned. Plan it again.')).toBeVisible();
    await typed(dialog);
    await stage.says('changed', { phase: 'Paused', currentStepIndex: 3 });
    await dialog.getByRole('button', { name: 'Plan again' }).click();
    await expect(dialog.getByText('The candidate becomes the stable version.')).toBeVisible();
    await typed(dialog);
    await leave(page);
  });

  await test.step('a rule of the cluster refuses the trial, and its words are there', async () => {
    admission.deny('code freeze until Monday', ({ userInfo }) => userInfo.username === 'operator');
    await openDelivery(app, 'denied');
    const dialog = await press(app, 'Promote one step');
    await expect(dialog.getByText('It is refused')).toBeVisible();
    await expect(dialog.getByText('The server does not take it.').first()).toBeVisible();
    await expect(dialog.getByText('code freeze until Monday', { exact: false })).toBeVisible();
    await expect(confirmButton(dialog)).toHaveAttribute('aria-disabled', 'true');
    await leave(page);
  });

  await test.step('a rule that refuses only the act itself fails it', async () => {
    admission.deny('not after all', ({ dryRun, userInfo }) => !dryRun && userInfo.username === 'operator');
    const dialog = await planned(app, 'denied');
    await confirmButton(dialog).click();
    await expect(dialog.getByText('It failed')).toBeVisible();
    await expect(dialog.getByText('not after all', { exact: false })).toBeVisible();
    await leave(page);
    admission.allow();
    await unmoved('denied');
    expect((await recorded(app, 'denied')).map((row) => row.split(' | ')[2])).toEqual(['failed', 'intent', 'refused']);
  });

  await test.step('it is deleted while its plan is open', async () => {
    const dialog = await planned(app, 'deleted');
    await bed.kubectl('delete', 'rollouts.argoproj.io', 'deleted', `--namespace=${NAMESPACE}`);
    await expect(dialog.getByText('It was deleted since it was planned.')).toBeVisible();
    await typed(dialog);
    await dialog.getByRole('button', { name: 'Plan again' }).click();
    await expect(dialog.getByText('It is not there any more.').or(dialog.getByText('It was deleted.')).first()).toBeVisible();
    await typed(dialog);
    await leave(page);
    await expect(page.getByText('This delivery is not there')).toBeVisible();
  });

  await test.step('a server that does not answer any more', async () => {
    const dialog = await planned(app, 'silent');
    bed.pause();
    try {
      await confirmButton(dialog).click();
      await expect(dialog.getByRole('alert').first()).toContainText('It was not carried out.', { timeout: 40_000 });
      await typed(dialog);
      await expect(dialog.getByText(/is not live, so what is seen may not be so any more/).first()).toBeVisible({ timeout: 40_000 });
    } finally {
      bed.resume();
    }
    await expect(dialog.getByText(/is not live, so what is seen/)).toBeHidden({ timeout: 40_000 });
    await leave(page);
    await unmoved('silent');
    expect(await recorded(app, 'silent')).toEqual([expect.stringMatching(/^Promote one step \| silent shop \| refused \| /)]);
  });
});

test('read-only, of the connection and of the app, stops an open plan and names itself; production asks for the name, and a wrong one is none', async ({
  launch,
}) => {
  test.setTimeout(120_000);
  const app = await stage.open(launch);
  const { page } = app;
  const second = app.electron.waitForEvent('window');
  await page.evaluate(() => window.bridge.openWindow('#/connections'));
  const beside = { page: await second };
  const option = (name: string) => beside.page.getByRole('switch', { name });
  await beside.page.getByRole('row', { name: /testbed/ }).dblclick();
  await beside.page.getByRole('tab', { name: 'Options' }).click();

  const dialog = await planned(app, 'locked');
  await option('Read-only').click({ force: true });
  await expect(dialog.getByText('testbed is read-only in Pilothouse.').first()).toBeVisible();
  await expect(confirmButton(dialog)).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+Enter');
  await typed(dialog);
  await option('Read-only').click({ force: true });
  await expect(confirmButton(dialog)).not.toHaveAttribute('aria-disabled');

  await go(beside, '#/settings');
  await option('Read-only mode').click({ force: true });
  await expect(dialog.getByText('Pilothouse is read-only: nothing can be changed.').first()).toBeVisible();
  await expect(confirmButton(dialog)).toHaveAttribute('aria-disabled', 'true');
  await typed(dialog);
  await leave(page);
  await expect(page.getByRole('main').getByRole('button', { name: 'Promote one step' })).toHaveAttribute('aria-disabled', 'true');
  await option('Read-only mode').click({ force: true });
  await unmoved('locked');

  await go(beside, '#/connections');
  await beside.page.getByRole('row', { name: /testbed/ }).dblclick();
  await beside.page.getByRole('tab', { name: 'Options' }).click();
  await option('Production').click({ force: true });
  await expect(option('Production')).toBeChecked();
  await openDelivery(app, 'prod');
  await press(app, 'Promote one step');
  const name = dialog.getByRole('textbox', { name: 'Type prod to confirm' });
  await expect(dialog.getByRole('textbox', { name: 'Reason', exact: false }).first(), 'what is asked for first has the focus').toBeFocused();
  await page.keyboard.type(WHY);
  await name.fill('prood');
  await page.keyboard.press('Control+Enter');
  await expect(confirmButton(dialog)).toHaveAttribute('aria-disabled', 'true');
  await confirmButton(dialog).hover();
  await expect(page.getByRole('tooltip')).toHaveText('Type prod first.');
  await expect(name).toHaveValue('prood');
  await typed(dialog);
  await unmoved('prod');
  await name.fill('prod');
  await page.keyboard.press('Control+Enter');
  await seeDone(app);
  await stage.says('prod', { phase: 'Paused', currentStepIndex: 3 });
});

test('markup and turned letters in images, annotations and reasons are text, in window and ledger, and move nothing', async ({ launch }) => {
  const name = 'hostile';
  const odd = `registry.example/${OVERRIDE}<b>bold:1`;
  await applyIn(
    stage.bed,
    NAMESPACE,
    someRollout({
      namespace: NAMESPACE,
      name,
      image: odd,
      annotations: {
        'kubernetes.io/change-cause': MARKUP,
        'argocd.argoproj.io/tracking-id': `${MARKUP}:argoproj.io/Rollout:shop/hostile`,
        [`notes.example/long`]: 'x'.repeat(100_000),
      },
    }),
  );
  await stage.says(name, { phase: 'Healthy' });
  await stage.bed.apply(
    someRollout({ namespace: NAMESPACE, name, image: image(name, 2), annotations: { 'kubernetes.io/change-cause': `${OVERRIDE} ${MARKUP}` } }),
  );
  await stage.says(name, { phase: 'Paused', currentStepIndex: 1 });

  const app = await stage.open(launch);
  const { page } = app;
  const harmless = async () => {
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
    await expect(page.locator('img[src="x"], b:text-is("bold")')).toHaveCount(0);
  };
  await openDelivery(app, name);
  await expect(page.getByText('<b>bold', { exact: false }).first()).toBeVisible();
  await harmless();
  await page.getByRole('tab', { name: /^History/ }).click();
  await expect(page.getByRole('row', { name: /^revision 1\b/ })).toBeVisible();
  await harmless();
  await press(app, 'Promote one step');
  await harmless();
  await confirm(app, `${OVERRIDE} ${MARKUP}`);
  await seeDone(app);
  await stage.says(name, { phase: 'Paused', currentStepIndex: 3 });
  const [, intent] = await recorded(app, name);
  expect(intent).toContain(MARKUP);
  await page.getByRole('row').filter({ hasText: MARKUP }).last().dblclick();
  await expect(page.getByRole('complementary').getByText(MARKUP, { exact: false }).first()).toBeVisible();
  await harmless();
});
