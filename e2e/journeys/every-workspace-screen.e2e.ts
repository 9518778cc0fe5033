import { expect } from '@playwright/test';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFile } from '../../shared/api/engine-process';
import { MODEL } from './service-steps';
import { inEachLook, type WorkspaceWalk } from './workspace-walk';

// Every screen of the Local workspace but those of its services, and every state of it that can be brought about, in each look.

async function withoutWorkspace(walk: WorkspaceWalk): Promise<void> {
  for (const screen of ['workspace', 'services', 'data', 'runs', 'models', 'lineage']) {
    await walk.go(`#/${screen}`);
    await walk.text(walk.say['workspace.none']).waitFor();
    if (screen === 'workspace' || screen === 'lineage') await walk.picture(`none-${screen}`);
  }
}

async function overview(walk: WorkspaceWalk): Promise<void> {
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

async function data(walk: WorkspaceWalk): Promise<void> {
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

  const dataset = (name: string, search: string) => walk.go(`#/data/${walk.stage.connection}/${name}?${search}`);
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
  await page.getByRole('gridcell').filter({ hasText: /−40$/ }).first().waitFor();
  await walk.picture('dataset-failed-check');
  await walk.press(say['data.more']);
  await page.getByRole('menuitem', { name: say['data.checks.edit'] }).click();
  await walk.dialog.getByRole('button').nth(2).waitFor();
  await walk.picture('dataset-edit-checks');
  await walk.escape();
}

async function startRun(walk: WorkspaceWalk, entry: string, fill: Readonly<Record<string, string>>, shot: string | null): Promise<void> {
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

async function runs(walk: WorkspaceWalk): Promise<void> {
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

  const [newest = '', second = '', third = '', , fifth = ''] = walk.stage.runs;
  await walk.go(`#/runs/${walk.stage.connection}/${newest}`);
  await page.getByRole('img', { name: /train\/loss/ }).waitFor();
  await walk.picture('run-finished');
  await walk.go(`#/runs/${walk.stage.connection}/${newest}?against=${second}`);
  await main.getByText(say['runs.inputs.differs']).first().waitFor();
  await walk.picture('run-against');
  await walk.go(`#/runs/${walk.stage.connection}/${newest}?chart=valid%2Fauc`);
  await walk.dialog.getByRole('img').first().waitFor();
  await walk.picture('run-chart');
  await walk.escape();
  await walk.go(`#/runs/${walk.stage.connection}/${second}`);
  await walk.press(say['runs.register']);
  await walk.dialog.waitFor();
  await walk.picture('run-register');
  await walk.escape();
  await walk.go(`#/compare/${walk.stage.connection}?runs=${[newest, second, third, fifth].join(',')}`);
  await walk.text(say['runs.comparison.differs']).waitFor();
  await page.locator('path[data-curve]').first().waitFor();
  await walk.picture('compare');
}

async function models(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  await walk.go('#/models');
  await page.getByRole('row', { name: /late-arrival/ }).waitFor();
  await walk.picture('models');
  await walk.go(`#/models/${walk.stage.connection}/${MODEL}`);
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
  await walk.go(`#/models/${walk.stage.connection}/${MODEL}/2`);
  await page.getByText(/^sha256:/).waitFor();
  await walk.picture('version');
}

/** A byte of each version is another than was registered. */
async function tampered(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  const artifacts = join(walk.folder, '.pilothouse/artifacts');
  for (const entry of readdirSync(artifacts, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    bytes[9] = (bytes[9] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
  await walk.go(`#/models/${walk.stage.connection}/${MODEL}/3`);
  await walk.press(say['models.verify']);
  await walk.text(say['models.integrity.tampered.title']).waitFor();
  await walk.picture('version-tampered');
  await walk.go(`#/models/${walk.stage.connection}/${MODEL}`);
  await page.getByText(say['models.tampered.text']).waitFor();
  await walk.picture('model-tampered');
}

/** It comes back by itself, later with every quick death. */
async function lost(walk: WorkspaceWalk): Promise<void> {
  const { page, say } = walk;
  const [before = ''] = say['workspace.lost.text'].split('.');
  await walk.go('#/runs');
  for (let death = 1; death <= 3; death += 1) {
    const { pid } = EngineFile.parse(JSON.parse(readFileSync(join(walk.folder, '.pilothouse/engine.json'), 'utf8')));
    process.kill(pid, 'SIGKILL');
    await page.getByText(before).waitFor();
    if (death < 3) await page.getByText(before).waitFor({ state: 'hidden' });
  }
  await walk.picture('lost');
  await page.getByText(before).waitFor({ state: 'hidden' });
}

inEachLook('every screen of a workspace is whole and clean', {
  'without a workspace': withoutWorkspace,
  'it is opened': (walk) => walk.open(),
  overview,
  data,
  runs,
  models,
  'bytes that changed': tampered,
  'its engine is away': lost,
});
