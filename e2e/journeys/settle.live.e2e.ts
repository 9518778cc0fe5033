import { expect } from '@playwright/test';
import { type App, test } from '../app';
import { startAdmission } from '../peers/admission';
import { startFaultProxy } from '../peers/fault-proxy';
import { confirm, ledgerRows, go, openDelivery, press, PromoteStage } from './promote-steps';

let stage: PromoteStage;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  stage = await PromoteStage.start();
  await stage.paused('ranker');
});
test.afterAll(() => stage.stop());

/** The whole tree at once, as a power cut would: nothing is written or said any more. */
async function killAll({ electron }: App): Promise<void> {
  const pids = await electron.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  const gone = electron.waitForEvent('close');
  for (const pid of new Set([...pids, electron.process().pid ?? 0])) if (pid > 0) process.kill(pid, 'SIGKILL');
  await gone;
}

test('killed after the press while the API server was silent, the next start says that nobody knows, reads, and settles it once', async ({ launch }) => {
  test.setTimeout(150_000);
  const { bed } = stage;
  const link = await startFaultProxy(bed.port);
  const admission = await startAdmission(bed);
  try {
    const kubeconfig = bed.kubeconfigThrough(link.port);
    const app = await stage.open(launch, { kubeconfig });
    await openDelivery(app, 'ranker');
    await press(app, 'Promote one step');
    // From the moment that the server has the write, the app hears nothing of it.
    admission.deny('never', ({ dryRun, userInfo }) => {
      if (!dryRun && userInfo.username === 'admin') link.stall();
      return false;
    });
    await confirm(app, 'the error rate is level');
    await stage.says('ranker', { phase: 'Paused', currentStepIndex: 3 });
    bed.pause();
    await killAll(app);

    const again = await launch({ profile: app.profile, env: { KUBECONFIG: kubeconfig } });
    const { page } = again;
    await go(again, '#/attention');
    await expect(page.getByRole('link', { name: 'ranker: “Promote one step” is not confirmed' })).toBeVisible();
    await expect(page.getByText('It may or may not have happened; it is never sent twice.', { exact: false })).toBeVisible();
    expect((await ledgerRows(again)).filter((row) => row.includes('ranker'))).toEqual(['Promote one step | ranker shop | intent | the error rate is level']);

    bed.resume();
    await link.heal();
    await go(again, '#/ledger');
    await expect.poll(() => ledgerRows(again), { timeout: 60_000 }).toContainEqual('Promote one step | ranker shop | done | the error rate is level');
    expect((await ledgerRows(again)).filter((row) => row.includes('ranker'))).toEqual([
      'Promote one step | ranker shop | done | the error rate is level',
      'Promote one step | ranker shop | intent | the error rate is level',
    ]);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await expect(page.getByText(/^Every entry is what was written/)).toBeVisible();
    await go(again, '#/attention');
    await expect(page.getByText('is not confirmed', { exact: false })).toBeHidden();
    await stage.says('ranker', { phase: 'Paused', currentStepIndex: 3 });
  } finally {
    bed.resume();
    await admission.stop();
    await link.stop();
  }
});
