import type { Page } from '@playwright/test';
import { words } from '../../shared/words/all-words';
import { type App, expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { SERVICE, WorseCandidateStage } from '../worse-candidate-stage';
import { watchBothArms } from './monitor-steps';
import { LOOKS } from './looks';
import { seedLook } from './promote-steps';
import { act, confirmPlan, main, openService } from './service-steps';
import { openWorkspace } from './workspace-steps';

// A candidate that scores well where it was trained, and is worse where it serves: late labels show it, and Promote asks why.

let stage: WorseCandidateStage;
/** What is answered is in files after a second, not after ten. */
const FLUSH = 'PILOTHOUSE_PAYLOAD_FLUSH_MS';
test.beforeAll(() => void (process.env[FLUSH] = '1000'));
test.afterAll(() => void delete process.env[FLUSH]);
test.beforeEach(async () => {
  stage = new WorseCandidateStage(newFolder('catch'));
  await stage.open();
  const [good, spoilt] = [await stage.train('train-two-months'), await stage.train('train-spoilt')];
  await stage.start(good, 50);
  await stage.keepAndJudge();
  await stage.start(spoilt, 50);
  await stage.replay();
});
test.afterEach(() => stage.close());

const pictureOf = async (page: Page, path: string) => {
  await page.setViewportSize({ width: 1_440, height: 1_500 });
  await page.screenshot({ path });
};

test('a model that is worse is caught by what came true; whoever promotes it all the same says why', async ({ launch }, info) => {
  const open = async (app: App) => {
    await openWorkspace(app, stage.folder);
    await openService(app.page);
    return app.page;
  };
  const page = await open(await launch());

  await test.step('the evidence says which point fails, by how much, and of how many labels', async () => {
    const evidence = main(page).getByRole('region', { name: 'Evidence' });
    await expect(evidence.getByText('1 point speaks against the candidate')).toBeVisible({ timeout: 60_000 });
    const quality = evidence.locator('[data-point="quality"]');
    await expect(quality).toHaveAttribute('data-verdict', 'fail');
    await expect(quality).toContainText(/AUC 0\.\d+ against 0\.\d+/);
    await expect(quality).toContainText(/provisional: 100% and 100% of the answers have a label/);
    await expect(evidence.locator('[data-point="inputs"]')).toHaveAttribute('data-verdict', 'pass');
    await expect(evidence.getByRole('img', { name: /^How .* is spread/ })).toBeVisible();
    await pictureOf(page, info.outputPath('service.png'));
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('no monitor is no point; one that is made from there holds both revisions against each other', async () => {
    const evidence = main(page).getByRole('region', { name: 'Evidence' });
    await expect(evidence.locator('[data-point="drift"]')).toHaveCount(0);
    await watchBothArms(page, 'What it answers');
    await openService(page);
    const drift = evidence.locator('[data-point="drift"]');
    await expect(drift).toContainText(/[\d,]+ and [\d,]+ rows since/, { timeout: 60_000 });
    await expect(drift).not.toHaveAttribute('data-verdict', 'inconclusive');
    await expect(drift).toContainText(/inputs: not drifted, \d+ of \d+/);
    await drift.getByRole('button', { name: 'Both distributions' }).click();
    await expect(drift.getByRole('img', { name: /^How .* is spread/ })).toBeVisible();
    await pictureOf(page, info.outputPath('drift.png'));
    expect(await seriousFindings(page)).toEqual([]);
    await expect(drift.getByRole('link', { name: 'What it answers' })).toHaveAttribute('href', /#\/drift\//);
  });

  await test.step('the page of the monitor says how good its answers were, of how many labels, and how late those came', async () => {
    await main(page).getByRole('region', { name: 'Evidence' }).getByRole('link', { name: 'What it answers' }).click();
    const quality = main(page).getByRole('region', { name: 'Quality' });
    await expect(quality).toContainText(/Labels in\s*[\d.]+% · [\d,]+ of [\d,]+/, { timeout: 60_000 });
    await expect(quality).toContainText(/They take\s*[\d.]+ (sec|ms|min).*the slowest twentieth/);
    await expect(quality.getByRole('img', { name: /^Realised and estimated quality over time, [12] window/ })).toBeVisible();
    await quality.scrollIntoViewIfNeeded();
    await pictureOf(page, info.outputPath('quality.png'));
    expect(await seriousFindings(page)).toEqual([]);
    await openService(page);
  });

  await test.step('Promote shows the same, and asks for a reason', async () => {
    await act(page, /^Promote(?! fully)/);
    const plan = page.getByRole('dialog');
    await expect(plan.getByText('worse by what came true: it needs a reason')).toBeVisible();
    await expect(plan.locator('[data-point="quality"]')).toHaveAttribute('data-verdict', 'fail');
    await expect(plan.locator('[data-point="drift"]')).toContainText('What it answers');
    await expect(plan.locator('[data-confirm]')).toHaveAttribute('aria-disabled', 'true');
    await pictureOf(page, info.outputPath('promote.png'));
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
  });

  await test.step('it is taken back instead', async () => {
    await act(page, /^Abort/);
    await confirmPlan(page, 'it is worse by what came true');
    await expect(main(page).getByText('aborted', { exact: true }).first()).toBeVisible();
  });
});

for (const { name, preferences } of LOOKS)
  test(`the evidence reads as well: ${name}`, async ({ launch }, info) => {
    const app = await launch({ seed: seedLook(preferences) });
    const { page } = app;
    const locale = preferences.locale === 'ar' ? 'ar' : 'en';
    const say = words[locale];
    await app.electron.evaluate(
      ({ dialog }, path) => Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) }),
      stage.folder,
    );
    await page.evaluate(() => {
      window.location.hash = '#/workspace';
    });
    await page.getByRole('button', { name: say['workspace.open-folder'] }).first().click();
    await expect(page.getByRole('contentinfo')).toBeVisible();
    const address = `#/services/${stage.connection}/${SERVICE}`;
    const shows = (point: string) =>
      expect
        .poll(
          async () => {
            await page.evaluate((to) => {
              window.location.hash = to;
            }, address);
            return page.locator(point).count();
          },
          { timeout: 60_000 },
        )
        .toBe(1);
    await shows('[data-point="quality"][data-verdict="fail"]');
    await watchBothArms(page, 'A', locale);
    await shows('[data-point="drift"]:not([data-verdict="inconclusive"])');
    await page.locator('[data-point="drift"]').getByRole('button', { name: say['compare.drift.show'] }).click();
    await expect(page.locator('[data-point="drift"]').getByRole('img')).toHaveCount(2);
    await pictureOf(page, info.outputPath(`service-${name}.png`));
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: say['actions.promote'] }).first().click();
    await expect(page.getByRole('dialog').locator('[data-point="quality"]')).toHaveAttribute('data-verdict', 'fail');
    await pictureOf(page, info.outputPath(`promote-${name}.png`));
    await app.quit();
  });
