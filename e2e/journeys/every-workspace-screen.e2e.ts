import { expect } from '@playwright/test';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineFile } from '../../shared/api/engine-process';
import { test } from '../app';
import { stageWorkspace, type WorkspaceStage } from '../workspace-stage';
import { seedLook } from './promote-steps';
import { type Look, PICTURES, Walk } from './walk';
import { answerFolder } from './workspace-steps';

// Every screen of the Local workspace, and every state of it that can be brought about, in each look.

const ALL: readonly Look[] = [
  { name: 'light', preferences: { theme: 'light', locale: 'en' }, size: [1_280, 800] },
  { name: 'dark', preferences: { theme: 'dark', locale: 'en' }, size: [1_280, 800] },
  { name: 'arabic', preferences: { theme: 'light', locale: 'ar' }, size: [1_280, 800] },
  { name: 'narrow', preferences: { theme: 'light', locale: 'en' }, size: [1_024, 700] },
  { name: 'contrast', preferences: { theme: 'contrast', locale: 'en' }, size: [1_280, 800] },
];
/** Each look takes most of a minute: the short form sees the one that most people use, and the one that turns everything round. */
const LOOKS = process.env['PILOTHOUSE_SOAK'] ? ALL : ALL.filter(({ name }) => name === 'dark' || name === 'arabic');
const MODEL = 'late-arrival';

let folder: string;
let stage: WorkspaceStage;
test.beforeEach(async () => {
  mkdirSync(PICTURES, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'flights-'));
  stage = await stageWorkspace(folder);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

async function withoutWorkspace(walk: Walk): Promise<void> {
  for (const screen of ['workspace', 'services', 'data', 'runs', 'models', 'lineage']) {
    await walk.go(`#/${screen}`);
    await walk.text(walk.say['workspace.none']).waitFor();
    if (screen === 'workspace' || screen === 'lineage') await walk.picture(`none-${screen}`);
  }
}

async function open(walk: Walk): Promise<void> {
  await answerFolder(walk.app, folder);
  await walk.go('#/workspace');
  await walk.press(walk.say['workspace.open-folder']);
  await walk.text(walk.say['workspace.tracking']).waitFor();
}

async function overview(walk: Walk): Promise<void> {
  const { page, say } = walk;
  await walk.go('#/workspace');
  await walk.text(say['workspace.disk.total']).waitFor();
  await walk.picture('workspace');
  await walk.press(say['workspace.settings']);
  await walk.dialog.getByText(say['workspace.settings.at-once'], { exact: true }).waitFor();
  await walk.picture('workspace-settings');
  await walk.escape();
  await page.getByRole('button', { name: say['workspace.disk.remove'] }).click();
  await page.getByRole('menuitem').first().waitFor();
  await walk.picture('workspace-free');
  await page.getByRole('menuitem').last().click();
  await walk.dialog.waitFor();
  await walk.picture('workspace-remove');
  await walk.escape();
}

async function data(walk: Walk): Promise<void> {
  const { page, say } = walk;
  await walk.go('#/data');
  await page.getByRole('row', { name: /weather/ }).waitFor();
  await walk.picture('data');
  await walk.press(say['data.register']);
  await walk.dialog.getByLabel(say['data.register.path']).fill('data/airports.csv');
  await walk.press(say['data.register.look'], walk.dialog);
  await walk.dialog.getByText('City of ATL').waitFor();
  await walk.picture('data-register');
  await walk.escape();

  const dataset = (name: string, search: string) => walk.go(`#/data/${stage.connection}/${name}?${search}`);
  await dataset('flights', '');
  await page.getByText('diverted', { exact: true }).first().waitFor();
  await walk.picture('dataset-profile');
  await dataset('flights', 'column=delay');
  await walk.text(say['data.profile.quantiles']).waitFor();
  await walk.picture('dataset-column');
  await dataset('flights', 'tab=diff');
  await walk.text(say['data.diff.added']).waitFor();
  await walk.picture('dataset-diff');
  await dataset('flights', 'tab=rows');
  await page.getByRole('columnheader', { name: /diverted/ }).waitFor();
  await walk.picture('dataset-rows');
  await dataset('flights', 'tab=files');
  await walk.picture('dataset-files');
  await dataset('weather', 'tab=checks');
  await page.getByRole('gridcell').filter({ hasText: /-40$/ }).first().waitFor();
  await walk.picture('dataset-failed-check');
  await walk.press(say['data.more']);
  await page.getByRole('menuitem', { name: say['data.checks.edit'] }).click();
  await walk.dialog.getByRole('button').nth(2).waitFor();
  await walk.picture('dataset-edit-checks');
  await walk.escape();
}

async function startRun(walk: Walk, entry: string, fill: Readonly<Record<string, string>>, shot: string | null): Promise<void> {
  const { page, say } = walk;
  await walk.go('#/runs?start=new');
  // Until the projects are read the dialog has no button but the one that closes it.
  const start = walk.dialog.getByRole('button', { name: say['runs.start.now'] });
  await start.waitFor();
  const entries = walk.dialog.getByRole('combobox', { name: say['runs.start.entry'] });
  if ((await entries.count()) > 0) {
    await entries.click();
    await page.getByRole('option', { name: entry, exact: true }).click();
  }
  for (const [name, value] of Object.entries(fill)) await walk.dialog.getByLabel(name, { exact: true }).fill(value);
  if (shot) await walk.picture(shot);
  await start.click();
  await expect(walk.dialog).toHaveCount(0);
}

async function runs(walk: Walk): Promise<void> {
  const { page, say } = walk;
  const main = page.getByRole('main');
  await startRun(walk, 'fail', {}, null);
  await main.getByText('Traceback: loss is not finite at step 12').first().waitFor();
  await walk.text(say['runs.progress.failed']).waitFor();
  await page.getByRole('log').getByText('Traceback: loss is not finite at step 12').waitFor();
  await walk.picture('run-failed');
  await startRun(walk, 'main', { note: 'a fair wind', seconds: '3600' }, 'runs-start');
  await page.getByRole('log').getByText('gradient norm').waitFor();
  await walk.picture('run-running');

  await walk.go('#/runs');
  await page.getByRole('row', { name: /late-arrival-60/ }).waitFor();
  await walk.picture('runs');
  const boxes = page.getByRole('grid').getByRole('checkbox');
  for (const index of [2, 3, 4]) await boxes.nth(index).click();
  await walk.picture('runs-chosen');
  await walk.go('#/runs?q=nobody+answers+to+this');
  await walk.text(say['runs.no-match']).waitFor();
  await walk.picture('runs-no-match');
  await walk.press(say['runs.condition.add']);
  await walk.dialog.waitFor();
  await walk.picture('runs-condition');
  await walk.escape();

  const [newest = '', second = '', third = '', , fifth = ''] = stage.runs;
  await walk.go(`#/runs/${stage.connection}/${newest}`);
  await page.getByRole('img', { name: /train\/loss/ }).waitFor();
  await walk.picture('run-finished');
  await walk.go(`#/runs/${stage.connection}/${newest}?against=${second}`);
  await main.getByText(say['runs.inputs.differs']).first().waitFor();
  await walk.picture('run-against');
  await walk.go(`#/runs/${stage.connection}/${newest}?chart=valid%2Fauc`);
  await walk.dialog.getByRole('img').first().waitFor();
  await walk.picture('run-chart');
  await walk.escape();
  await walk.go(`#/runs/${stage.connection}/${second}`);
  await walk.press(say['runs.register']);
  await walk.dialog.waitFor();
  await walk.picture('run-register');
  await walk.escape();
  await walk.go(`#/compare/${stage.connection}?runs=${[newest, second, third, fifth].join(',')}`);
  await walk.text(say['runs.comparison.differs']).waitFor();
  await page.locator('path[data-curve]').first().waitFor();
  await walk.picture('compare');
}

async function models(walk: Walk): Promise<void> {
  const { page, say } = walk;
  await walk.go('#/models');
  await page.getByRole('row', { name: /late-arrival/ }).waitFor();
  await walk.picture('models');
  await walk.go(`#/models/${stage.connection}/${MODEL}`);
  await page.getByText('better AUC on February').waitFor();
  await walk.picture('model');
  await walk.press(say['actions.set-alias']);
  await walk.dialog.waitFor();
  await walk.picture('alias-asked');
  await walk.dialog.getByRole('textbox').first().fill('champion');
  await walk.dialog.getByRole('combobox').last().click();
  await page.getByRole('option').first().click();
  await walk.dialog.getByRole('button').last().click();
  await walk.dialog.getByText('npx').first().waitFor();
  await walk.picture('alias-plan');
  await walk.escape();
  await walk.go(`#/models/${stage.connection}/${MODEL}/2`);
  await page.getByText(/^sha256:/).waitFor();
  await walk.picture('version');
}

/** A plan that is open is carried out, and its dialog closed. */
async function confirm(walk: Walk): Promise<void> {
  // A release that went through no stages is asked for its reason.
  await walk.dialog.getByRole('textbox').first().fill('to be seen');
  await walk.dialog.locator('[data-confirm]').click();
  await walk.dialog.locator('[data-run-close]').waitFor();
  await expect(walk.dialog.getByText(walk.say['actions.run.done.text'])).toBeVisible();
  await walk.dialog.locator('[data-run-close]').click();
  await expect(walk.dialog).toHaveCount(0);
}

async function serve(walk: Walk, version: number, shots: boolean): Promise<void> {
  const { say } = walk;
  await walk.go(`#/models/${stage.connection}/${MODEL}/${version}`);
  await walk.press(say['services.serve']);
  await walk.dialog.getByRole('textbox').first().waitFor();
  if (shots) await walk.picture('serve-asked');
  await walk.dialog.getByRole('button', { name: say['actions.review'] }).click();
  await walk.dialog.getByText('npx').first().waitFor();
  if (shots) await walk.picture('serve-plan');
  await confirm(walk);
}

/** Requests as clients send them: each arm answers some. */
async function callService(address: string, count: number): Promise<void> {
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

async function services(walk: Walk): Promise<void> {
  const { page, say } = walk;
  const main = page.getByRole('main');
  const tab = (name: string) => main.getByRole('tab', { name, exact: true }).click();
  const own = `#/services/${stage.connection}/${MODEL}`;
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
  await callService(address, 80);
  await serve(walk, 2, false);
  await walk.go(own);
  await page.getByRole('main').getByText(say['deliveries.state.paused'], { exact: true }).first().waitFor();
  const split = main.getByRole('region', { name: say['services.figures.split'] }).locator('title').first();
  // Both arms have answered something in a stretch of time that is over.
  await expect(async () => {
    await callService(address, 60);
    expect(await split.textContent()).toMatch(/2\D+\d(?!.*–)/);
  }).toPass({ timeout: 30_000 });
  await walk.picture('service-canary');
  await tab(say['services.tab.requests']);
  await main.getByRole('grid').waitFor();
  await main.getByRole('tablist').scrollIntoViewIfNeeded();
  await walk.picture('service-requests');
  await tab(say['services.tab.acts']);
  await walk.picture('service-acts');
  await walk.press(say['services.settings.edit']);
  await walk.dialog.getByRole('textbox').first().waitFor();
  await walk.picture('service-settings');
  await walk.escape();
  await walk.press(say['services.payload.edit']);
  await walk.dialog.getByLabel('origin', { exact: true }).first().waitFor();
  await walk.picture('service-payload');
  await walk.escape();
  await page.keyboard.press('p');
  await walk.dialog.getByRole('table').waitFor();
  await walk.picture('service-promote');
  await walk.escape();
  await walk.go('#/services');
  await main.getByRole('row', { name: new RegExp(MODEL) }).waitFor();
  await walk.picture('services');
  await walk.go(`#/deliveries/${stage.connection}/${encodeURIComponent(`local/${MODEL}`)}`);
  await walk.text(say['delivery.actions']).waitFor();
  await walk.picture('delivery-of-service');
}

async function lineage(walk: Walk): Promise<void> {
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

/** A byte of each version is another than was registered. */
async function tampered(walk: Walk): Promise<void> {
  const { page, say } = walk;
  const artifacts = join(folder, '.pilothouse/artifacts');
  for (const entry of readdirSync(artifacts, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
  await walk.go(`#/models/${stage.connection}/${MODEL}/3`);
  await walk.press(say['models.verify']);
  await walk.text(say['models.integrity.tampered.title']).waitFor();
  await walk.picture('version-tampered');
  await walk.go(`#/models/${stage.connection}/${MODEL}`);
  await page.getByText(say['models.tampered.text']).waitFor();
  await walk.picture('model-tampered');
  await walk.go('#/attention');
  await page.getByRole('region', { name: say['attention.motion'] }).getByText(MODEL).first().waitFor();
  await walk.picture('attention');
}

/** It comes back by itself, later with every quick death. */
async function lost(walk: Walk): Promise<void> {
  const { page, say } = walk;
  const [before = ''] = say['workspace.lost.text'].split('.');
  await walk.go('#/runs');
  for (let death = 1; death <= 3; death += 1) {
    const { pid } = EngineFile.parse(JSON.parse(readFileSync(join(folder, '.pilothouse/engine.json'), 'utf8')));
    process.kill(pid, 'SIGKILL');
    await page.getByText(before).waitFor();
    if (death < 3) await page.getByText(before).waitFor({ state: 'hidden' });
  }
  await walk.picture('lost');
  await page.getByText(before).waitFor({ state: 'hidden' });
}

for (const look of LOOKS) {
  test(`every screen of a workspace is whole and clean: ${look.name}`, async ({ launch }) => {
    test.setTimeout(180_000);
    const app = await launch({ seed: seedLook(look.preferences) });
    const walk = new Walk(app, look);
    await app.electron.evaluate(({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), look.size);
    await test.step('without a workspace', () => withoutWorkspace(walk));
    await test.step('it is opened', () => open(walk));
    await test.step('overview', () => overview(walk));
    await test.step('data', () => data(walk));
    await test.step('runs', () => runs(walk));
    await test.step('models', () => models(walk));
    await test.step('services', () => services(walk));
    await test.step('lineage', () => lineage(walk));
    await test.step('bytes that changed', () => tampered(walk));
    await test.step('its engine is away', () => lost(walk));
    // What trains here must not outlive the test: the question of the system's dialog is answered with “stop”.
    await app.electron.evaluate(({ dialog }) => Object.assign(dialog, { showMessageBox: () => Promise.resolve({ response: 1 }) }));
    await app.quit();
  });
}
