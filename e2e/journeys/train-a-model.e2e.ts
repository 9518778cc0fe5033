import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';

// From a folder with code to a registered version, in the window alone: what is drawn while it trains came from the process itself.

const MLPROJECT = `name: tides
entry_points:
  main:
    parameters:
      rate: {type: float, default: 0.05}
      until: path
    command: "node train.mjs {rate} {until}"
`;
/** Logs a step each time that it may go on, and its model at the end. */
const TRAIN = `import { existsSync } from 'node:fs';
const [rate, until] = process.argv.slice(2);
const { MLFLOW_TRACKING_URI: address, MLFLOW_TRACKING_TOKEN: token, MLFLOW_RUN_ID: run } = process.env;
const call = async (method, path, body) => {
  const response = await fetch(address + path, { method, body, headers: { authorization: 'Bearer ' + token, 'content-type': 'application/json' } });
  if (!response.ok) throw new Error(path + ': ' + response.status + ' ' + (await response.text()));
  return response;
};
const STEPS = 40;
const log = (step) => call('POST', '/api/2.0/mlflow/runs/log-batch', JSON.stringify({
  run_id: run,
  metrics: [{ key: 'loss', value: 0.3 + Math.exp((-step * rate) / 0.5), timestamp: Date.now(), step }],
}));
for (let step = 1; step <= STEPS; step += 1) {
  await log(step);
  console.log('step ' + step + '/' + STEPS);
  while (step === STEPS / 2 && !existsSync(until)) await new Promise((resolve) => setTimeout(resolve, 50));
}
const { run: { info } } = await (await call('GET', '/api/2.0/mlflow/runs/get?run_id=' + run)).json();
const below = new URL(info.artifact_uri).pathname.replace(/^[/]+/, '');
await call('PUT', '/api/2.0/mlflow-artifacts/artifacts/' + below + '/model/model.onnx', 'the bytes of a model');
console.log('model kept');
`;

test('a model is trained and registered in the window: form, live curve, version with its digest', async ({ app }) => {
  const folder = newFolder('train-a-model');
  writeFileSync(join(folder, 'MLproject'), MLPROJECT);
  writeFileSync(join(folder, 'train.mjs'), TRAIN);
  const { page, electron } = app;
  await electron.evaluate(({ dialog }, path) => {
    Object.assign(dialog, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) });
  }, folder);
  const navigation = page.getByRole('navigation', { name: 'Screens' });
  await navigation.getByRole('link', { name: /^Training/ }).click();
  await page.getByRole('button', { name: 'Open a folder…' }).click();

  await test.step('the form is that of the MLproject file, and asks for what has no default', async () => {
    await page.getByRole('button', { name: 'Start a run' }).first().click();
    const form = page.getByRole('dialog', { name: 'Start a run' });
    await expect(form.getByLabel('rate')).toHaveValue('0.05');
    await form.getByRole('button', { name: /^Start/ }).click();
    await expect(form.getByText('This has to be given.')).toBeVisible();
    await form.getByLabel('until').fill('go');
    await form.getByLabel('Name of the run').fill('first tide');
    await page.keyboard.press('Control+Enter');
  });

  await test.step('it is seen to train: how far, by which source, its curve and its log', async () => {
    await expect(page.getByRole('heading', { name: 'first tide' })).toBeVisible();
    const curve = page.getByRole('region', { name: 'loss' });
    await expect(curve.locator('path[data-curve]')).toBeVisible();
    await expect(page.getByRole('log')).toContainText('step 20/40');
    await expect(page.getByRole('progressbar', { name: 'Progress' })).toHaveAttribute('aria-valuenow', '50');
    await expect(page.getByRole('button', { name: 'Register version…' })).toHaveAttribute('aria-disabled', 'true');
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('it ends, and all that came meanwhile is there without a press', async () => {
    writeFileSync(join(folder, 'go'), '');
    await expect(page.getByRole('main').getByText('finished', { exact: true })).toBeVisible();
    const phases = page.getByRole('list', { name: 'What it went through' }).getByRole('listitem');
    await expect(phases).toHaveText([/^Queued.*sec/, /^Preparing.*sec/, /^Running.*sec/, /^Closing.*sec/]);
    await expect(page.getByRole('log')).toContainText('model kept');
    await expect(page.getByRole('img', { name: /^loss: 40 points/ })).toBeVisible();
  });

  await test.step('what it kept becomes a version, whole by its digest and tied to its run', async () => {
    await page.getByRole('button', { name: 'Register version…' }).click();
    const form = page.getByRole('dialog', { name: 'Register a version' });
    await form.getByLabel('Model').fill('tide');
    await form.getByRole('button', { name: 'Register', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'tide', exact: true })).toBeVisible();
    await expect(page.getByText(/^sha256:[a-f0-9]{64}$/)).toBeVisible();
    await page.getByRole('button', { name: 'Check now' }).click();
    await expect(page.getByRole('main').getByText('whole', { exact: true }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: 'first tide' })).toBeVisible();
  });

  await test.step('the lists know of both', async () => {
    await navigation.getByRole('link', { name: /^Models/ }).click();
    await expect(page.getByRole('row', { name: /tide/ })).toContainText('v1');
    await navigation.getByRole('link', { name: /^Training/ }).click();
    await expect(page.getByRole('row', { name: /first tide/ })).toContainText('finished');
  });
});
