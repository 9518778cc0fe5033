import Database from 'libsql';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { failureOf } from '../../../shared/models/failure';
import type { Artifacts, Registry } from '../contract';
import { modelsHandlers, versionLooks } from './handlers';
import { IntegrityCheck } from './integrity';
import { digestOfFiles, ModelRegistry } from './model-registry';
import { MIGRATIONS } from './tables';
import { listTampered } from './tampered';

const RUN = 'a'.repeat(32);
const connection = 'local-0123456789abcdef';
const CALL = { signal: new AbortController().signal };
const sha = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

let folder = '';
let closers: (() => void)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'models-'));
});
afterEach(() => {
  for (const close of closers.splice(0)) close();
  rmSync(folder, { recursive: true, force: true });
});

/** The room over a real registry file, with the artifacts of one run in a folder. */
function stage(files: Readonly<Record<string, string | Buffer>>) {
  const database = new Database(join(folder, 'registry.db'));
  for (const step of MIGRATIONS.steps) database.exec(step);
  const registry: Registry = {
    database,
    write(work) {
      if (database.inTransaction) return work();
      database.exec('BEGIN IMMEDIATE');
      try {
        const value = work();
        database.exec('COMMIT');
        return value;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
  };
  const held = Object.entries(files).map(([path, content]) => ({ path, digest: sha(content), bytes: Buffer.byteLength(content) }));
  for (const content of Object.values(files)) writeFileSync(join(folder, sha(content)), content);
  const artifacts: Artifacts = {
    put: () => Promise.reject(new Error('nothing is written here')),
    putFile: () => Promise.reject(new Error('nothing is written here')),
    path: (digest) => join(folder, digest),
    has: () => true,
    async verify(digest) {
      try {
        return sha(readFileSync(join(folder, digest))) === digest ? 'whole' : 'tampered';
      } catch {
        return 'missing';
      }
    },
  };
  const facts: string[] = [];
  let clock = 1_000;
  const now = () => (clock += 1);
  const changed = () => undefined;
  const models = new ModelRegistry({
    registry,
    artifacts,
    records: {
      artifactsOf: (run, below = '') => held.filter(({ path }) => run === RUN && path.startsWith(below)),
      stateOf: (run) => (run === RUN ? 'finished' : null),
    },
    facts: { add: ({ from, relation, to }) => void facts.push(`${from.id} ${relation} ${to.id}`), end: () => undefined, describe: () => undefined },
    changed,
    now,
  });
  const integrity = new IntegrityCheck({ store: models.store, artifacts, changed, now });
  closers.push(
    () => integrity.close(),
    () => database.close(),
  );
  const records = {
    lastMetrics: () =>
      new Map([
        ['auc', { value: 0.9, step: 3, at: 5 }],
        ['loss', { value: 'NaN' as const, step: 3, at: 5 }],
      ]),
    paramsOf: () => ({ lr: '0.1' }),
    tagsOf: () => ({ 'mlflow.runName': 'calm-otter' }),
    inputsOf: () => [],
  };
  return { models, integrity, facts, handlers: modelsHandlers({ models, integrity, records, checkRegistry: async () => [], user: 'ada' }) };
}

const register = (models: ModelRegistry, path = 'model') =>
  models.register({ model: 'late', run: RUN, path, source: '', by: 'ada', description: '', tags: {} });
const move = (models: ModelRegistry, version: number | null, more: object = {}) =>
  models.setAlias({ model: 'late', alias: 'champion', version, by: 'ada', why: 'better', through: 'plan', entry: 7, ...more });
const codeOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    const { code, detail } = failureOf(error);
    return `${code} ${detail.reason}`;
  }
};
const MLMODEL = `flavors:
  sklearn: {pickled_model: model.pkl}
  python_function: {}
signature:
  inputs: '[{"name": "delay", "type": "double"}, {"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 3]}}]'
  outputs: '[{"type": "long"}]'
`;

test('an MLflow folder becomes a version with digest, signature, flavours and its run', async () => {
  const { models, handlers, facts } = stage({ 'model/MLmodel': MLMODEL, 'model/model.pkl': 'bytes', 'other.txt': 'no' });
  expect(await register(models)).toBe(1);
  const version = await handlers['models.version']({ connection, model: 'late', version: 1 }, CALL);
  expect(version).toMatchObject({
    format: 'mlflow',
    flavors: ['sklearn', 'python_function'],
    runName: 'calm-otter',
    metrics: { auc: 0.9 },
    files: [{ path: 'MLmodel' }, { path: 'model.pkl' }],
    signature: {
      inputs: [
        { name: 'delay', type: 'double', shape: null },
        { name: null, type: 'float32', shape: [-1, 3] },
      ],
      outputs: [{ name: null, type: 'long', shape: null }],
    },
    integrity: { state: 'unchecked', checkedAt: null },
  });
  expect(version.digest).toBe(digestOfFiles(version.files.toReversed()));
  expect(facts).toEqual([`${RUN} produced late@1`]);
});

test('a run that logged nothing there has nothing to register', async () => {
  const { models } = stage({ 'model/MLmodel': MLMODEL });
  await expect(register(models, 'elsewhere')).rejects.toThrow(/model-not-logged/);
  expect(models.store.models()).toEqual([]);
});

test('a broken MLmodel file is kept as what it is', async () => {
  for (const text of ['a: [', 'signature: {inputs: "no json"}', ': :\n- x', '[]']) {
    const { models } = stage({ 'model/MLmodel': text });
    await register(models);
    expect(models.store.version('late', 1).signature).toBeNull();
    for (const close of closers.splice(0)) close();
    rmSync(join(folder, 'registry.db'));
  }
});

test('aliases are moved with who, why and from where, and never from where they are not', async () => {
  const { models, handlers } = stage({ 'model/a': 'a' });
  await register(models);
  await register(models);
  move(models, 1, { expected: null });
  expect(codeOf(() => move(models, 2, { expected: null }))).toBe('conflict object-changed');
  move(models, 2, { expected: 1 });
  move(models, 2, { expected: 2 }); // where it is already: nothing to record
  move(models, null, { through: 'client', entry: null });
  const { moves, aliases } = await handlers['models.get']({ connection, model: 'late' }, CALL);
  expect(moves.map(({ from, to, through, entry }) => [from, to, through, entry])).toEqual([
    [2, null, 'client', null],
    [1, 2, 'plan', 7],
    [null, 1, 'plan', 7],
  ]);
  expect(aliases).toEqual([]);
  expect(codeOf(() => move(models, 9))).toBe('not-found model-version-unknown');
});

test('a flipped byte is found, said, and cannot be promoted until it is mended', async () => {
  const { models, integrity, handlers } = stage({ 'model/a': 'right', 'model/b': 'other' });
  await register(models);
  writeFileSync(join(folder, sha('right')), 'Right');
  expect(await handlers['models.verify']({ connection, model: 'late', version: 1 }, CALL)).toMatchObject({ state: 'tampered', files: ['a'] });
  expect(codeOf(() => move(models, 1))).toBe('denied bytes-changed');
  expect((await handlers['models.list']({ connection }, CALL)).models[0]).toMatchObject({ integrity: 'tampered' });
  writeFileSync(join(folder, sha('right')), 'right');
  await integrity.sweep();
  expect(integrity.state()).toMatchObject({ checked: 1, total: 1, tampered: 0 });
  expect(codeOf(() => move(models, 1))).toBeNull();
  rmSync(join(folder, sha('other')));
  expect(await integrity.check(models.store.version('late', 1))).toMatchObject({ state: 'missing', files: ['b'] });
});

test('a version that changed waits for a person only while an alias stands on it, since it was first found, by what was read last', async () => {
  const { models, integrity } = stage({ 'model/a': 'right' });
  await register(models);
  move(models, 1);
  const check = () => integrity.check(models.store.version('late', 1));
  writeFileSync(join(folder, sha('right')), 'Right');
  expect(listTampered(models.store)).toEqual([]); // no byte is read for the question
  const { checkedAt: since } = await check();
  await check();
  const waits = { concern: 'tampered', model: 'late', version: 1, aliases: ['champion'], files: ['a'], missing: false, since };
  expect(listTampered(models.store)).toEqual([waits]);
  rmSync(join(folder, sha('right')));
  await check();
  expect(listTampered(models.store)).toEqual([{ ...waits, missing: true }]);
  move(models, null);
  expect(listTampered(models.store)).toEqual([]);
  writeFileSync(join(folder, sha('right')), 'right');
  await check();
  move(models, 1);
  expect(listTampered(models.store)).toEqual([]);
});

test('numbers of versions are never used twice, and an alias does not outlive its version', async () => {
  const { models } = stage({ 'model/a': 'a' });
  await register(models);
  await register(models);
  move(models, 2);
  models.deleteVersion('late', 2, 'ada');
  expect(models.store.aliases('late')).toEqual([]);
  expect(await register(models)).toBe(3);
  models.deleteModel('late', 'ada');
  expect(codeOf(() => models.store.model('late'))).toBe('not-found model-unknown');
  expect(await register(models)).toBe(4);
  expect(versionLooks(models)(['late@4', 'late@1', 'no@1']).size).toBe(1);
});

/** Protobuf by hand: a field of bytes, and one of a number. */
const field = (number: number, ...parts: Buffer[]) => {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let left = body.length; ; left = Math.floor(left / 128)) {
    length.push(left < 128 ? left : (left % 128) + 128);
    if (left < 128) break;
  }
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), body]);
};
const number = (of: number, value: number) => Buffer.from([of * 8, value]);
const text = (of: number, value: string) => field(of, Buffer.from(value));
const tensor = (name: string, type: number, ...dimensions: Buffer[]) =>
  Buffer.concat([text(1, name), field(2, field(1, number(1, type), field(2, ...dimensions.map((dimension) => field(1, dimension)))))]);

test('a bare ONNX file tells names, types and shapes, its weights left alone', async () => {
  const graph = field(
    7,
    field(5, text(8, 'w'), field(9, Buffer.alloc(100_000))),
    field(11, tensor('X', 1, text(2, 'batch'), number(1, 6))),
    field(11, tensor('w', 1, number(1, 6))),
    field(12, tensor('label', 7, text(2, 'batch'))),
  );
  const { models } = stage({ 'late.onnx': Buffer.concat([number(1, 8), text(2, 'by hand'), graph]) });
  await register(models, 'late.onnx');
  expect(models.store.version('late', 1)).toMatchObject({
    format: 'onnx',
    signature: { inputs: [{ name: 'X', type: 'float32', shape: [-1, 6] }], outputs: [{ name: 'label', type: 'int64', shape: [-1] }] },
  });
});

test('what only calls itself ONNX has no signature, and is no error', async () => {
  const { models } = stage({ 'late.onnx': Buffer.from('this is not a model at all, whatever its name says') });
  await register(models, 'late.onnx');
  expect(models.store.version('late', 1)).toMatchObject({ format: 'onnx', signature: null });
});
