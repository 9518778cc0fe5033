import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ArtifactStore } from '../artifacts/artifact-store';
import { readCode } from './code-state';
import { restoreCode, whyNotRestorable } from './restore-code';

let root: string;
let artifacts: ArtifactStore;
const inRoot = (...path: string[]) => join(root, ...path);
const write = (path: string, content: string | Buffer) => {
  mkdirSync(inRoot(path, '..'), { recursive: true });
  writeFileSync(inRoot(path), content);
};
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd: inRoot('work'), encoding: 'utf8', stdio: 'pipe' });
const commit = () => {
  git('add', '-A');
  git('commit', '-qm', 'x');
  return git('rev-parse', 'HEAD').trim();
};
const read = (folder = 'work/project') => readCode(inRoot(folder), artifacts, inRoot('temporary'));
const stateOfRepository = () => [git('status', '--porcelain'), git('count-objects'), git('worktree', 'list', '--porcelain')];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pilothouse-code-'));
  for (const name of ['work/project', 'artifacts', 'temporary']) mkdirSync(inRoot(name), { recursive: true });
  artifacts = new ArtifactStore({ artifacts: inRoot('artifacts'), temporary: inRoot('temporary') });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a clean commit has no patch', async () => {
  git('init', '-qb', 'trunk');
  write('work/project/train.js', 'one');
  const head = commit();
  expect(await read()).toMatchObject({ kind: 'git', commit: head, branch: 'trunk', dirty: false, patch: null, patchBytes: null, within: 'project' });
});

test('what is not committed comes back exactly: changed, deleted, new, binary and executable files', async () => {
  git('init', '-qb', 'trunk');
  write('work/project/train.js', 'one\n');
  write('work/project/gone.js', 'gone\n');
  write('work/.gitignore', '*.log\nnode_modules\n');
  commit();
  write('work/project/train.js', 'two\r\n');
  rmSync(inRoot('work/project/gone.js'));
  write('work/project/new file é.js', 'new\n');
  write('work/project/b.bin', Buffer.from([0, 1, 2, 255]));
  write('work/project/run.sh', '#!/bin/sh\n');
  chmodSync(inRoot('work/project/run.sh'), 0o755);
  write('work/project/ignored.log', 'x');
  write('work/project/.env', 'SECRET=1');
  write('work/project/data.bin', Buffer.alloc(2_000_000));
  write('work/.pilothouse/registry', 'ours');
  write('work/project/node_modules/dep/index.js', 'dep');
  git('add', 'project/run.sh'); // staged counts as well
  const before = stateOfRepository();
  const code = await read();
  expect(code).toMatchObject({ dirty: true, leftOut: 2 }); // the data and the secrets
  expect(stateOfRepository()).toEqual(before);
  expect(readdirSync(inRoot('temporary'))).toEqual([]);

  write('work/project/train.js', 'three');
  commit();
  expect(await whyNotRestorable(code, inRoot('work/project'), artifacts)).toBeNull();
  const project = await restoreCode(code, inRoot('work/project'), artifacts, inRoot('temporary/again'));
  expect(readdirSync(project).toSorted()).toEqual(['b.bin', 'new file é.js', 'node_modules', 'run.sh', 'train.js']);
  expect(readFileSync(join(project, 'train.js'), 'utf8')).toBe('two\r\n');
  expect(readFileSync(join(project, 'b.bin'))).toEqual(Buffer.from([0, 1, 2, 255]));
  expect(statSync(join(project, 'run.sh')).mode % 0o200).toBeGreaterThanOrEqual(0o100);
  expect(readFileSync(join(project, 'node_modules/dep/index.js'), 'utf8')).toBe('dep');
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('code is restored in the middle of a repository without that being taken for a part of it', async () => {
  git('init', '-qb', 'trunk');
  write('work/project/train.js', 'one\n');
  commit();
  write('work/project/train.js', 'two\n');
  const code = await read();
  mkdirSync(inRoot('work/.pilothouse/temporary'), { recursive: true });
  const project = await restoreCode(code, inRoot('work/project'), artifacts, inRoot('work/.pilothouse/temporary/again'));
  expect(readFileSync(join(project, 'train.js'), 'utf8')).toBe('two\n');
  expect(existsSync(inRoot('work/.pilothouse/temporary/again.index'))).toBe(false);
});

test('a folder without a repository is kept file by file, each content once', async () => {
  write('work/project/train.js', 'one');
  write('work/project/lib/a.js', 'a');
  write('work/project/lib/b.js', 'a');
  write('work/project/.env', 'SECRET=1');
  write('work/project/node_modules/dep/index.js', 'dep');
  const code = await read();
  expect(code).toMatchObject({ kind: 'files', commit: null, dirty: null, within: '.' });
  expect(code.kept.map(({ path }) => path)).toEqual([
    'pilothouse/files.json',
    ...['lib/a.js', 'lib/b.js', 'train.js'].map((path) => `pilothouse/files/${path}`),
  ]);
  expect((await read()).patch).toBe(code.patch);
  write('work/project/train.js', 'two');
  const project = await restoreCode(code, inRoot('work/project'), artifacts, inRoot('temporary/again'));
  expect([readFileSync(join(project, 'train.js'), 'utf8'), readFileSync(join(project, 'lib/b.js'), 'utf8')]).toEqual(['one', 'a']);
  expect(existsSync(join(project, '.env'))).toBe(false);
});

test('code that cannot be had again says why', async () => {
  git('init', '-qb', 'trunk');
  write('work/project/train.js', 'one');
  commit();
  write('work/project/train.js', 'two');
  const code = await read();
  const why = async (changed: object) => (await whyNotRestorable({ ...code, ...changed }, inRoot('work/project'), artifacts))?.detail.reason;
  expect(await why({ commit: 'f'.repeat(40) })).toBe('commit-gone');
  expect(await why({ commit: null, patch: null })).toBe('code-not-kept');
  expect(await why({ patch: createHash('sha256').update('other').digest('hex') })).toBe('patch-damaged');
  const kept = artifacts.path(code.patch ?? '');
  chmodSync(kept, 0o600);
  writeFileSync(kept, 'flipped');
  expect(await why({})).toBe('patch-damaged');
});

test('a repository without a commit is a folder of files', async () => {
  git('init', '-qb', 'trunk');
  write('work/project/train.js', 'one');
  expect(await read()).toMatchObject({ kind: 'files', commit: null });
});
