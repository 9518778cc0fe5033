import { expect } from '@playwright/test';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../app';
import { newFolder } from '../new-folder';
import { stageData } from '../data-under-test';
import { identityModel, magnitudeModel } from '../peers/small-onnx';
import { stageModels } from '../registered-models';
import { LOOKS } from './looks';
import { seedLook } from './promote-steps';
import { PICTURES, Walk } from './walk';
import { answerFolder } from './workspace-steps';

// The journey of a version on its page: it has gone through no stage, goes through them, and what each found can be read and looked into.

const MODEL = 'echo';
const request = (data: readonly number[], wanted: readonly number[]) => ({
  name: `of ${data}`,
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data }],
  outputs: [{ name: 'y', data: wanted }],
});

let folder: string;
let connection: string;
test.beforeEach(async () => {
  mkdirSync(PICTURES, { recursive: true });
  folder = newFolder('workspace');
  connection = await stageModels(folder, MODEL, [identityModel('FP32'), magnitudeModel()]);
  const data = stageData({ root: folder });
  data.write('pairs.csv', `a,b\n${Array.from({ length: 100 }, (_, row) => `${row},${-row}\n`).join('')}`);
  await data.register('pairs', 'pairs.csv');
  await data.leave();
});

for (const look of LOOKS) {
  test(`a version goes through the stages on its page, ${look.name}`, async ({ launch }) => {
    const walk = new Walk(await launch({ env: { KUBECONFIG: '' }, seed: seedLook(look.preferences) }), look);
    const { page, say } = walk;
    await answerFolder(walk.app, folder);
    await walk.go('#/workspace');
    await walk.press(say['workspace.open-folder']);
    await walk.text(say['workspace.tracking']).waitFor();
    await walk.go(`#/models/${connection}/${MODEL}/2`);
    const panel = page.getByRole('region', { name: say['stages.title'] });
    await expect(panel).toContainText(say['stages.none']);

    // No champion, no golden requests: nothing failed, and it is not shown as good.
    await walk.press(say['stages.run'], panel);
    await expect(panel).toContainText(say['stages.state.inconclusive'], { timeout: 60_000 });
    await expect(panel.getByRole('button', { name: say['stages.run'] })).toBeVisible({ timeout: 60_000 });
    await walk.picture('stages-inconclusive');

    mkdirSync(join(folder, 'golden'));
    writeFileSync(join(folder, `golden/${MODEL}.json`), JSON.stringify({ requests: [request([1, 2], [1, 2]), request([-1, 2], [-1, 2])] }));
    await walk.press(say['stages.run'], panel);
    await expect(panel).toContainText('of -1,2: y[0]: 1 instead of -1', { timeout: 60_000 });
    await expect(panel).toContainText(say['stages.state.fail']);
    await panel.getByText('of -1,2').scrollIntoViewIfNeeded();
    await walk.picture('stages-failed');
    await panel.getByRole('button', { name: say['stages.evidence'] }).nth(1).click();
    await expect(walk.dialog).toContainText('pilothouse.release-stage/1');
    await walk.picture('stages-evidence');
    await walk.escape();

    // Another file of the workspace is chosen, by keys alone; its answers are long, and what is kept of them is saved whole.
    const numbers = Array.from({ length: 60_000 }, (_, place) => place % 7);
    const long = { ...request(numbers, numbers), name: 'many rows' };
    long.inputs[0] = { name: 'x', datatype: 'FP32', shape: [30_000, 2], data: numbers };
    writeFileSync(join(folder, 'golden/night.json'), JSON.stringify({ requests: [long] }));
    await panel.getByRole('button', { name: say['stages.choose'] }).focus();
    await page.keyboard.press('Enter');
    const form = page.getByRole('dialog', { name: say['stages.form.title'] });
    await expect(form.getByText(say['stages.form.champion.none'])).toBeVisible();
    await form.getByLabel(say['stages.used.golden']).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(form.getByLabel(say['stages.used.golden'])).toHaveValue('golden/night.json');
    await walk.picture('stages-form');
    await form.getByRole('button', { name: say['stages.run'] }).focus();
    await page.keyboard.press('Enter');
    await expect(panel).toContainText('golden/night.json', { timeout: 60_000 });
    const digest = createHash('sha256')
      .update(readFileSync(join(folder, 'golden/night.json')))
      .digest('hex');
    await expect(panel).toContainText(digest);
    await expect(panel.getByRole('button', { name: say['stages.evidence'] })).toHaveCount(3, { timeout: 60_000 });
    await expect(panel.getByRole('button', { name: say['stages.run'] })).toBeVisible({ timeout: 60_000 });
    await walk.picture('stages-used');
    await panel.getByRole('button', { name: say['stages.evidence'] }).nth(1).click();
    await expect(walk.dialog).toContainText(say['stages.evidence.beginning']);
    const saved = join(folder, 'saved.json');
    await walk.app.electron.evaluate(
      ({ dialog }, filePath) => Object.assign(dialog, { showSaveDialog: () => Promise.resolve({ canceled: false, filePath }) }),
      saved,
    );
    await walk.press(say['stages.evidence.save'], walk.dialog);
    await expect.poll(() => existsSync(saved)).toBe(true);
    const bytes = readFileSync(saved);
    expect(bytes.length).toBeGreaterThan(1_000_000);
    await expect(walk.dialog).toContainText(createHash('sha256').update(bytes).digest('hex'));
    await walk.escape();

    // Golden requests are made of rows of a dataset, and what answers differently is stopped by them.
    await walk.press(say['stages.choose'], panel);
    await form.getByLabel(say['stages.used.golden']).click();
    await page.getByRole('option', { name: say['stages.form.make.choice'] }).click();
    await expect(form.getByRole('button', { name: say['stages.run'] })).toHaveAttribute('aria-disabled', 'true');
    await form.getByLabel(say['stages.form.make.rows']).fill('0');
    await expect(form.getByRole('button', { name: say['stages.form.make'] })).toHaveAttribute('aria-disabled', 'true');
    await form.getByLabel(say['stages.form.make.rows']).fill('10');
    await walk.picture('stages-make-golden');
    await form.getByRole('button', { name: say['stages.form.make'] }).click();
    await expect(form.getByLabel(say['stages.used.golden'])).toHaveValue(`golden/${MODEL}-pairs.json`);
    await walk.picture('stages-made-golden');
    const made = JSON.parse(readFileSync(join(folder, `golden/${MODEL}-pairs.json`), 'utf8'));
    expect(made.requests).toHaveLength(10);
    await form.getByRole('button', { name: say['stages.run'] }).click();
    await expect(panel).toContainText(`golden/${MODEL}-pairs.json`, { timeout: 60_000 });
    await expect(panel.getByRole('button', { name: say['stages.run'] })).toBeVisible({ timeout: 60_000 }); // the check has ended
    await walk.app.quit();
  });
}
