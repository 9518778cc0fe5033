import { expect } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '../app';
import { newFolder } from '../new-folder';
import { stageModels } from '../registered-models';
import { LOOKS } from './looks';
import { seedLook } from './promote-steps';
import { PICTURES, Walk } from './walk';
import { answerFolder } from './workspace-steps';

// A version that no flavor says anything of is served by a command that is typed: found fault with in words, shown back, planned exactly, and run.

const MODEL = 'echo';
const PEER = join(import.meta.dirname, '../peers/tried-server.mjs');
const MLMODEL = 'flavors:\n  python_function:\n    loader_module: none\n';

let folder: string;
let connection: string;
test.beforeEach(async () => {
  mkdirSync(PICTURES, { recursive: true });
  folder = newFolder('workspace');
  connection = await stageModels(folder, MODEL, [{ behaviour: 'echoes' }, { MLmodel: MLMODEL, behaviour: 'echoes' }]);
});

for (const look of LOOKS) {
  test(`a version is served by a command that is typed, ${look.name}`, async ({ launch }) => {
    const walk = new Walk(await launch({ env: { KUBECONFIG: '' }, seed: seedLook(look.preferences) }), look);
    const { page, say } = walk;
    await answerFolder(walk.app, folder);
    await walk.go('#/workspace');
    await walk.press(say['workspace.open-folder']);
    await walk.text(say['workspace.tracking']).waitFor();

    // What a flavor asks for is filled in.
    await walk.go(`#/models/${connection}/${MODEL}/2`);
    await page.getByRole('button', { name: say['services.serve'] }).focus();
    await page.keyboard.press('Enter');
    const command = walk.dialog.getByLabel(say['server.command'], { exact: true });
    await expect(command).toHaveValue('mlflow models serve -m {model} -p {port} -h {host} --env-manager local');
    await walk.picture('serve-form-flavor');
    await walk.escape();

    await walk.go(`#/models/${connection}/${MODEL}/1`);
    await page.getByRole('button', { name: say['services.serve'] }).focus();
    await page.keyboard.press('Enter');
    await expect(walk.dialog).toContainText(say['server.command.first']);
    await command.focus();
    await page.keyboard.type('serve "{port}');
    await expect(walk.dialog.getByRole('alert').or(walk.dialog).first()).toContainText('"');
    await command.fill('serve {port} > log');
    await expect(walk.dialog).toContainText('>');
    await walk.dialog.getByText(say['server.placeholders']).click();
    await command.scrollIntoViewIfNeeded();
    await walk.picture('serve-form-fault');
    await command.fill(`"${process.execPath}"\n"${PEER}"\n{port}\n{model}`);
    await walk.dialog.getByLabel(say['server.protocol'], { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(walk.dialog.getByLabel(say['server.protocol'], { exact: true })).toHaveValue(say['server.protocol.invocations']);
    await walk.dialog.getByLabel(say['server.env'], { exact: true }).fill('SAYS=a word');
    await walk.dialog.getByLabel(say['server.ready'], { exact: true }).fill('30');
    await command.scrollIntoViewIfNeeded();
    await walk.picture('serve-form-command');
    await walk.dialog.getByLabel(say['server.ready'], { exact: true }).press('Enter');

    // The plan says what is started, word for word.
    await expect(walk.dialog).toContainText(`SAYS='a word' ${process.execPath} ${PEER} '{port}' '{model}'`);
    await walk.picture('serve-plan-command');
    await walk.dialog.locator('[data-confirm]').press('Enter');
    await walk.dialog.getByRole('button', { name: say['services.open'] }).click();
    await expect(page.getByRole('main').getByText(PEER).or(page.getByRole('main').getByText(say['services.server.log'])).first()).toBeVisible({
      timeout: 30_000,
    });
    await walk.picture('serve-service-command');
  });
}
