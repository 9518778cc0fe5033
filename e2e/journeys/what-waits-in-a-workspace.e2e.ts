import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EngineFile } from '../../shared/api/engine-process';
import { type App, expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { stageWorkspace } from '../workspace-stage';
import { screenLink } from './steps';
import { openWorkspace } from './workspace-steps';

// What a workspace waits for a person with is in Attention, one press from its page, and goes when it is mended.

const MODEL = 'late-arrival';
let folder: string;
let connection: string;
test.beforeEach(async () => {
  folder = newFolder('waits');
  ({ connection } = await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 }));
});

const item = ({ page }: App, text: string) => page.getByRole('article').filter({ hasText: text });
const listArtifacts = () =>
  readdirSync(join(folder, '.pilothouse/artifacts'), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
const enginePid = () => EngineFile.parse(JSON.parse(readFileSync(join(folder, '.pilothouse/engine.json'), 'utf8'))).pid;
const flipByte = (path: string) => {
  const bytes = readFileSync(path);
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  writeFileSync(path, bytes);
};

test('quarantined data is named with its rule, leads to its version, and goes once a version keeps the rule', async ({ app }) => {
  const { page } = app;
  await openWorkspace(app, folder);
  await screenLink(app, 'Attention').click();
  const waits = item(app, 'weather v1 is quarantined');
  await expect(waits).toContainText('It breaks the rule “wind not negative”. No run that names this data starts until a version keeps it.');
  await expect(screenLink(app, 'Attention')).toContainText('1 waits');
  expect(await seriousFindings(page)).toEqual([]);
  await page.keyboard.press('j');
  await expect(waits.getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'weather' })).toBeVisible();
  await expect(page.getByText('wind not negative').first()).toBeVisible();

  const weather = join(folder, 'data/weather.csv');
  const good = readFileSync(weather, 'utf8')
    .split('\n')
    .filter((line) => !line.endsWith(',-40'));
  writeFileSync(weather, good.join('\n'));
  await page.getByRole('button', { name: 'Take a version now' }).click();
  await expect(screenLink(app, 'Attention')).not.toContainText('waits');
  await screenLink(app, 'Attention').click();
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
});

test('a version that is not what was registered is named with its alias once that was found, also after its engine died, until it is mended', async ({
  app,
}) => {
  const { page } = app;
  await openWorkspace(app, folder);
  const artifacts = listArtifacts();
  for (const path of artifacts) flipByte(path);
  const go = (hash: string) => page.evaluate((to) => void (location.hash = to), hash);
  await go(`#/models/${connection}/${MODEL}/2`);
  await page.getByRole('button', { name: 'Check now' }).click();
  await screenLink(app, 'Attention').click();
  const waits = item(app, `${MODEL} v2 is not what was registered`);
  await expect(waits).toContainText('On it: champion. Changed since it was registered: model.onnx.');
  const pid = enginePid();
  process.kill(pid, 'SIGKILL');
  await expect(screenLink(app, 'Attention')).toContainText('2 wait');
  await expect.poll(enginePid).not.toBe(pid);
  await expect(waits, 'what is seen is of now again').not.toHaveAttribute('data-old');
  await waits.getByRole('button', { name: 'Look at it' }).click();
  await expect(page.getByText('These bytes are not those that were registered')).toBeVisible();

  for (const path of artifacts) flipByte(path);
  await page.getByRole('button', { name: 'Check now' }).click();
  await screenLink(app, 'Attention').click();
  await expect(waits).toBeHidden();
  await expect(item(app, 'weather v1 is quarantined')).toBeVisible();
});
