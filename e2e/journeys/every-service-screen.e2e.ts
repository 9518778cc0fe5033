import { expect } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODEL } from './service-steps';
import { inEachLook, type WorkspaceWalk } from './workspace-walk';

// Every screen of a service, and those that show one beside what else a workspace has, in each look.

/** A plan that is open is carried out, and its dialog closed. */
async function confirm(walk: WorkspaceWalk): Promise<void> {
  // A release that went through no stages is asked for its reason.
  await walk.dialog.getByRole('textbox').first().fill('to be seen');
  await walk.dialog.locator('[data-confirm]').click();
  await walk.dialog.locator('[data-run-close]').waitFor();
  await expect(walk.dialog.getByText(walk.say['actions.run.done.text'])).toBeVisible();
  await walk.dialog.locator('[data-run-close]').click();
  await expect(walk.dialog).toHaveCount(0);
}

async function serve(walk: WorkspaceWalk, version: number, shots: boolean, shadow = '0'): Promise<void> {
  const { say } = walk;
  await walk.go(`#/models/${walk.stage.connection}/${MODEL}/${version}`);
  await walk.press(say['services.serve']);
  await walk.dialog.getByRole('textbox').first().waitFor();
  await walk.dialog.getByLabel(say['services.serve.shadow']).fill(shadow);
  if (shots) await walk.picture('serve-asked');
  await walk.dialog.getByRole('button', { name: say['actions.review'] }).click();
  await walk.dialog.getByText('npx').first().waitFor();
  if (shots) await walk.picture('serve-plan');
  await confirm(walk);
}

/** Requests as clients send them: each arm answers some. */
async function callService({ folder }: WorkspaceWalk, address: string, count: number): Promise<void> {
  const token = readFileSync(join(folder, '.pilothouse/tracking-token'), 'utf8').trim();
  const inputs = [
    ...['hour', 'weekday', 'distance'].map((name) => ({ name, shape: [1, 1], datatype: 'FP32', data: [18] })),
    ...['origin', 'destination'].map((name) => ({ name, shape: [1, 1], datatype: 'BYTES', data: ['ORD'] })),
  ];
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (let sent = 0; sent < count; sent += 1) {
    const body = JSON.stringify({ inputs: sent % 40 === 39 ? [] : inputs });
    await (await fetch(address, { method: 'POST', headers, body })).arrayBuffer();
  }
}

async function services(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  const main = page.getByRole('main');
  const tab = (name: string) => main.getByRole('tab', { name, exact: true }).click();
  const own = `#/services/${walk.stage.connection}/${MODEL}`;
  await walk.go('#/services');
  await walk.text(say['services.none']).waitFor();
  await walk.picture('services-none');
  await serve(walk, 1, true);
  await walk.go(own);
  await walk.press(say['services.try.send']);
  await main.getByRole('region', { name: say['services.try.answer'], exact: true }).waitFor();
  await main.getByRole('tablist').scrollIntoViewIfNeeded();
  await walk.picture('service-try');
  await tab(say['services.tab.call']);
  const snippet = main.locator('pre').first();
  await snippet.waitFor();
  await main.locator('pre').last().scrollIntoViewIfNeeded();
  await walk.picture('service-call');
  const address = /http:\S+\/infer/.exec((await snippet.textContent()) ?? '')?.[0] ?? '';
  await callService(walk, address, 80);
  await serve(walk, 2, false, '50');
  await walk.go(own);
  await page.getByRole('main').getByText(say['deliveries.state.paused'], { exact: true }).first().waitFor();
  const split = main.getByRole('region', { name: say['services.figures.split'] }).locator('title').first();
  // Both arms have answered something in a stretch of time that is over.
  await expect(async () => {
    await callService(walk, address, 60);
    expect(await split.textContent()).toMatch(/2\D+\d(?!.*–)/);
  }).toPass({ timeout: 30_000 });
  await walk.picture('service-canary');
  const shadows = main.getByRole('region', { name: say['services.shadow'], exact: true });
  await shadows.getByRole('table').scrollIntoViewIfNeeded();
  await walk.picture('service-shadow');
  await tab(say['services.tab.requests']);
  await main.getByRole('grid').waitFor();
  await main.getByRole('tablist').scrollIntoViewIfNeeded();
  await walk.picture('service-requests');
  await tab(say['services.tab.acts']);
  await walk.picture('service-acts');
  await walk.press(say['services.settings.edit']);
  await walk.dialog.getByRole('textbox').first().waitFor();
  await walk.dialog.getByLabel(say['services.settings.batching'], { exact: true }).fill('32');
  await walk.picture('service-settings');
  await walk.escape();
  await walk.press(say['services.payload.edit']);
  await walk.dialog.getByLabel('origin', { exact: true }).first().waitFor();
  await walk.picture('service-payload');
  await walk.escape();
  await page.keyboard.press('p');
  await walk.dialog.getByRole('table').first().waitFor();
  await walk.picture('service-promote');
  await walk.dialog.getByRole('rowheader', { name: say['services.shadow.whole'] }).waitFor();
  await walk.escape();
  await walk.go('#/services');
  await main.getByRole('row', { name: new RegExp(MODEL) }).waitFor();
  await walk.picture('services');
  await walk.go(`#/deliveries/${walk.stage.connection}/${encodeURIComponent(`local/${MODEL}`)}`);
  await walk.text(say['delivery.actions']).waitFor();
  await walk.picture('delivery-of-service');
}

async function lineage(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  await walk.go('#/lineage');
  await page.locator('canvas').first().waitFor();
  await walk.picture('lineage');
  const focus = encodeURIComponent(`model-version|${MODEL}@3`);
  await walk.go(`#/lineage?of=${focus}&chosen=${focus}`);
  await page.getByRole('complementary').waitFor();
  await walk.picture('lineage-of-version');
  await walk.go(`#/lineage?of=${focus}&view=table`);
  await page.getByRole('grid').waitFor();
  await walk.picture('lineage-table');
  await walk.press(say['lineage.find']);
  await walk.dialog.getByRole('textbox').or(walk.dialog.getByRole('searchbox')).or(walk.dialog.getByRole('combobox')).first().fill('late');
  await walk.dialog.getByText('late-arrival').first().waitFor();
  await walk.picture('lineage-find');
  await walk.escape();
}

/** A release that is under way. */
async function attention(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  await walk.go('#/attention');
  await page.getByRole('region', { name: say['attention.motion'] }).getByText(MODEL).first().waitFor();
  await walk.picture('attention');
}

inEachLook('every screen of a service is whole and clean', {
  'a workspace is opened': (walk) => walk.open(),
  services,
  lineage,
  attention,
});
