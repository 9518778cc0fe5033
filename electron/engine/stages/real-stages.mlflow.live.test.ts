import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { mlflowPython, runMlflowScript } from '../../../e2e/peers/mlflow';
import { CALL, connection, found, LOOSE, MODEL, StagesStage } from '../../../e2e/stages-stage';
import type { ReleaseCheck } from '../../../shared/models/stage';

vi.setConfig({ testTimeout: 600_000, hookTimeout: 240_000 }); // Python is started fourteen times

const models = mkdtempSync(join(tmpdir(), 'flowers-'));
let stage: StagesStage;
beforeAll(async () => {
  await runMlflowScript('3', 'save_models.py', { uri: 'http://127.0.0.1:1', token: '' }, [models]);
});
beforeEach(async () => {
  stage = await StagesStage.open();
});
afterEach(() => stage.close());
afterAll(() => rmSync(models, { recursive: true, force: true }));

const filesOf = (kind: string) =>
  Object.fromEntries(
    readdirSync(join(models, kind), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(join(models, kind), file), readFileSync(file)]),
  );

async function ended(version: number): Promise<ReleaseCheck> {
  const { n } = await stage.rooms.handlers['stages.run']({ connection, model: MODEL, version, service: null, golden: null }, CALL);
  await vi.waitFor(async () => expect((await stage.read(n)).outcome).not.toBeNull(), { timeout: 580_000, interval: 500 });
  return stage.read(n);
}

test('the real scoring server of MLflow goes through the stages, beside itself; nothing of it is left', async () => {
  symlinkSync(join(mlflowPython('3'), '../..'), join(stage.folder, '.venv')); // where a project keeps its own
  const version = (await stage.registerFiles(filesOf('columns'))) + (await stage.registerFiles(filesOf('columns'))) - 1;
  await stage.setChampion(1);
  const columns = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'];
  const of = (name: string, row: readonly number[], kind: number) => ({
    name,
    inputs: columns.map((column, place) => ({ name: column, datatype: 'FP64', shape: [1, 1], data: [row[place]] })),
    outputs: [{ name: 'target', data: [kind] }],
  });
  const requests = [of('a small one', [5.1, 3.5, 1.4, 0.2], 0), of('a large one', [6.9, 3.1, 5.4, 2.1], 2)];
  stage.writeGolden({ limits: { ...LOOSE, loadTime: 50, memory: 10 }, requests });
  const done = await ended(version);
  for (const id of [
    'digest',
    'size',
    'ready',
    'signature',
    'finite',
    'schema-errors',
    'batch',
    'champion-answers',
    'p50',
    'throughput',
    'memory',
    'growth',
  ] as const)
    expect([id, found(done, id)]).toMatchObject([id, { outcome: 'pass' }]);
  expect(done.runs).toMatchObject({
    kind: 'server',
    server: { argv: ['mlflow', 'models', 'serve', '-m', '{model}', '-p', '{port}', '-h', '{host}', '--env-manager', 'local'] },
  });
  expect(readdirSync(join(stage.held.places.hidden, 'servers'))).toEqual([]);
});
