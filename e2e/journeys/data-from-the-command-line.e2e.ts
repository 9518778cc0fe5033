import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { stageData } from '../data-under-test';

// The journey of a pipeline: data arrives, is taken as a version or refused, and the exit code says which.

const CLI = join(import.meta.dirname, '../../out/cli/pilothouse.js');
let home: string;
let folder: string;
test.beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'command-line-'));
  folder = mkdtempSync(join(tmpdir(), 'workspace-'));
});
test.afterEach(() => {
  for (const each of [home, folder]) rmSync(each, { recursive: true, force: true });
});

type Ran = { readonly code: number; readonly out: string; readonly said: string };
function data(...args: string[]): Promise<Ran> {
  const env = { ...process.env, LC_ALL: 'C' };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, '--data', home, 'data', folder, ...args], { env }, (_, out, said) =>
      resolve({ code: child.exitCode ?? -1, out, said }),
    );
  });
}
const write = (text: string) => writeFileSync(join(folder, 'flights.csv'), text);

test('data is registered, shown, and taken again where it changed; what is spoilt is refused with file and line', async () => {
  write('id,delay\n1,5\n2,7\n');
  const registered = await data('register', 'flights', 'flights.csv');
  expect([registered.code, registered.said]).toEqual([0, '']);
  expect(registered.out).toContain('ready  2 rows');
  expect((await data('list')).out).toMatch(/flights +ready +[a-f0-9]{12} +2/);
  expect((await data('show', 'flights')).out).toMatch(/delay +BIGINT +0 +2 +5 +7 +6/);
  expect((await data('take', 'flights')).out).toContain('as it was');
  write('id,delay\n1,5\n2,7\n3,9\n');
  expect(JSON.parse((await data('take', 'flights', '--json')).out)).toMatchObject({ name: 'flights', isNew: true, state: 'ready' });
  write('id,delay\n1,"5\n2,7\n');
  const spoilt = await data('take', 'flights');
  expect([spoilt.code, spoilt.said]).toEqual([1, expect.stringContaining('flights.csv:2 cannot be read')]);
  expect((await data('take', 'nothing')).said).toBe('pilothouse: There is no dataset nothing.\n');
  expect((await data('register', 'flights')).code).toBe(3);
});

test('a failed check ends with 1 and names the rule; asked again it says the same', async () => {
  write('id,delay\n1,5\n2,-900\n');
  const stage = stageData({ root: folder });
  await stage.register('flights', 'flights.csv', { checks: [{ name: 'delays are delays', check: { rule: 'range', column: 'delay', min: -120, max: null } }] });
  await stage.leave();
  const checked = await data('check', 'flights');
  expect([checked.code, checked.out]).toEqual([1, expect.stringMatching(/failed +delays are delays +range +1 rows/)]);
  write('id,delay\n1,5\n2,9\n');
  expect((await data('take', 'flights')).code).toBe(0);
  expect((await data('check', 'flights')).code).toBe(0);
});
