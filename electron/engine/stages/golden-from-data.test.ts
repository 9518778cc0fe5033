import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { NO_LABELS } from '../../../e2e/data-under-test';
import { identityModel, magnitudeModel } from '../../../e2e/peers/small-onnx';
import { CALL, connection, found, LOOSE, MODEL, refusal, StagesStage } from '../../../e2e/stages-stage';

vi.setConfig({ testTimeout: 90_000 });

let stage: StagesStage;
beforeEach(async () => {
  stage = await StagesStage.open();
});
afterEach(() => stage.close());

async function table(name: string, lines: readonly string[]): Promise<void> {
  writeFileSync(join(stage.folder, `${name}.csv`), [...lines, ''].join('\n'));
  const source = { path: `${name}.csv`, format: 'csv' } as const;
  await stage.rooms.handlers['data.register']({ connection, name, source, labels: NO_LABELS, checks: [], watched: false }, CALL);
}
const make = async (version: number, dataset: string, rows = 20) =>
  stage.rooms.handlers['stages.makeGolden']({ connection, model: MODEL, version, service: null, dataset, rows }, CALL);
const read = (file: string) => JSON.parse(readFileSync(join(stage.folder, file), 'utf8'));

test('rows of a dataset become golden requests with the answers of the champion; a version that answers otherwise fails by them', async () => {
  const champion = await stage.register(identityModel('FP32', ['rows', 1]));
  const other = await stage.register(magnitudeModel());
  await stage.setChampion(champion);
  await table('hours', ['id,x', ...Array.from({ length: 100 }, (_, row) => `${row},${row % 10 === 3 ? '' : row - 50}`)]);
  expect(await make(other, 'hours', 9)).toEqual({ file: 'golden/echo.json', count: 9, answeredBy: champion });
  const { requests } = read('golden/echo.json');
  // Ninety rows have a value, and every tenth of them is taken.
  const whole = Array.from({ length: 100 }, (_, row) => row).filter((row) => row % 10 !== 3);
  expect(requests.map(({ name }: { name: string }) => name)).toEqual(whole.filter((_, at) => at % 10 === 0).map((row) => `hours, row ${row + 1}`));
  expect(requests[0]).toMatchObject({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 1], data: [-50] }],
    outputs: [{ name: 'y', datatype: 'FP32', shape: [1, 1], data: [-50] }],
  });
  writeFileSync(join(stage.folder, 'golden/echo.json'), JSON.stringify({ ...read('golden/echo.json'), limits: LOOSE }));
  expect(found(await stage.through('integration', champion), 'golden')).toMatchObject({ outcome: 'pass', values: { count: '9', failed: '0' } });
});

test('what is there is never written over; the whole of a row can be one input, and integers stay integers', async () => {
  const version = await stage.register(identityModel('INT64', ['rows', 2]));
  await table('pairs', ['a,b', '1,2', '3,9007199254740993', '5,6']);
  expect(await make(version, 'pairs')).toEqual({ file: 'golden/echo.json', count: 2, answeredBy: version });
  expect(read('golden/echo.json').requests.map(({ inputs }: { inputs: { data: unknown }[] }) => inputs[0]?.data)).toEqual([
    [1, 2],
    [5, 6],
  ]);
  expect((await make(version, 'pairs')).file).toBe('golden/echo-pairs.json');
  expect((await make(version, 'pairs')).file).toBe('golden/echo-pairs-2.json');
});

test('a dataset without its columns, without a whole row, or that is not there makes nothing, and no link leads the file elsewhere', async () => {
  const version = await stage.register(identityModel('FP32', ['rows', 1]));
  await table('other', ['y', '1']);
  await table('texts', ['x', 'a', 'b']);
  expect(await refusal(make(version, 'other'))).toMatchObject({ detail: { reason: 'golden-columns', values: { dataset: 'other', columns: 'x' } } });
  expect(await refusal(make(version, 'texts'))).toMatchObject({ detail: { reason: 'golden-no-rows' } });
  expect(await refusal(make(version, 'nowhere'))).toMatchObject({ code: 'not-found' });
  expect(readdirSync(stage.folder)).not.toContain('golden');
  await table('well', ['x', '1']);
  const outside = join(stage.folder, '.pilothouse', 'elsewhere');
  mkdirSync(outside);
  symlinkSync(outside, join(stage.folder, 'golden'));
  expect(await refusal(make(version, 'well'))).toMatchObject({ detail: { reason: 'golden-malformed' } });
  expect(readdirSync(outside)).toEqual([]);
});
