import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { stageWorkspace } from '../workspace-stage';

// The journey of a pipeline: a model is looked at, its alias is moved through a plan, and bytes that changed are found and refused.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
const MODEL = 'late-arrival';
let home: string;
let folder: string;
test.beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'command-line-'));
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
  await stageWorkspace(folder, { runs: 5, metrics: 1, points: 2 });
});
test.afterEach(() => {
  for (const each of [home, folder]) rmSync(each, { recursive: true, force: true });
});

type Ran = { readonly code: number; readonly out: string; readonly said: string };
function pilothouse(...args: string[]): Promise<Ran> {
  const env = { ...process.env, LC_ALL: 'C' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, '--data', home, ...args], { env }, (_, out, said) => resolve({ code: child.exitCode ?? -1, out, said }));
  });
}

test('an alias is moved through a plan and is on record; what cannot be is refused with its exit code', async () => {
  const listed = await pilothouse('models', folder);
  expect([listed.code, listed.out]).toEqual([0, expect.stringMatching(/late-arrival +v3 +3 +\w+ +candidate=v3 champion=v2/)]);
  const moved = await pilothouse('alias', 'set', folder, MODEL, 'champion', '3', '--reason', 'better on March', '--yes');
  expect([moved.code, moved.said]).toEqual([0, '']);
  expect(moved.out).toContain('Moves champion from version 2 to version 3.');
  expect(moved.out).toMatch(/done \([\d.]+ s\), entry \d+ of the ledger/);
  const found = JSON.parse((await pilothouse('models', folder, 'versions', MODEL, '--json')).out);
  expect(found.moves[0]).toMatchObject({ alias: 'champion', from: 2, to: 3, why: 'better on March', through: 'plan' });
  expect((await pilothouse('ledger', 'show', String(found.moves[0].entry))).out).toContain(MODEL);

  const same = await pilothouse('alias', 'set', folder, MODEL, 'champion', '3', '--yes');
  expect([same.code, same.said]).toEqual([1, expect.stringContaining('stands on version 3 already')]);
  expect((await pilothouse('alias', 'set', folder, MODEL, 'latest', '3', '--yes')).code).toBe(3);
  expect((await pilothouse('alias', 'set', folder, 'nobody', 'champion', '3', '--yes')).said).toContain('nobody');
  expect((await pilothouse('alias', 'set', folder, MODEL, 'champion', '2')).code).toBe(3); // nobody is there to confirm
  expect((await pilothouse('alias', 'set', folder, MODEL, 'candidate', 'none', '--yes', '--json')).code).toBe(0);
});

test('lineage is told, and a flipped byte is found and keeps its version from being promoted', async () => {
  const lineage = await pilothouse('lineage', folder, '--of', `model-version:${MODEL}@3`);
  expect([lineage.code, lineage.out]).toEqual([0, expect.stringMatching(/run:[a-f0-9]{32} +produced +model-version:late-arrival@3/)]);
  expect((await pilothouse('lineage', folder, '--of', 'model:x')).code).toBe(3);
  expect((await pilothouse('lineage', folder, '--of', 'model-version:nobody@1')).code).toBe(1);
  const whole = await pilothouse('check', folder);
  expect([whole.code, whole.out]).toEqual([0, 'registry   whole\nversions   3 of 3 whole\n']);

  const { files } = JSON.parse((await pilothouse('models', folder, 'show', MODEL, '1', '--json')).out);
  const path = join(folder, '.pilothouse/artifacts', files[0].digest.slice(0, 2), files[0].digest);
  const bytes = readFileSync(path);
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const checked = await pilothouse('check', folder);
  expect([checked.code, checked.out]).toEqual([1, expect.stringContaining(`tampered  ${MODEL} v1: model.onnx`)]);
  expect((await pilothouse('models', folder, 'verify', MODEL, '1')).code).toBe(1);
  const refused = await pilothouse('alias', 'set', folder, MODEL, 'champion', '1', '--yes');
  expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('The bytes of the version are not those that were registered.')]);
});
