import { expect, type Page } from '@playwright/test';
import { words } from '../../shared/words/all-words';
import { test } from '../app';
import { seriousFindings } from '../axe';
import { type Bed, startBed } from '../peers/bed';
import { type RolloutsController, rolloutState, startRollouts } from '../peers/rollouts';
import { applyIn, someRollout } from '../peers/some-rollouts';
import { connectAll, status } from './steps';

const NAMESPACE = 'fraud';
const NAME = 'card-scorer';
const IMAGE = `registry.example/models/${NAME}:2`;
const REASON = 'errors are alike on both arms';

let bed: Bed;
let rollouts: RolloutsController;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  bed = await startBed();
  rollouts = await startRollouts(bed);
  await applyIn(bed, NAMESPACE, someRollout({ namespace: NAMESPACE, name: NAME }));
  await expect.poll(async () => (await rolloutState(bed, NAMESPACE, NAME)).phase, { timeout: 60_000 }).toBe('Healthy');
});
test.afterAll(async () => {
  await rollouts.stop();
  await bed.stop();
});

const stateOf = () => rolloutState(bed, NAMESPACE, NAME);

/** Goes to a delivery as one who knows its name does. */
async function openByName(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(name);
  await expect(page.getByRole('option', { name: new RegExp(name) }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

for (const locale of ['en', 'ar'] as const) {
  test(`a canary is started, promoted a step and aborted by keyboard alone: ${locale}`, async ({ launch }) => {
    test.setTimeout(120_000);
    const say = words[locale];
    const app = await launch({ env: { KUBECONFIG: bed.kubeconfig('admin') } });
    const { page } = app;
    await connectAll(app);
    await expect(status(app)).toContainText('live');
    await page.evaluate((chosen) => window.bridge.setPreferences({ locale: chosen }), locale);
    await expect(page.locator('html')).toHaveAttribute('lang', locale);
    await openByName(page, NAME);
    const dialog = page.getByRole('dialog');
    const confirm = dialog.locator('[data-confirm]');
    const ended = dialog.locator('[data-run-close]');

    await page.keyboard.press('s');
    await expect(dialog.getByRole('textbox').first()).toBeFocused();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(`${IMAGE}-${locale}`);
    await page.keyboard.press('Enter');
    await expect(confirm).toBeEnabled(); // while the plan is made it takes no press
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await expect(ended).toBeFocused();
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await stateOf()).pausedBy).toContain('CanaryPauseStep');

    await expect(page.getByRole('button', { name: say['actions.promote'] })).toBeEnabled();
    await page.keyboard.press('p');
    await expect(confirm).toBeFocused();
    await page.keyboard.press('Shift+Tab'); // to the way out, and back
    await page.keyboard.press('Tab');
    await dialog.getByRole('textbox').first().focus();
    await page.keyboard.type(REASON);
    await page.keyboard.press('Control+Enter');
    await expect(dialog.getByText(say['actions.run.done.text'])).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    // At rest again: a plan that is opened while it moves is planned anew, and a press in that moment is refused.
    await expect.poll(async () => ({ ...(await stateOf()) })).toMatchObject({ currentStepIndex: 3, pausedBy: ['CanaryPauseStep'], updatedReplicas: 3 });

    await page.keyboard.press('a');
    await expect(confirm).toBeEnabled(); // while the plan is made it takes no press
    const asked = dialog.locator('[data-asked] textarea');
    if (await asked.count()) await page.keyboard.type(REASON);
    await page.keyboard.press('Control+Enter');
    await expect(dialog.getByText(say['actions.run.done.text'])).toBeVisible();
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await stateOf()).abort).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });
}
