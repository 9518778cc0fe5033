import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { identityModel, slowModel } from '../../../e2e/peers/small-onnx';
import { ROW, ServingStage, type Told } from '../../../e2e/serving-stage';

let stage: ServingStage;
beforeAll(async () => {
  stage = await ServingStage.open();
});
afterEach(async () => {
  for (const name of stage.serving.hosts().keys()) await stage.serving.remove(name);
});
afterAll(() => stage.close());

const revisionOf = ({ headers }: Told) => Number(headers['x-pilothouse-revision']);
const ONE = { name: 'x', datatype: 'FP32', shape: [1, 1], data: [1] };
/** About a tenth of a second on one core. */
const slow = () => slowModel(2_000);

test('while they move 0 → 20 → 50 → 100 and the old one goes, each request is answered once, by who should', async () => {
  const one = stage.revision(1, identityModel('FP32'));
  const two = stage.revision(2, identityModel('FP32', ['rows', 2]));
  await stage.put('late', [one, { ...two, digest: 'second' }], [[1, 100]]);
  const answers: { status: number; revision: number; id: string }[] = [];
  const until = { stop: false };
  let sent = 0;
  const caller = async () => {
    while (!until.stop) {
      const id = String(sent++);
      const told = await stage.ask('/v2/models/late/infer', { body: JSON.stringify({ id, inputs: [{ ...ROW, data: [sent % 1_000, 0] }] }) });
      answers.push({ status: told.status, revision: revisionOf(told), id: (told.json as { id: string }).id });
    }
  };
  const callers = Array.from({ length: 16 }, caller);
  const shares: [number, number, number][] = [];
  for (const weight of [20, 50, 100]) {
    await stage.put(
      'late',
      [one, { ...two, digest: 'second' }],
      [
        [1, 100 - weight],
        [2, weight],
      ],
    );
    const from = answers.length + 16; // those under way were chosen before
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(from + 1_500), { timeout: 10_000 });
    const part = answers.slice(from);
    shares.push([weight, part.filter(({ revision }) => revision === 2).length, part.length]);
  }
  await stage.put('late', [{ ...two, digest: 'second' }], [[2, 100]]);
  const after = answers.length;
  await vi.waitFor(() => expect(answers.length).toBeGreaterThan(after + 500), { timeout: 10_000 });
  until.stop = true;
  await Promise.all(callers);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(new Set(answers.map(({ id }) => id)).size).toBe(sent);
  expect(answers).toHaveLength(sent);
  for (const [weight, hits, all] of shares) {
    const share = weight / 100;
    expect(Math.abs(hits - all * share)).toBeLessThanOrEqual(1.96 * Math.sqrt(all * share * (1 - share)) + 16);
  }
  const figures = await stage.serving.figures('late', 0, 86_400_000);
  expect(figures.reduce((sum, { requests }) => sum + requests, 0)).toBe(sent);
  expect(figures.every(({ p50, errors }) => errors === 0 && (p50 ?? 0) > 0)).toBe(true);
  await vi.waitFor(() => expect([...(stage.serving.hosts().get('late')?.keys() ?? [])]).toEqual([2]));
});

test('what is under way at a revision that goes is answered by it', async () => {
  const old = stage.revision(1, slow());
  const next = stage.revision(2, slowModel(10));
  await stage.put('slow', [old, next], [[1, 100]], { timeoutMs: 60_000 });
  const under = Array.from({ length: 3 }, () => stage.infer('slow', [ONE]));
  await vi.waitFor(async () => expect((await stage.ask('/metrics')).bytes.toString()).toContain('pilothouse_requests_active{service="slow"} 3'));
  await stage.put('slow', [next], [[2, 100]], { timeoutMs: 60_000 });
  expect(revisionOf(await stage.infer('slow', [ONE]))).toBe(2);
  expect((await Promise.all(under)).map((told) => [told.status, revisionOf(told)])).toEqual([
    [200, 1],
    [200, 1],
    [200, 1],
  ]);
  const going = Array.from({ length: 2 }, () => stage.infer('slow', [ONE]));
  await vi.waitFor(async () => expect((await stage.serving.requests('slow')).length + 0).toBeGreaterThanOrEqual(4));
  await Promise.all(going);
  await stage.serving.remove('slow');
  expect((await stage.infer('slow', [ONE])).status).toBe(404);
  expect(stage.serving.hosts().get('slow')).toBeUndefined();
});

test('a caller with the header meets the same revision, and goes only to the candidate', async () => {
  const held = [stage.revision(1, identityModel('FP32')), { ...stage.revision(2, identityModel('FP32')), digest: 'second' }];
  const callers = Array.from({ length: 40 }, (_, caller) => `user-${caller}`);
  const met = async (weight: number) => {
    await stage.put(
      'late',
      held,
      [
        [1, 100 - weight],
        [2, weight],
      ],
      { stickyHeader: 'x-user' },
    );
    return Promise.all(callers.map(async (user) => revisionOf(await stage.infer('late', [ROW], { 'x-user': user }))));
  };
  const first = await met(30);
  expect(new Set(first)).toEqual(new Set([1, 2]));
  expect(await met(30)).toEqual(first);
  (await met(70)).forEach((revision, place) => first[place] === 2 && expect(revision).toBe(2));
  expect(await met(30)).toEqual(first);
});
