import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { failingModel, identityModel, mixingModel, pairModel, slowModel } from '../../../../e2e/peers/small-onnx';
import { readRequest } from '../protocol/read-request';
import { writeResponse } from '../protocol/write-response';
import { MicroBatch } from './micro-batch';
import { OnnxModel } from './onnx-model';

const folder = mkdtempSync(join(tmpdir(), 'batch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let made = 0;

/** A model, how often it ran, and what it answers to a body alone and by way of batches. */
async function open(file: Uint8Array) {
  const path = join(folder, `${made++}.onnx`);
  writeFileSync(path, file);
  const model = await OnnxModel.load(path, 1);
  const ran: number[] = [];
  const runs = {
    spec: model.spec,
    run: (request: Parameters<typeof model.run>[0]) => {
      ran.push(request.inputs[0]?.shape[0] ?? 0);
      return model.run(request);
    },
  };
  const batch = new MicroBatch(runs);
  const answer = async (body: unknown, by: Pick<MicroBatch, 'run'>) => {
    const request = readRequest({ content: JSON.stringify(body), head: null }, model.spec);
    const { content } = writeResponse({ service: 's', revision: 1, id: 'i', outputs: await by.run(request) });
    return typeof content === 'string' ? content : Buffer.from(content).toString('base64');
  };
  return { batch, ran, alone: (body: unknown) => answer(body, model), together: (body: unknown) => answer(body, batch).catch(String) };
}
const column = (values: readonly number[]) => ({ inputs: [{ name: 'x', datatype: 'INT64', shape: [values.length], data: values }] });

const float = fc.integer({ min: -1_000, max: 1_000 }).map((value) => value / 8);
const bodies = fc.integer({ min: 1, max: 6 }).chain((rows) =>
  fc.record({
    inputs: fc
      .tuple(
        fc.array(float, { minLength: rows * 3, maxLength: rows * 3 }),
        fc.array(float, { minLength: rows * 3, maxLength: rows * 3 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 5 }), { minLength: rows, maxLength: rows }),
      )
      .map(([a, b, word]) => [
        { name: 'a', datatype: 'FP32', shape: [rows, 3], data: a },
        { name: 'b', datatype: 'FP32', shape: [rows, 3], data: b },
        { name: 'word', datatype: 'BYTES', shape: [rows, 1], data: word },
      ]),
    // Others ask for less, for another order, or for bytes.
    outputs: fc.constantFrom(
      undefined,
      [{ name: 'same' }],
      [{ name: 'last' }, { name: 'same' }],
      [{ name: 'same' }, { name: 'sum', parameters: { binary_data: true } }],
    ),
  }),
);

test('whatever comes together is answered as if it had come alone, to the byte', async () => {
  const { batch, ran, alone, together } = await open(pairModel());
  expect(await batch.set({ rows: 8, waitMs: 1 })).toBe('yes');
  ran.length = 0;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(bodies, { minLength: 1, maxLength: 12 }), async (all) => {
      asked += all.length;
      expect(await Promise.all(all.map(together))).toEqual(await Promise.all(all.map(alone)));
    }),
    { numRuns: 150 },
  );
  expect(ran.length).toBeLessThan(asked * 0.8);
  expect(Math.max(...ran)).toBeLessThanOrEqual(8);
});

test('a request that the model fails at is told so, and those beside it are answered', async () => {
  const { batch, together, ran } = await open(failingModel());
  expect(await batch.set({ rows: 64, waitMs: 5 })).toBe('yes');
  ran.length = 0;
  const told = await Promise.all([column([1, 2]), column([99]), column([3])].map(together));
  expect(told.map((each) => /"data":\[([^\]]*)\]/.exec(each)?.[1] ?? /Error/.exec(each)?.[0])).toEqual(['1,2', 'Error', '3']);
  expect(ran).toEqual([4, 2, 1, 1]);
  expect(await Promise.all([column([4]), column([5])].map(together))).toHaveLength(2);
  expect(ran.at(-1)).toBe(2); // and it goes on to join
});

test('what has many rows goes by itself, what is one too many waits for the next', async () => {
  const { batch, together, ran } = await open(failingModel());
  await batch.set({ rows: 4, waitMs: 5 });
  ran.length = 0;
  await Promise.all([column([1, 1, 1]), column([2, 2]), column([3, 3, 3, 3, 3]), column([4, 4])].map(together));
  expect(ran.toSorted()).toEqual([3, 4, 5]);
});

test('without it, or once it is taken back, each runs by itself', async () => {
  const { batch, together, ran } = await open(failingModel());
  expect(await batch.set(null)).toBeNull();
  await Promise.all([column([1]), column([2])].map(together));
  expect(ran).toEqual([1, 1]);
  await batch.set({ rows: 8, waitMs: 0 });
  ran.length = 0;
  await Promise.all([column([1]), column([2])].map(together));
  expect(ran).toEqual([2]);
  await batch.set(null);
  await Promise.all([column([1]), column([2])].map(together));
  expect(ran).toEqual([2, 1, 1]);
});

test('a model whose rows hang on each other is found out, and one whose shapes are fixed is not tried', async () => {
  const mixing = await open(mixingModel());
  expect(await mixing.batch.set({ rows: 8, waitMs: 5 })).toBe('mixes');
  const row = (...data: number[]) => ({ inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 2], data }] });
  expect(await Promise.all([row(1, 2), row(3, 4)].map(mixing.together))).toEqual(await Promise.all([row(1, 2), row(3, 4)].map(mixing.alone)));
  const fixed = await open(slowModel(2));
  expect(await fixed.batch.set({ rows: 8, waitMs: 5 })).toBe('fixed');
  expect(fixed.ran).toEqual([]);
  expect(await (await open(identityModel('FP16'))).batch.set({ rows: 8, waitMs: 5 })).toBe('yes');
});
