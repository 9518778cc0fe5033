import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failureOf } from '../../../../shared/models/failure';
import { type Ended, launch } from '../../training/launch';
import type { NodeHost } from '../../training/node-host';
import { isAlive, MARK, type ProcessId } from './process-table';
import { findMarked, ProcessTree } from './process-tree';

let folder: string;
const trees: ProcessTree[] = [];
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'pilothouse-tree-'))));
afterEach(async () => {
  for (const tree of trees.splice(0)) await tree.end(0, false);
  rmSync(folder, { recursive: true, force: true });
});

let marks = 0;
/** Starts a Node script; `ready` waits until it said so. */
async function start(script: string, onExit: (ended: Ended) => void = () => undefined) {
  const file = join(folder, 'script.cjs');
  writeFileSync(file, script);
  const mark = `test-${process.pid}-${(marks += 1)}-${Date.now()}`;
  const env = { PATH: process.env['PATH'] ?? '', [MARK]: mark };
  const files = { stdout: join(folder, `out${marks}`), stderr: join(folder, `err${marks}`) };
  const root = await launch({ start: { file: process.execPath }, args: [file], cwd: folder, env, ...files }, onExit);
  const tree = new ProcessTree(root, mark);
  trees.push(tree);
  const output = () => readFileSync(files.stdout, 'utf8');
  return { tree, root, mark, output, ready: (lines = 1) => vi.waitFor(() => expect(output().split('\n').length - 1).toBeGreaterThanOrEqual(lines), 10_000) };
}
const gone = async (all: readonly ProcessId[]) => (await Promise.all(all.map((one) => isAlive(one)))).every((alive) => !alive);

const STAY = `setInterval(() => {}, 1000); console.log(process.pid);`;
const DEAF = `process.on('SIGTERM', () => console.log('asked')); ${STAY}`;
const spawnMore = (script: string, options: string) =>
  `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(script)}], {stdio: 'inherit', ...${options}});`;

test('a process that listens ends when it is asked', async () => {
  const exit = vi.fn();
  const { tree, root, ready } = await start(`process.on('SIGTERM', () => process.exit(7)); ${STAY}`, exit);
  await ready();
  expect(await tree.end(10_000)).toBe(0);
  expect(await isAlive(root)).toBe(false);
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith({ code: 7, signal: null }));
});

test('one that ignores the question is asked once, and killed after the grace', async () => {
  const exit = vi.fn();
  const { tree, output, ready } = await start(DEAF, exit);
  await ready();
  expect(await tree.end(300)).toBe(0);
  expect(output().match(/asked/g)).toHaveLength(1);
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith({ code: null, signal: 'SIGKILL' }));
});

test('children in sessions of their own, with and without a parent, end too', async () => {
  const orphan = `${spawnMore(DEAF, '{detached: true}')} setTimeout(() => process.exit(), 200);`;
  const { tree, mark, ready } = await start(`${spawnMore(DEAF, '{detached: true}')} ${spawnMore(orphan, '{detached: true}')} ${STAY}`);
  await ready(3);
  await vi.waitFor(async () => expect(await tree.members()).toHaveLength(3), 10_000);
  expect(await findMarked(mark)).toHaveLength(3);
  const all = await tree.members();
  expect(await tree.end(200)).toBe(0);
  expect(await gone(all)).toBe(true);
});

test('a child without the mark is found by what it descends from, and stays known when its parent ends', async () => {
  const { tree, ready } = await start(
    `${spawnMore(`${spawnMore(DEAF, '{detached: true, env: {}}')} setTimeout(() => process.exit(), 1500)`, '{detached: true, env: {}}')} ${STAY}`,
  );
  await ready(2);
  expect(await tree.members()).toHaveLength(3);
  await vi.waitFor(async () => expect(await tree.members()).toHaveLength(2), 10_000);
  expect(await tree.end(100)).toBe(0);
});

test('what outlived the first process is found by a tree that is made later', async () => {
  const { root, mark, ready } = await start(`${spawnMore(DEAF, '{detached: true}')} setTimeout(() => process.exit(), 300)`);
  await ready();
  await vi.waitFor(async () => expect(await isAlive(root)).toBe(false), 5_000);
  const later = new ProcessTree(root, mark);
  expect(await later.members()).toHaveLength(1);
  expect(await later.end(100)).toBe(0);
});

test('processes that fork while they are killed are all killed', async () => {
  const breeder = `const {spawn} = require('node:child_process'); let n = 0;
    const timer = setInterval(() => { if (n++ < 25) spawn('sleep', ['1000'], {detached: true, stdio: 'ignore', env: {PATH: process.env.PATH}}); }, 15);
    process.on('SIGTERM', () => {}); console.log('up');`;
  const { tree, ready } = await start(breeder);
  await ready();
  expect(await tree.end(150)).toBe(0);
  expect(await tree.members()).toEqual([]);
});

test('a number that was given to another process is not touched', async () => {
  const { root, ready } = await start(STAY);
  await ready();
  const other = new ProcessTree({ pid: root.pid, started: 'another boot:1' }, 'no such mark');
  expect(await other.end(0)).toBe(0);
  expect(await isAlive(root)).toBe(true);
});

test('a program that cannot be started is a failure, and no process', async () => {
  const files = { stdout: join(folder, 'o'), stderr: join(folder, 'e') };
  writeFileSync(join(folder, 'no-program'), 'x');
  const attempt = async (file: string, cwd: string) =>
    failureOf(await launch({ start: { file }, args: [], cwd, env: {}, ...files }, () => undefined).catch((error: unknown) => error)).detail.reason;
  expect(await attempt(join(folder, 'nowhere'), folder)).toBe('program-not-started');
  expect(await attempt(join(folder, 'no-program'), folder)).toBe('program-not-started');
  expect(await attempt(process.execPath, join(folder, 'nowhere'))).toBe('program-not-started');
});

test('a host is handed the script with its flags, and files that exist', async () => {
  const fork = vi.fn<NodeHost['fork']>(async (request, onExit) => {
    expect([existsSync(request.stdout), existsSync(request.stderr)]).toEqual([true, true]);
    queueMicrotask(() => onExit(3));
    return { pid: process.pid };
  });
  const files = { stdout: join(folder, 'o'), stderr: join(folder, 'e') };
  const exit = vi.fn();
  await launch({ start: { host: { fork } }, args: ['--max-old-space-size=100', 'a.js', '-x'], cwd: folder, env: { A: '1' }, ...files }, exit);
  expect(fork.mock.calls[0]?.[0]).toEqual({ script: 'a.js', args: ['-x'], execArgv: ['--max-old-space-size=100'], cwd: folder, env: { A: '1' }, ...files });
  await vi.waitFor(() => expect(exit).toHaveBeenCalledExactlyOnceWith({ code: 3, signal: null }));
  const evil = launch({ start: { host: { fork } }, args: ['-e', '1'], cwd: folder, env: {}, ...files }, exit);
  await expect(evil).rejects.toMatchObject({ failure: { detail: { reason: 'program-not-started' } } });
});
