import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type StageOptions, stageTraining, type TrainingStage } from '../../../e2e/training-under-test';
import { failure } from '../../../shared/models/failure';

let stage: TrainingStage;
const restage = async (options: StageOptions) => {
  await stage.close();
  stage = await stageTraining(options);
};
beforeEach(async () => void (stage = await stageTraining()));
afterEach(async () => {
  await stage.close();
});

const STAY = 'setInterval(() => {}, 1000);';

test('quarantined data blocks, with the name of the rule; also when it is found at the start', async () => {
  let quarantined = true;
  const refused = failure('denied', { reason: 'check-failed', values: { rule: 'age is not null' } });
  await restage({
    datasets: {
      readableAt: () => (quarantined ? { ok: false, failure: refused } : { ok: true }),
      versionAt: async () => {
        quarantined = true;
        return { name: 'people', version: 'v', digest: 'd' };
      },
    },
  });
  stage.project({ main: STAY }, { data: 'path' });
  stage.write('people.csv', 'age\n');
  expect(await stage.refusal(stage.start('main', { data: 'people.csv' }))).toEqual(refused);
  quarantined = false;
  const run = await stage.start('main', { data: 'people.csv' });
  expect(await stage.ended(run)).toMatchObject({ state: 'failed', exit: { cause: 'start-failed', failure: refused } });
});

test('data that was mended since it was refused is taken in again at once, in the form as well as at a start', async () => {
  let [quarantined, mended] = [true, false];
  const taken: string[] = [];
  const refused = failure('denied', { reason: 'check-failed', values: { rule: 'age is not null' } });
  await restage({
    datasets: {
      readableAt: () => (quarantined ? { ok: false, failure: refused } : { ok: true }),
      versionAt: async (path) => {
        taken.push(path);
        quarantined = !mended;
        return { name: 'people', version: 'v', digest: 'd' };
      },
    },
  });
  stage.project({ main: 'setTimeout(() => {}, 400)', reads: '' }, { data: 'path' });
  stage.write('people.csv', 'age\n7\n');
  expect(await stage.refusal(stage.start('main', { data: 'people.csv' }))).toEqual(refused);
  mended = true;
  const first = await stage.start('main', { data: 'people.csv' });
  expect(taken).toEqual(['people.csv', 'people.csv']);
  const queued = await stage.start('reads', { data: 'people.csv' });
  quarantined = true; // somebody took it in while it was spoilt, and mended it before the turn of the run
  expect(await stage.ended(first)).toMatchObject({ state: 'finished' });
  expect(await stage.ended(queued)).toMatchObject({ state: 'finished' });
});

test('what was refused and removed holds up nobody who writes it anew', async () => {
  const refused = failure('invalid', { reason: 'data-quarantined', values: { rule: 'age is not null' } });
  await restage({ datasets: { readableAt: () => ({ ok: false, failure: refused }), versionAt: async () => null } });
  stage.project({ main: `require('node:fs').writeFileSync(process.argv[2], 'age\\n7\\n')` }, { out: 'path' });
  stage.write('made.csv', 'age\n\n');
  expect(await stage.refusal(stage.start('main', { out: 'made.csv' }))).toEqual(refused);
  expect(await stage.refusal(stage.start('main', { out: '*.csv' }))).toEqual(refused);
  rmSync(join(stage.root, 'made.csv'));
  const run = await stage.start('main', { out: 'made.csv' });
  expect(await stage.ended(run)).toMatchObject({ state: 'finished' });
  expect(stage.wrote).toEqual([[run, 'made.csv']]);
});

test('data that it reads and writes is on record, by the paths that it was told', async () => {
  await restage({ datasets: { versionAt: async (path) => (path === 'in.csv' ? { name: 'flights', version: 'abcdef123456', digest: 'sha' } : null) } });
  stage.project(
    { main: `const fs = require('node:fs'); fs.writeFileSync(process.argv[3], fs.readFileSync(process.argv[2]) + 'more')` },
    { in: 'path', out: 'path' },
  );
  stage.write('in.csv', 'a\n1\n');
  const run = await stage.start('main', { in: 'in.csv', out: 'out/../made.csv' });
  expect(await stage.ended(run)).toMatchObject({ state: 'finished' });
  expect(stage.records.inputsOf(run)).toMatchObject([{ name: 'flights', version: 'abcdef123456', digest: 'sha', context: 'in' }]);
  expect(stage.facts).toContainEqual(
    expect.objectContaining({ relation: 'reads', from: { kind: 'dataset-version', id: 'flights@abcdef123456' }, to: { kind: 'run', id: run } }),
  );
  expect(stage.wrote).toEqual([[run, 'made.csv']]);
});
