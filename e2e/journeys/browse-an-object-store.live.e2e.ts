import { CreateBucketCommand, PutBucketPolicyCommand, PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from '@playwright/test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '../app';
import { type ObjectStore, startObjectStore } from '../peers/versitygw';
import { writeWideParquet } from '../peers/wide-parquet';
import { LOOKS } from './looks';
import { seedLook } from './promote-steps';
import { PICTURES, Walk } from './walk';

const MONTHS = 1_200;

let store: ObjectStore;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  store = await startObjectStore();
  const put = (Bucket: string, Key: string, Body: Uint8Array | string) => store.client.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(Body) }));
  for (const Bucket of ['flights', 'models']) await store.client.send(new CreateBucketCommand({ Bucket }));
  await store.client.send(new PutBucketVersioningCommand({ Bucket: 'models', VersioningConfiguration: { Status: 'Enabled' } }));
  const folder = mkdtempSync(join(tmpdir(), 'wide-'));
  await writeWideParquet({ file: join(folder, 'wide.parquet'), rows: 5_000, columns: 12 });
  await put('flights', 'wide.parquet', readFileSync(join(folder, 'wide.parquet')));
  rmSync(folder, { recursive: true });
  const days = Array.from({ length: MONTHS }, (_, day) => `days/${String(day).padStart(4, '0')}.csv`);
  for (let at = 0; at < days.length; at += 50) await Promise.all(days.slice(at, at + 50).map((key) => put('flights', key, 'origin,delay\nATL,5\n')));
  for (const about of ['first', 'second']) await put('models', 'card.json', JSON.stringify({ model: 'delay', about }));
  const reader = await store.addUser('reader');
  const allow = {
    Effect: 'Allow',
    Principal: { AWS: [reader.accessKeyId] },
    Action: ['s3:GetObject', 's3:GetObjectVersion'],
    Resource: ['arn:aws:s3:::models/*'],
  };
  await store.client.send(new PutBucketPolicyCommand({ Bucket: 'models', Policy: JSON.stringify({ Version: '2012-10-17', Statement: [allow] }) }));
});
test.afterAll(() => store.stop());

for (const look of LOOKS) {
  test(`an object store is added, browsed and looked into: ${look.name}`, async ({ launch }) => {
    test.setTimeout(120_000);
    mkdirSync(PICTURES, { recursive: true });
    const app = await launch({ seed: seedLook(look.preferences) });
    await app.electron.evaluate(({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height), look.size);
    const walk = new Walk(app, look);
    const { page, say, dialog } = walk;
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });

    await walk.go('#/objects');
    await walk.text(say['objects.none']).waitFor();
    await walk.picture('objects-none');
    await walk.go('#/connections?add=store');
    await dialog.getByLabel(say['objects.form.name'], { exact: true }).fill('Lake');
    await dialog.getByLabel(say['objects.form.address'], { exact: true }).fill(store.address);
    await dialog.getByLabel(say['objects.form.accessKeyId'], { exact: true }).fill(store.root.accessKeyId);
    const secret = dialog.getByLabel(say['objects.form.secretAccessKey'], { exact: true });
    await secret.fill('not the secret');
    await walk.press(say['connections.test.do'], dialog);
    await dialog.getByText(say['failure.reason.secret-refused']).waitFor();
    await walk.picture('objects-add-refused');
    await secret.fill(store.root.secretAccessKey);
    await walk.press(say['connections.test.do'], dialog);
    await dialog.getByText('ListBuckets: 2').waitFor();
    await walk.press(say['objects.add.do'], dialog);
    await walk.text(say['objects.browse']).waitFor();
    await walk.picture('objects-connection');

    await walk.text(say['objects.browse']).click();
    await row('flights').click();
    await row('days/').click();
    await row('0000.csv').waitFor();
    await row('0000.csv').focus();
    // The end of what was read brings the next page, whose end is further down.
    await expect(async () => {
      await page.keyboard.press('End');
      await expect(row(`${MONTHS - 1}.csv`)).toBeVisible({ timeout: 500 });
    }).toPass();
    await walk.picture('objects-level');
    await page.getByRole('navigation', { name: say['objects.place'] }).getByRole('link', { name: 'flights' }).click();
    await row('wide.parquet').click();
    await page.getByRole('columnheader', { name: /^c0/ }).waitFor();
    await walk.picture('objects-parquet');
    // A monitor is made in a workspace, and none is open.
    await walk.press(say['monitors.title'], page.getByRole('main'));
    await expect(page.getByRole('menuitem', { name: say['monitors.begin.against'] })).toHaveAttribute('aria-disabled', 'true');
    await walk.picture('objects-drift');
    await page.getByRole('tab', { name: say['objects.tab.facts'] }).click();
    await walk.text(say['objects.fact.etag']).waitFor();
    await walk.picture('objects-facts');

    await page.getByRole('navigation', { name: say['objects.place'] }).getByRole('link', { name: say['objects.buckets'] }).click();
    await row('models').click();
    await row('card.json').click();
    await page.getByText('"about": "second"').waitFor();
    await page.getByRole('tab', { name: say['objects.tab.versions'] }).click();
    await walk.text(say['objects.versions.newest']).waitFor();
    await walk.picture('objects-versions');
    await walk.press(say['objects.versions.open']);
    await page.getByText('"about": "first"').waitFor();

    // Credentials of somebody who may read and not list.
    await walk.go('#/connections');
    await row('Lake').click();
    await page.getByRole('tab', { name: say['connections.tab.options'] }).click();
    await walk.press(say['objects.edit']);
    await dialog.getByLabel(say['objects.form.accessKeyId'], { exact: true }).fill('reader');
    await dialog.getByLabel(say['objects.form.secretAccessKey'], { exact: true }).fill('secret-of-reader');
    await dialog.getByLabel(say['objects.form.buckets'], { exact: true }).fill('models');
    await walk.picture('objects-edit');
    await walk.press(say['objects.edit.do'], dialog);
    await expect(dialog).toBeHidden();
    await walk.go('#/objects?bucket=models');
    await walk.text(say['failure.reason.listing-denied']).waitFor();
    await expect(row('card.json')).toHaveCount(0);
    await walk.picture('objects-denied');
    await page.getByRole('main').getByRole('button', { name: say['objects.open-key'] }).last().click();
    await dialog.getByLabel(say['objects.open-key.key'], { exact: true }).fill('card.json');
    await walk.press(say['objects.open-bucket.do'], dialog);
    await page.getByText('"about": "second"').waitFor();
    expect(app.log('backend')).not.toContain(store.root.secretAccessKey);
  });
}
