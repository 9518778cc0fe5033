import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failureOf } from '../../../shared/models/failure';
import { Environments } from './environments';
import type { NodeHost } from './node-host';
import { Projects } from './projects';

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), 'pilothouse-projects-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
};
const program = (path: string, says: string) => {
  write(path, `#!/bin/sh\necho "${says}"\n`);
  chmodSync(join(root, path), 0o755);
};
const NODE = { version: '20.20.2', program: process.execPath };
const bare = () => new Environments({ PATH: join(root, 'bin') }, NODE);

test('projects are found near the top, not in what tools made nor behind links', async () => {
  const project = 'entry_points: {main: {command: node x.js}}';
  for (const path of ['MLproject', 'a/b/MLproject', '.venv/MLproject', 'node_modules/x/MLproject', '.pilothouse/MLproject', '1/2/3/4/5/6/7/MLproject'])
    write(path, project);
  symlinkSync(root, join(root, 'a/loop'));
  mkdirSync(join(root, 'c/MLproject'), { recursive: true });
  const list = await new Projects(root, bare(), () => undefined).list();
  expect(list.map(({ path }) => path)).toEqual(['.', 'a/b']);
});

test('a project is called as its file says, else as its folder, whether it was read before or not', async () => {
  write('MLproject', 'name: late-arrivals\nentry_points: {main: {command: node x.js}}');
  write('a/routes/MLproject', 'entry_points: {main: {command: node x.js}}');
  write('broken/MLproject', 'entry_points: [');
  const projects = new Projects(root, bare(), () => undefined);
  const names = () => ['.', 'a/routes', 'broken', 'gone'].map((path) => projects.nameOf(path));
  expect(names()).toEqual(['late-arrivals', 'routes', 'broken', 'gone']);
  write('MLproject', 'name: arrivals\nentry_points: {main: {command: node x.js}}');
  await projects.list();
  expect(names()[0]).toBe('arrivals');
});

test('a broken file does not hide the others, and entry points say what they lack', async () => {
  write('bad/MLproject', 'entry_points: [');
  write(
    'good/MLproject',
    'name: Good\nconda_env: conda.yaml\nentry_points: {n: {command: node x.js}, p: {command: python x.py}, r: {command: Rscript x.R}, s: {command: ./run.sh}}',
  );
  program('bin/python3', 'Python 3.12.1');
  const [bad, good] = await new Projects(root, bare(), () => undefined).list();
  expect(bad).toMatchObject({
    path: 'bad',
    name: 'bad',
    entryPoints: [],
    failure: { detail: { reason: 'project-malformed', values: { file: 'bad/MLproject' } } },
  });
  expect(good?.entryPoints.map(({ name, failure }) => [name, failure?.detail.values?.['program'] ?? null])).toEqual([
    ['n', null],
    ['p', null],
    ['r', 'Rscript'],
    ['s', './run.sh'],
  ]);
  expect(good?.environments.map(({ id, title, failure }) => [id, title, failure?.detail.reason ?? null])).toEqual([
    ['machine', 'Python 3.12.1', null],
    ['pilothouse', 'Node 20.20.2', null],
    ['conda_env', 'conda.yaml', 'environment-unsupported'],
  ]);
});

test('a virtual environment of the folder comes first; one whose interpreter is gone says so', async () => {
  write('p/MLproject', 'entry_points: {main: {command: python x.py}}');
  write('p/.venv/pyvenv.cfg', 'home = /usr\nversion = 3.11.9\n');
  program('p/.venv/bin/python', 'Python 3.11.9');
  write('p/venv/pyvenv.cfg', 'version_info = 3.9.1\n');
  program('bin/python3', 'Python 3.12.1');
  program('bin/node', 'v18.0.0');
  const environments = bare();
  const { environments: found, folder } = await new Projects(root, environments, () => undefined).read('p');
  expect(found.map(({ id, title, failure }) => [id, title, failure?.detail.reason ?? null])).toEqual([
    ['.venv', '.venv, Python 3.11.9', null],
    ['venv', 'venv, Python 3.9.1', 'interpreter-missing'],
    ['machine', 'Python 3.12.1, Node 18.0.0', null],
    ['pilothouse', 'Node 20.20.2', null],
  ]);
  const start = (word: string, id: string | null) => environments.resolve(word, folder, found, id).start;
  expect(start('python', null)).toEqual({ file: join(root, 'p/.venv/bin/python') });
  expect(start('python', 'machine')).toEqual({ file: join(root, 'bin/python3') });
  expect(start('node', null)).toEqual({ file: join(root, 'bin/node') });
  expect(start('node', 'pilothouse')).toEqual({ file: process.execPath });
  const reason = (word: string, id: string) => {
    try {
      return start(word, id);
    } catch (error) {
      return failureOf(error).detail.reason;
    }
  };
  expect([reason('python', 'venv'), reason('python', 'pilothouse'), reason('python', 'nowhere')]).toEqual([
    'interpreter-missing',
    'interpreter-missing',
    'environment-unknown',
  ]);
});

test('inside the app, a script for node goes to whoever can fork', async () => {
  write('MLproject', 'entry_points: {main: {command: node x.js}}');
  const host: NodeHost = { fork: async () => ({ pid: 1 }) };
  const environments = new Environments({ PATH: '' }, { version: '24.1.0', host });
  const { environments: found, folder } = await new Projects(root, environments, () => undefined).read('.');
  expect(environments.resolve('node', folder, found, null)).toMatchObject({ environment: { id: 'machine' }, start: { host } });
});

test('a file that changes, comes or goes is told once it differs', async () => {
  write('p/MLproject', 'entry_points: {main: {command: node x.js}}');
  const changed = vi.fn();
  const projects = new Projects(root, bare(), changed);
  await projects.list();
  write('p/MLproject', 'entry_points: {other: {command: node x.js}}');
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1), 5_000);
  write('q/MLproject', 'entry_points: {main: {command: node x.js}}');
  await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2), 5_000);
  projects.close();
});

test('what cannot be opened is named', async () => {
  const read = async (path: string) => failureOf(await new Projects(root, bare(), () => undefined).read(path).catch((error: unknown) => error)).detail.reason;
  mkdirSync(join(root, 'folder/MLproject'), { recursive: true });
  expect([await read('nowhere'), await read('folder')]).toEqual(['project-unknown', 'project-unreadable']);
});
