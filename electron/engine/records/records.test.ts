import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Run } from '../../../shared/models/run';
import { ArtifactStore } from '../artifacts/artifact-store';
import type { NewRun } from '../contract';
import { openRegistry, type OpenRegistry } from '../workspace/registry';
import { recordsHandlers, type RunMore } from './handlers';
import { RunRecords } from './run-records';
import { MIGRATIONS } from './tables';

const connection = 'local-0123456789abcdef';
const CALL = { signal: new AbortController().signal };
const NOTHING_MORE: RunMore = { code: null, exit: null, timeLimitMs: null, queuePosition: null, repeats: null, phases: [] };
const ORDER = { by: 'started', key: null, descending: true } as const;

let root: string;
let registry: OpenRegistry;
let records: RunRecords;
let changed: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'records-'));
  open();
});
afterEach(() => {
  records.close();
  registry.close();
  rmSync(root, { recursive: true, force: true });
});

function open(): void {
  registry = openRegistry(join(root, 'registry.db'));
  registry.migrate([MIGRATIONS]);
  changed = [];
  registered = [];
  records = new RunRecords({ registry, changed: (topic, id) => void changed.push(`${topic} ${id}`), now: () => 1_000 });
}
let registered: ReturnType<Parameters<typeof recordsHandlers>[0]['registered']> = [];
const handlers = () =>
  recordsHandlers({
    records,
    artifacts: new ArtifactStore({ artifacts: join(root, 'artifacts'), temporary: join(root, 'temporary') }),
    more: () => NOTHING_MORE,
    registered: () => registered,
  });

const someRun = (given: Partial<NewRun> = {}): string =>
  records.createRun({
    experiment: '0',
    name: null,
    state: 'running',
    origin: 'client',
    entryPoint: null,
    user: null,
    startedAt: 100,
    params: {},
    tags: {},
    ...given,
  });
const log = (run: string, key: string, ...values: number[]) =>
  registry.write(() =>
    records.logPoints(
      run,
      values.map((value, step) => ({ key, step, at: 1_000 + step, value })),
    ),
  );
const search = (given: Partial<Parameters<ReturnType<typeof handlers>['runs.search']>[0]> = {}) =>
  handlers()['runs.search'](
    { connection, experiment: null, conditions: [], order: ORDER, metrics: [], params: [], deleted: false, offset: 0, limit: 100, ...given },
    CALL,
  );
const names = async (given: Parameters<typeof search>[0]) => (await search(given)).rows.map(({ name }) => name);

test('a run is read back as it was recorded, also after the registry was closed with points that were not folded', async () => {
  const run = someRun({ name: 'first', params: { lr: '0.1' }, tags: { team: 'a' }, user: 'ada', entryPoint: 'train' });
  records.addInput(run, { name: 'flights', digest: 'd1', context: 'training', sourceType: 'local', source: '{}', schema: null, profile: null, version: 'abc' });
  log(run, 'loss', 3, 2, 1);
  records.close();
  registry.database.close(); // as a kill would: nothing is folded or tidied
  open();
  const read = Run.parse(await handlers()['runs.get']({ connection, run }, CALL));
  expect(read).toMatchObject({
    id: run,
    name: 'first',
    experiment: 'Default',
    state: 'running',
    user: 'ada',
    entryPoint: 'train',
    allParams: [{ key: 'lr', value: '0.1' }],
    tags: [
      { key: 'mlflow.runName', value: 'first' },
      { key: 'team', value: 'a' },
    ],
    summaries: [{ key: 'loss', last: 1, min: 1, max: 3, step: 2, at: 1_002, points: 3, odd: 0 }],
    metricCount: 1,
    inputs: [{ name: 'flights', digest: 'd1', dataset: { name: 'flights', version: 'abc' } }],
  });
});

test('an ended run stays as it ended, unless it is forced', () => {
  const run = someRun({ state: 'queued' });
  expect(records.setState(run, 'running', 200)).toBe(true);
  expect(records.setState(run, 'failed', 300)).toBe(true);
  expect(records.setState(run, 'finished', 400)).toBe(false);
  expect(records.run(run)).toMatchObject({ state: 'failed', startedAt: 200, endedAt: 300 });
  expect(records.setState(run, 'finished', 500, true)).toBe(true);
  expect([records.stateOf(run), records.stateOf('f'.repeat(32))]).toEqual(['finished', null]);
  expect(() => records.setTags('f'.repeat(32), {})).toThrow('run-unknown');
});

test('a parameter does not change, and none of its companions is kept when it would', () => {
  const run = someRun({ params: { lr: '0.1' } });
  records.logParams(run, { lr: '0.1', depth: '3' });
  expect(() => records.logParams(run, { seed: '7', lr: '0.2' })).toThrow('Changing param values is not allowed');
  expect(records.paramsOf(run)).toEqual({ depth: '3', lr: '0.1' });
});

test('NaN and infinite values are kept as what they are, and are neither least nor greatest', () => {
  const run = someRun();
  log(run, 'loss', 1, Number.NaN, Infinity, -Infinity, 0.5, Number.NaN);
  expect(records.lastMetrics(run).get('loss')).toEqual({ value: 'NaN', step: 5, at: 1_005 });
  expect(records.metrics.summaries(records.run(run).n)).toMatchObject([{ min: 0.5, max: 1, points: 6, odd: 4 }]);
});

test('the newest value is the one of the highest step, whatever came last and whatever clocks say', () => {
  const run = someRun();
  const point = (step: number, at: number, value: number) => registry.write(() => records.logPoints(run, [{ key: 'm', step, at, value }]));
  point(5, 1_000, 1);
  point(3, 9_000, 2);
  expect(records.lastMetrics(run).get('m')).toMatchObject({ value: 1, step: 5 });
  point(5, 500, 3); // a clock that went back
  expect(records.lastMetrics(run).get('m')).toMatchObject({ value: 1 });
  point(5, 1_000, 4);
  expect(records.lastMetrics(run).get('m')).toMatchObject({ value: 4 });
  expect(records.metrics.summaries(records.run(run).n)[0]?.points).toBe(4);
});

test('a batch that is sent again because its answer was lost is one batch; the same value at another time is another point', () => {
  const run = someRun();
  for (let time = 0; time < 3; time++) log(run, 'm', 1, 2, Number.NaN);
  registry.write(() => records.logPoints(run, [{ key: 'm', step: 1, at: 5, value: 2 }]));
  expect(records.metrics.summaries(records.run(run).n)[0]?.points).toBe(4);
});

test('pages are sorted by a metric; runs without it come last either way, NaN just before them', async () => {
  for (const [name, value] of [
    ['low', 1],
    ['odd', Number.NaN],
    ['high', 9],
    ['infinite', Infinity],
  ] as const)
    log(someRun({ name }), 'acc', value);
  someRun({ name: 'none' });
  const by = (descending: boolean) => names({ order: { by: 'metric', key: 'acc', descending } });
  expect(await by(true)).toEqual(['infinite', 'high', 'low', 'odd', 'none']);
  expect(await by(false)).toEqual(['low', 'high', 'infinite', 'odd', 'none']);
  expect(await names({ order: { by: 'metric', key: 'acc', descending: true }, offset: 1, limit: 2 })).toEqual(['high', 'low']);
});

test('conditions narrow, each in its own way, and letters of SQL are only letters', async () => {
  const first = someRun({ name: "o'neil 100%", params: { opt: 'adam_w' }, tags: { team: 'blue' }, startedAt: 1 });
  const second = someRun({ name: 'second', params: { opt: 'sgd' }, tags: { team: 'red' }, startedAt: 2, experiment: 'Other' });
  log(first, 'acc', 0.5);
  log(second, 'acc', 0.9);
  records.setState(second, 'finished', 50);
  const like = (text: string) => names({ conditions: [{ on: 'text', text }] });
  expect([await like("o'neil"), await like('100%'), await like('adam_w'), await like('adamxw'), await like('RED'), await like(second.slice(4, 20))]).toEqual([
    ["o'neil 100%"],
    ["o'neil 100%"],
    ["o'neil 100%"],
    [],
    ['second'],
    ['second'],
  ]);
  expect(await names({ conditions: [{ on: 'metric', key: 'acc', is: '>', value: 0.6 }] })).toEqual(['second']);
  expect(await names({ conditions: [{ on: 'param', key: 'opt', is: '!=', value: 'sgd' }] })).toEqual(["o'neil 100%"]);
  expect(await names({ conditions: [{ on: 'tag', key: 'team', is: '=', value: 'red' }] })).toEqual(['second']);
  expect(await names({ conditions: [{ on: 'state', states: ['finished', 'failed'] }] })).toEqual(['second']);
  const { experiments } = await handlers()['experiments.list']({ connection }, CALL);
  expect(experiments).toEqual([
    { id: '0', name: 'Default', runs: 1 },
    { id: '1', name: 'Other', runs: 1 },
  ]);
  expect(await search({ experiment: '1', metrics: ['acc', 'none'], params: ['opt'] })).toMatchObject({
    total: 1,
    rows: [{ experiment: 'Other', metrics: { acc: 0.9 }, params: { opt: 'sgd' } }],
  });
});

test('deleted runs are apart until they are restored', async () => {
  const run = someRun({ name: 'gone' });
  await handlers()['runs.delete']({ connection, runs: [run] }, CALL);
  expect([await names({}), await names({ deleted: true })]).toEqual([[], ['gone']]);
  await handlers()['runs.restore']({ connection, runs: [run] }, CALL);
  expect(await names({})).toEqual(['gone']);
});

test('keys that occur are told with the number of their runs, those of most runs first', async () => {
  for (const params of [{ a: '1', b_c: '1' }, { a: '2' }]) log(someRun({ params }), 'loss', 1);
  const all = await handlers()['runs.keys']({ connection, experiment: null, match: '' }, CALL);
  expect(all).toEqual({
    metrics: [{ key: 'loss', runs: 2 }],
    params: [
      { key: 'a', runs: 2 },
      { key: 'b_c', runs: 1 },
    ],
  });
  expect((await handlers()['runs.keys']({ connection, experiment: '0', match: 'b_' }, CALL)).params).toEqual([{ key: 'b_c', runs: 1 }]);
});

test('runs are compared: what differs first, what is not there is null', async () => {
  const one = someRun({ params: { lr: '1', same: 'x' } });
  const two = someRun({ params: { lr: '2', same: 'x', only: 'y' } });
  log(one, 'loss', 1);
  const compared = await handlers()['runs.compare']({ connection, runs: [one, two] }, CALL);
  expect(compared.params).toEqual([
    { key: 'lr', values: ['1', '2'], differ: true },
    { key: 'only', values: [null, 'y'], differ: true },
    { key: 'same', values: ['x', 'x'], differ: false },
  ]);
  expect(compared.metrics).toEqual([{ key: 'loss', values: [1, null], differ: true }]);
});

test('artifacts are folders and files; text is shown from its beginning; models that a client logged have folders of their own', async () => {
  const store = new ArtifactStore({ artifacts: join(root, 'artifacts'), temporary: join(root, 'temporary') });
  const run = someRun();
  const put = async (owner: string, path: string, text: string) => {
    const { digest, bytes } = await store.put(
      (async function* () {
        yield Buffer.from(text);
      })(),
    );
    if (owner === run) records.addArtifact(run, path, digest, bytes);
    else records.artifacts.put(owner, path, digest, bytes);
  };
  await put(run, 'plots/roc.txt', 'roc');
  await put(run, 'plots_old/x', 'x');
  await put(run, 'model/keep', 'k');
  for (const text of ['first', 'second']) await put(records.models.create({ experiment: 0, run, name: 'model', type: '' }, {}, {}), 'MLmodel', text);
  const listed = async (path: string) => (await handlers()['runs.artifacts']({ connection, run, path }, CALL)).artifacts.map((each) => each.path);
  const [first, second] = records.models.ofRun(run).map(({ id }) => id);
  expect(await listed('')).toEqual(['model', `model-${first}`, `model-${second}`, 'plots', 'plots_old'].toSorted());
  expect(await listed('plots')).toEqual(['plots/roc.txt']);
  expect(await handlers()['runs.artifactText']({ connection, run, path: 'plots/roc.txt' }, CALL)).toEqual({ text: 'roc', bytes: 3, whole: true });
  await expect(handlers()['runs.artifactText']({ connection, run, path: 'plots' }, CALL)).rejects.toThrow('artifact-unknown');
  expect((await handlers()['runs.get']({ connection, run }, CALL)).outputs.map(({ path }) => path)).toEqual([`model-${first}`, `model-${second}`]);
});

test('what a run left says what it was registered as, also by the folder that it lies in', async () => {
  const store = new ArtifactStore({ artifacts: join(root, 'artifacts'), temporary: join(root, 'temporary') });
  const run = someRun();
  for (const path of ['model/model.onnx', 'model_old/model.onnx']) {
    const { digest, bytes } = await store.put(
      (async function* () {
        yield Buffer.from(path);
      })(),
    );
    records.addArtifact(run, path, digest, bytes);
  }
  registered = [{ name: 'late-arrival', version: '3', path: 'model' }];
  const { outputs } = await handlers()['runs.get']({ connection, run }, CALL);
  expect(outputs.map(({ path, registered: as }) => [path, as])).toEqual([
    ['model/model.onnx', [{ name: 'late-arrival', version: '3' }]],
    ['model_old/model.onnx', []],
  ]);
});

test('listeners hear after the transaction, once for what happened together', async () => {
  const heard: string[] = [];
  const run = someRun({ name: 'a' });
  await Promise.resolve();
  const stop = records.onRun((id, what) => void heard.push(`${id === run} ${what}`));
  registry.write(() => {
    records.setTags(run, { a: '1' });
    records.setTags(run, { b: '1' });
    log(run, 'm', 1, 2);
    expect(heard).toEqual([]);
  });
  await Promise.resolve();
  stop();
  expect(heard).toEqual(['true other', 'true metrics']);
  expect(changed.at(-1)).toBe(`runs ${run}`);
});
