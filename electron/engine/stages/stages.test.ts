import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { identityModel, logarithmModel, magnitudeModel, slowModel, unknownOperatorModel } from '../../../e2e/peers/small-onnx';
import { CALL, connection, found, LOOSE, MODEL, refusal, row, StagesStage, states, WITHIN } from '../../../e2e/stages-stage';
import { ArtifactStore } from '../artifacts/artifact-store';
import { namedDigests } from '../workspace/named-digests';

vi.setConfig({ testTimeout: 90_000 }); // what is measured takes its time, more so where others work too

let stage: StagesStage;
beforeEach(async () => {
  stage = await StagesStage.open();
});
afterEach(() => stage.close());

const GOLDEN = {
  requests: [
    { name: 'one row', inputs: [row([1, 2])], outputs: [{ name: 'y', shape: [1, 2], data: [1, 2] }] },
    { name: 'two rows', inputs: [row([3, 4, 5, 6], [2, 2])], outputs: [{ name: 'y', data: [3, 4.0000001, 5, 6] }] },
    { name: 'a text', inputs: [{ ...row([]), data: ['a', 'b'] }], error: 'FP32' },
  ],
};

test('a version as good as the champion passes all stages, and the evidence of each is kept by its digest', async () => {
  await stage.register(identityModel('FP32'));
  const version = await stage.register(magnitudeModel());
  await stage.setChampion(1);
  stage.writeGolden({ ...GOLDEN, limits: LOOSE });
  const done = await stage.check(version);
  expect([states(done), done.outcome]).toEqual([['pass', 'pass', 'pass'], 'pass']);
  expect(done).toMatchObject({
    champion: { version: 1, from: 'alias' },
    golden: { file: 'golden/echo.json', count: 3 },
    digest: expect.stringMatching(/^[a-f0-9]{64}$/),
  });
  expect(found(done, 'golden')?.values).toMatchObject({ count: '3', failed: '0' });
  expect(found(done, 'batch')?.values).toMatchObject({ count: '2' });
  expect(found(done, 'champion-answers')?.values).toMatchObject({ version: '1', failed: '0' });
  expect(found(done, 'p95')?.values['ratio']).toMatch(/^[\d.]+$/);
  const kept = namedDigests(stage.held.registry);
  const artifacts = new ArtifactStore(stage.held.places);
  for (const { evidence: digest } of done.stages) expect([kept.has(digest ?? ''), await artifacts.verify(digest ?? '')]).toEqual([true, 'whole']);
  expect(kept.has(done.golden?.digest ?? '')).toBe(true);
  expect(await stage.evidence(done, 2)).toMatchObject({
    stage: 'performance',
    model: MODEL,
    version,
    champion: { version: 1 },
    machine: { cores: expect.any(Number) },
  });
  expect((await stage.rooms.handlers['stages.list']({ connection, model: MODEL, version }, CALL)).checks.map(({ n }) => n)).toEqual([done.n]);
});

test('a file that is no model, one of an unknown operator, and a flipped byte are stopped by artifact validation; nothing after it is begun', async () => {
  const corrupt = await stage.check(await stage.register(Buffer.from('not a model at all')));
  expect(states(corrupt)).toEqual(['fail', 'inconclusive', 'inconclusive']);
  expect(found(corrupt, 'loads')).toMatchObject({ outcome: 'fail', failure: { detail: { reason: 'model-corrupt' } } });
  expect(corrupt.stages[1]).toMatchObject({ evidence: null, findings: [{ id: 'not-begun', values: { stage: 'artifact' } }] });

  const unknown = await stage.check(await stage.register(unknownOperatorModel()));
  expect(found(unknown, 'operators')).toMatchObject({ outcome: 'fail', failure: { detail: { reason: 'operator-unknown' } } });

  const version = await stage.register(identityModel('FP32'));
  const { path } = await stage.fileOf(version);
  const bytes = readFileSync(path);
  bytes[7] = (bytes[7] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  const flipped = await stage.check(version);
  expect([flipped.outcome, found(flipped, 'digest'), found(flipped, 'loads')]).toMatchObject([
    'fail',
    { outcome: 'fail', values: { file: 'model.onnx' } },
    { outcome: 'inconclusive' },
  ]);
});

test('a signature that the file does not keep, and a file over its bound, are stopped', async () => {
  const mlmodel = (type: string) =>
    `flavors:\n  onnx:\n    data: model.onnx\nsignature:\n  inputs: '[{"type": "tensor", "name": "x", "tensor-spec": {"dtype": "${type}", "shape": [-1, 2]}}]'\n  outputs: '[]'\n`;
  const differs = await stage.through('artifact', await stage.register(identityModel('FP32'), { MLmodel: mlmodel('int64') }));
  expect(found(differs, 'signature')).toMatchObject({ outcome: 'fail', values: { differs: 'input x: the model has FP32, the signature int64' } });
  const agrees = await stage.through('artifact', await stage.register(identityModel('FP32'), { MLmodel: mlmodel('float32') }));
  expect(found(agrees, 'signature')?.outcome).toBe('pass');
  stage.writeGolden({ ...GOLDEN, limits: { maxMegabytes: 0.00001 } });
  expect(found(await stage.check(1), 'size')).toMatchObject({ outcome: 'fail' });
});

test('a golden request that is answered otherwise is told with what came and what was written', async () => {
  const version = await stage.register(magnitudeModel());
  stage.writeGolden({ requests: [...GOLDEN.requests, { name: 'below zero', inputs: [row([-1, 2])], outputs: [{ name: 'y', data: [-1, 2] }] }] });
  const done = await stage.check(version);
  expect(states(done)).toEqual(['pass', 'fail', 'inconclusive']);
  expect(found(done, 'golden')).toMatchObject({ outcome: 'fail', values: { count: '4', failed: '1', first: 'below zero: y[0]: 1 instead of -1' } });
  const wrongly = { requests: [{ name: 'taken', inputs: [row([1, 2])], error: 'no' }] };
  expect(found(await stage.check(version, { golden: { file: 'elsewhere.json', text: JSON.stringify(wrongly) } }), 'golden')?.values['first']).toBe(
    'taken: answered with 200, not refused',
  );
});

test('NaN in an answer is found, also where nobody wrote what must come', async () => {
  const version = await stage.register(logarithmModel());
  stage.writeGolden({ requests: [{ name: 'below zero', inputs: [row([-1, 1])] }] });
  const done = await stage.check(version);
  expect(found(done, 'finite')).toMatchObject({ outcome: 'fail', values: { first: 'below zero: y[0]' } });
  stage.writeGolden({ requests: [{ name: 'meant', inputs: [row([-1, 1])], outputs: [{ name: 'y', data: [null, 0] }] }] });
  expect(found(await stage.through('integration', version), 'finite')?.outcome).toBe('pass');
});

test('a model slowed by 80 ms is stopped by the benchmark, with numbers', async () => {
  await stage.register(identityModel('FP32'));
  const version = await stage.register(magnitudeModel());
  await stage.setChampion(1);
  stage.writeGolden(GOLDEN);
  await stage.slow(version, 80);
  const done = await stage.check(version);
  expect([states(done), done.outcome]).toEqual([['pass', 'pass', 'fail'], 'fail']);
  for (const id of ['p50', 'p95', 'p99', 'throughput'] as const) expect(found(done, id)).toMatchObject({ outcome: 'fail' });
  const { candidate, champion, ratio, low } = found(done, 'p50')?.values ?? {};
  expect(Number(candidate)).toBeGreaterThan(79);
  expect(Number(champion)).toBeLessThan(20);
  expect(Number(low)).toBeGreaterThan(2);
  expect(Number(ratio)).toBeGreaterThanOrEqual(Number(low));
});

test('without a champion nothing is held against it: the comparison is inconclusive, and the figures are told', async () => {
  const version = await stage.register(identityModel('FP32'));
  stage.writeGolden(GOLDEN);
  const first = await stage.check(version);
  expect([states(first), first.outcome, first.champion]).toEqual([['pass', 'inconclusive', 'inconclusive'], 'inconclusive', null]);
  expect(found(first, 'champion-answers')?.outcome).toBe('inconclusive');
  expect(Number(found(first, 'champion')?.values['p50'])).toBeGreaterThan(0);
  await stage.setChampion(version); // a version is not held against itself
  expect((await stage.through('artifact', version)).champion).toBeNull();
  rmSync(join(stage.folder, 'golden'), { recursive: true });
  expect(found(await stage.through('integration', version), 'golden')).toMatchObject({ outcome: 'inconclusive', values: { file: 'golden/echo.json' } });
});

test('a champion whose bytes changed compares nothing, and why is said', async () => {
  await stage.register(identityModel('FP32'));
  const version = await stage.register(magnitudeModel());
  await stage.setChampion(1);
  stage.writeGolden(GOLDEN);
  writeFileSync((await stage.fileOf(1)).path, 'spoilt');
  const done = await stage.through('integration', version);
  expect(found(done, 'champion-answers')).toMatchObject({ outcome: 'inconclusive', failure: { detail: { reason: 'bytes-changed' } } });
  expect(done.stages[1]?.state).toBe('inconclusive');
});

test('golden requests that cannot be read begin nothing; nor does a link that leads out of the workspace', async () => {
  const version = await stage.register(identityModel('FP32'));
  for (const [content, where] of [
    ['{', 'JSON'],
    [{ requests: [{ name: 'a', inputs: [{ name: 'x' }] }] }, 'requests.0.inputs.0.datatype'],
    [{ requests: [{ name: 'a', inputs: [], outputs: [], error: 'x' }] }, 'requests.0'],
    [{ requests: [], limits: { p50: -1 } }, 'limits.p50'],
  ] as const) {
    stage.writeGolden(content);
    expect((await refusal(() => stage.begin(version) as Promise<unknown>)).detail).toMatchObject({
      reason: 'golden-malformed',
      text: expect.stringContaining(where),
    });
  }
  rmSync(join(stage.folder, `golden/${MODEL}.json`));
  symlinkSync('/etc/passwd', join(stage.folder, `golden/${MODEL}.json`));
  expect((await refusal(() => stage.begin(version) as Promise<unknown>)).detail.reason).toBe('golden-malformed');
  expect((await refusal(() => stage.begin(99) as Promise<unknown>)).detail.reason).toBe('model-version-unknown');
  expect((await refusal(() => stage.begin(version, { service: 'nobody' }) as Promise<unknown>)).detail.reason).toBe('service-unknown');
});

test('of a version the newest fifty checks are kept; evidence of older ones is nobody\u2019s any more', async () => {
  const version = await stage.register(Buffer.from('no model'));
  const first = await stage.check(version);
  const { database } = stage.held.registry;
  const copy = database.prepare(
    'INSERT INTO release_check SELECT NULL, model, version, model_digest, champion, golden_file, digest, golden_count, by, 1, 2, outcome, runs FROM release_check WHERE n = 1',
  );
  for (let more = 0; more < 50; more += 1) copy.run();
  const artifact = first.stages[0]?.evidence ?? '';
  expect(namedDigests(stage.held.registry).has(artifact)).toBe(true);
  const last = await stage.check(version);
  expect((await stage.rooms.handlers['stages.list']({ connection, model: MODEL, version }, CALL)).checks.map(({ n }) => n)).toHaveLength(50);
  expect(namedDigests(stage.held.registry).has(artifact)).toBe(false);
  expect(last.stages[0]?.evidence).toMatch(/^[a-f0-9]{64}$/);
  expect((await refusal(async () => stage.read(first.n))).detail.reason).toBe('release-check-unknown');
});

test('a model that never answers keeps nobody waiting: not whoever stops the check, not the engine that ends', async () => {
  const version = await stage.register(identityModel('FP32'));
  await stage.slow(version, Number.POSITIVE_INFINITY);
  const hangs = async () => {
    const { n } = await stage.begin(version);
    await vi.waitFor(async () => expect((await stage.read(n)).stages[1]?.state).toBe('running'), WITHIN);
    return n;
  };
  const first = await hangs();
  await stage.rooms.handlers['stages.stop']({ connection, n: first }, CALL);
  await vi.waitFor(async () => expect(states(await stage.read(first))).toEqual(['pass', 'inconclusive', 'inconclusive']));
  const second = await hangs();
  await stage.down();
  await stage.up();
  expect((await stage.read(second)).outcome).toBe('inconclusive');
});

test('a check that is stopped, and one whose engine ended, are inconclusive; the next one goes on', async () => {
  const slow = await stage.register(slowModel(1_500));
  await stage.register(identityModel('FP32'));
  const first = await stage.begin(slow);
  const second = await stage.begin(2);
  await vi.waitFor(async () => expect((await stage.read(first.n)).stages[0]?.state).toBe('pass'), WITHIN);
  expect((await stage.read(second.n)).stages[0]?.state).toBe('waiting');
  await stage.rooms.handlers['stages.stop']({ connection, n: first.n }, CALL);
  await vi.waitFor(async () => expect((await stage.read(first.n)).outcome).toBe('inconclusive'), WITHIN);
  expect(found(await stage.read(first.n), 'interrupted')).toMatchObject({ failure: { code: 'cancelled' } });
  await vi.waitFor(async () => expect((await stage.read(second.n)).stages[0]?.state).not.toBe('waiting'), WITHIN);
  stage.held.registry.database
    .prepare('INSERT INTO release_check SELECT NULL, model, version, NULL, NULL, NULL, NULL, NULL, by, 1, NULL, NULL, NULL FROM release_check WHERE n = 1')
    .run();
  stage.held.registry.database.prepare("INSERT INTO stage_result VALUES (3, 'artifact', 'running', 1, NULL, '[]', NULL)").run();
  await stage.down();
  await stage.up();
  expect(await stage.read(3)).toMatchObject({
    outcome: 'inconclusive',
    stages: [{ findings: [{ id: 'interrupted', failure: { detail: { reason: 'release-check-left' } } }] }],
  });
});
