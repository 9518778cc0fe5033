import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './lock.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockModule = new URL('lock.mjs', import.meta.url).href;

/** Adds to a counter file in two steps, which is only safe when nobody else is between them. */
const countUp = (file: string, lock: string, times: number) => `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { withLock } from '${lockModule}';
  for (let i = 0; i < ${times}; i++) await withLock('${lock}', 'counting', async () => {
    const before = Number(readFileSync('${file}', 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 2));
    writeFileSync('${file}', String(before + 1));
  });`;

const run = (script: string) =>
  new Promise<number | null>((resolve) => spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' }).once('close', resolve));

test('processes take turns, and none is lost', async () => {
  const [file, lock] = [join(folder, 'count'), join(folder, 'lock')];
  writeFileSync(file, '0');
  const codes = await Promise.all([1, 2, 3].map(() => run(countUp(file, lock, 3))));
  expect({ codes, count: readFileSync(file, 'utf8'), lock: existsSync(lock) }).toEqual({ codes: [0, 0, 0], count: '9', lock: false });
});

test('the lock of a process that is gone holds nobody up', async () => {
  const lock = join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(lock, `${pid} 1 ${hostname()}`);
  expect(await withLock(lock, 'a test', () => 'done')).toBe('done');
});

test('the lock of a process id that was given to another process holds nobody up', async () => {
  const lock = join(folder, 'lock');
  writeFileSync(lock, `${process.pid} 1 ${hostname()}`);
  expect(await withLock(lock, 'a test', () => 'done')).toBe('done');
});

test('work that fails gives the lock back', async () => {
  const lock = join(folder, 'lock');
  await expect(withLock(lock, 'a test', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(existsSync(lock)).toBe(false);
});
