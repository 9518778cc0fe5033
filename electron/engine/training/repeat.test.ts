import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StageOptions, stageTraining, type TrainingStage } from '../../../e2e/training-under-test';
import { REPEAT_TAG } from './compare-repeated';

let stage: TrainingStage;
let digest = 'sha-of-the-data';
const datasets: StageOptions['datasets'] = {
  versionAt: async (path) => (path === 'registered.csv' ? { name: 'flights', version: digest.slice(0, 12), digest } : null),
};
beforeEach(async () => {
  digest = 'sha-of-the-data';
  stage = await stageTraining({ datasets });
});
afterEach(async () => {
  await stage.close();
});

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd: stage.root, encoding: 'utf8', stdio: 'pipe' });
const commit = () => {
  git('add', '-A');
  git('commit', '-qm', 'x');
};
const SAY = (word: string) => `console.log('${word}', require('node:fs').readFileSync(process.argv[2], 'utf8'), process.cwd())`;
const texts = async (run: string) => (await stage.log(run)).texts();
const missing = async (run: string) => {
  const answer = await stage.repeat(run);
  expect(answer.run).toBeNull();
  return answer.missing.map(({ detail }) => detail.reason);
};

/** A run of a changed checkout over one registered and one plain file. */
async function firstRun() {
  git('init', '-qb', 'trunk');
  stage.write('.gitignore', '.pilothouse\n*.csv\n');
  stage.project({ main: SAY('committed') }, { data: 'path', plain: 'path' });
  commit();
  stage.write('main.cjs', SAY('changed'));
  stage.write('registered.csv', 'registered');
  stage.write('plain.csv', 'plain');
  const run = await stage.start('main', { data: 'registered.csv', plain: 'plain.csv' });
  expect(await stage.ended(run)).toMatchObject({ state: 'finished' });
  return run;
}

test('exactly: the commit, what was not committed, the parameters and the data, wherever the checkout is now', async () => {
  const run = await firstRun();
  const { code } = stage.training.more(run);
  expect(code).toMatchObject({ commit: git('rev-parse', 'HEAD').trim(), branch: 'trunk', dirty: true });
  expect(code?.patch).toMatch(/^[a-f0-9]{64}$/);
  stage.write('main.cjs', SAY('much later'));
  commit();

  const { run: again, missing: none } = await stage.repeat(run);
  expect(none).toEqual([]);
  expect(await stage.ended(again ?? '')).toMatchObject({ state: 'finished' });
  const [line = ''] = await texts(again ?? '');
  expect(line).toMatch(/^changed registered /);
  expect(line).toContain(join('.pilothouse', 'temporary'));
  expect(stage.training.more(again ?? '')).toMatchObject({ repeats: run, code: { commit: code?.commit, patch: code?.patch } });
  expect(stage.records.paramsOf(again ?? '')).toEqual(stage.records.paramsOf(run));
  expect(readdirSync(stage.places.temporary)).toEqual([]); // restored code is gone with the run
  expect(git('status', '--porcelain')).toBe('');
  // A repeat can be repeated.
  const third = await stage.repeat(again ?? '');
  expect(await stage.ended(third.run ?? '')).toMatchObject({ state: 'finished' });
});

test('says whether the result is the same, or the first thing that differs', async () => {
  const run = await firstRun();
  const { run: again } = await stage.repeat(run);
  await stage.ended(again ?? '');
  expect(stage.records.tagsOf(again ?? '')[REPEAT_TAG]).toBe('same');
  const kept = await stage.artifacts.put(
    (async function* () {
      yield Buffer.from('model');
    })(),
  );
  stage.records.addArtifact(run, 'model/model.onnx', kept.digest, kept.bytes);
  stage.records.addArtifact(run, 'model/MLmodel', kept.digest, kept.bytes); // holds times and ids
  const { run: third } = await stage.repeat(run);
  await stage.ended(third ?? '');
  expect(stage.records.tagsOf(third ?? '')[REPEAT_TAG]).toBe('artifact model/model.onnx');
});

test('refused where the data is not what it was, registered or not', async () => {
  const run = await firstRun();
  digest = 'sha-of-other-data';
  expect(await missing(run)).toEqual(['data-changed']);
  stage.write('plain.csv', 'other');
  expect(await missing(run)).toEqual(['data-changed', 'data-changed']);
  rmSync(join(stage.root, 'plain.csv'));
  digest = 'sha-of-the-data';
  expect(await missing(run)).toEqual(['data-changed']);
});

test('refused where the code cannot be had, with every reason at once', async () => {
  const run = await firstRun();
  const kept = stage.artifacts.path(stage.training.more(run).code?.patch ?? '');
  chmodSync(kept, 0o600);
  writeFileSync(kept, 'flipped');
  expect(await missing(run)).toEqual(['patch-damaged']);
  rmSync(join(stage.root, '.git'), { recursive: true });
  digest = 'other';
  expect(await missing(run)).toEqual(['commit-gone', 'data-changed']);
  rmSync(join(stage.root, 'MLproject'));
  expect(await missing(run)).toEqual(['project-unknown']);
});

test('refused where the environment is another one', async () => {
  const bin = join(stage.root, 'bin');
  await stage.close();
  stage = await stageTraining({ datasets, env: { PATH: `${bin}:/usr/bin:/bin`, HOME: stage.root } });
  const tool = (version: string) => {
    stage.write('.venv/pyvenv.cfg', `version = ${version}\n`);
    stage.write('.venv/bin/python', `#!/bin/sh\nif [ "$1" = -c ]; then echo "numpy==1.0"; else echo "Python ${version}"; fi\n`);
    chmodSync(join(stage.root, '.venv/bin/python'), 0o755);
  };
  tool('3.11.1');
  stage.write('MLproject', 'name: P\nentry_points: {main: {command: python train.py}}');
  stage.write('train.py', 'print()');
  const run = await stage.start('main');
  expect(await stage.ended(run)).toMatchObject({ state: 'finished' });
  expect(stage.training.more(run).code?.environment).toBe('.venv 3.11.1');
  expect(stage.records.artifactsOf(run).map(({ path }) => path)).toEqual([
    'pilothouse/files.json',
    'pilothouse/files/MLproject',
    'pilothouse/files/train.py',
    'pilothouse/packages.txt',
  ]);
  const again = await stage.repeat(run);
  expect(await stage.ended(again.run ?? '')).toMatchObject({ state: 'finished' });
  tool('3.12.0');
  expect(await missing(run)).toEqual(['environment-changed']);
  rmSync(join(stage.root, '.venv'), { recursive: true });
  expect(await missing(run)).toEqual(['environment-unknown']);
});

test('a folder without git is repeated from its kept files', async () => {
  stage.project({ main: SAY('first') }, { data: 'path' });
  stage.write('plain.txt', 'data');
  const run = await stage.start('main', { data: 'plain.txt' });
  await stage.ended(run);
  stage.write('main.cjs', SAY('second'));
  const { run: again } = await stage.repeat(run);
  expect(await stage.ended(again ?? '')).toMatchObject({ state: 'finished' });
  expect((await texts(again ?? ''))[0]).toMatch(/^first data/);
});

test('a run that never began has nothing to repeat', async () => {
  stage.project({ stay: 'setInterval(() => {}, 1000)', main: '' });
  const first = await stage.start('stay');
  const run = await stage.start('main');
  stage.cancel(run);
  await stage.ended(run);
  expect(await missing(run)).toEqual(['code-not-kept']);
  stage.cancel(first);
});

test('what keeps a run repeatable is among its artifacts, so that it is not taken for an orphan', async () => {
  const run = await firstRun();
  const patch = stage.records.artifactsOf(run).find(({ path }) => path === 'pilothouse/code.patch');
  expect(patch?.digest).toBe(stage.training.more(run).code?.patch);
  const bytes = readFileSync(stage.artifacts.path(patch?.digest ?? ''));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(patch?.digest);
  expect(existsSync(stage.places.temporary)).toBe(true);
});
