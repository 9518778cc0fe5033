import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../app';
import { newFolder } from '../new-folder';
import { seriousFindings } from '../axe';
import { openWorkspace, workspaceLink } from './workspace-steps';

// What other systems tell of their work becomes a part of the graph: from a file that lies anywhere, picked in the system's own dialog.

const data = (name: string) => [{ namespace: 's3://lake', name }];
const event = (job: string, digit: number, day: number, inputs: object[], outputs: object[]) => ({
  eventType: 'COMPLETE',
  eventTime: `2026-01-0${day}T03:04:05Z`,
  run: { runId: `0193f5a2-1111-7abc-8def-00000000000${digit}` },
  job: { namespace: 'airflow', name: job },
  inputs,
  outputs,
});

test('events of another system are imported by the menu and by the palette, and what they tie is in the graph', async ({ app }) => {
  const folder = newFolder('joined');
  const file = join(folder, 'nightly.jsonl');
  const work = newFolder('joined-work');
  const { page, electron } = app;
  const dialog = page.getByRole('dialog', { name: 'OpenLineage events' });
  const lines = [event('clean', 1, 1, data('raw'), data('flights')), event('train', 2, 2, data('flights'), [])].map((each) => JSON.stringify(each));
  writeFileSync(file, [lines[0], 'no event at all', lines[1], '{"eventType":"COMPLETE"}', ''].join('\n'));
  await openWorkspace(app, work);
  await workspaceLink(page, 'Lineage').click();
  await expect(page.getByText('Nothing is known to come of anything yet')).toBeVisible();
  await electron.evaluate(
    ({ dialog: native }, path) => Object.assign(native, { showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: [path] }) }),
    file,
  );

  await test.step('the menu imports, and says what came of it and what was refused', async () => {
    await page.getByRole('button', { name: 'More about lineage' }).click();
    await page.getByRole('menuitem', { name: 'Import OpenLineage events…' }).click();
    await expect(dialog.getByText('nightly.jsonl')).toBeVisible();
    await expect(dialog.getByText('2 events read, 3 new facts')).toBeVisible();
    await expect(dialog.getByRole('region', { name: '2 lines were refused' }).getByRole('listitem')).toHaveText([
      'Line 2: it is not JSON',
      'Line 4: it is not an OpenLineage event',
    ]);
    expect(await seriousFindings(page)).toEqual([]);
  });

  await test.step('a thing that is new is shown in the graph', async () => {
    await dialog.getByRole('button', { name: 'Run train' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('heading', { name: 'Lineage of train' })).toBeVisible();
    await expect(page.getByText('4 of 4 things shown')).toBeVisible();
    await expect(page.getByRole('complementary', { name: 'Run, chosen' })).toBeVisible();
  });

  await test.step('the palette does the same, and the same file tells nothing new', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.keyboard.type('openlineage');
    await page.keyboard.press('Enter');
    await expect(dialog.getByText('2 events read, no new facts')).toBeVisible();
    await expect(dialog.getByText('Tied by them')).toBeHidden();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(dialog).toBeHidden();
  });
});
