import { expect } from '@playwright/test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../app';
import { identityModel, magnitudeModel } from '../peers/small-onnx';
import { stageModels } from '../registered-models';
import { seedLook } from './promote-steps';
import { type Look, PICTURES, Walk } from './walk';
import { answerFolder } from './workspace-steps';

// The journey of a version on its page: it has gone through no stage, goes through them, and what each found can be read and looked into.

const MODEL = 'echo';
const LOOKS: readonly Look[] = [
  { name: 'light', preferences: { theme: 'light', locale: 'en' }, size: [1_280, 800] },
  { name: 'arabic', preferences: { theme: 'dark', locale: 'ar' }, size: [1_280, 800] },
];
const request = (data: readonly number[], wanted: readonly number[]) => ({
  name: `of ${data}`,
  inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data }],
  outputs: [{ name: 'y', data: wanted }],
});

let folder: string;
let connection: string;
test.beforeEach(async () => {
  mkdirSync(PICTURES, { recursive: true });
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  connection = await stageModels(folder, MODEL, [identityModel('FP32'), magnitudeModel()]);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

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
  });
}
