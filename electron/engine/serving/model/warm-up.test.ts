import { expect, test } from 'vitest';
import type { TensorType } from '../../../../shared/models/tensor-type';
import { readRequest } from '../protocol/read-request';
import type { TensorSpec } from '../protocol/data-types';
import { practiceBody, warmUp } from './warm-up';

const outputs: TensorSpec[] = [{ name: 'y', datatype: 'FP32', shape: [1] }];
const specOf = (...shapes: [TensorType, (number | string)[]][]) => ({
  inputs: shapes.map(([datatype, shape], place) => ({ name: `x${place}`, datatype, shape })),
  outputs,
});

test('what a model practises with is what it takes', () => {
  const spec = specOf(['FP32', ['rows', 3]], ['BYTES', ['rows', 1]], ['BOOL', [2]], ['INT64', []], ['UINT8', ['', 2, 2]]);
  const { inputs } = readRequest({ content: practiceBody(spec) ?? '', head: null }, spec);
  expect(inputs.map(({ shape, data }) => [shape, data.length])).toEqual([
    [[1, 3], 3],
    [[1, 1], 1],
    [[2], 2],
    [[], 1],
    [[1, 2, 2], 4],
  ]);
});

test('a model that takes what JSON has not, or very much, does not practise', async () => {
  expect(practiceBody(specOf(['FP16', [1]]))).toBeNull();
  expect(practiceBody(specOf(['FP32', [10_000, 10_000]]))).toBeNull();
  let runs = 0;
  await warmUp(specOf(['FP16', [1]]), async () => (runs += 1));
  expect(runs).toBe(0);
});

test('a slow model practises once, a quick one often', async () => {
  let slow = 0;
  await warmUp(specOf(['FP32', [1]]), async () => {
    slow += 1;
    await new Promise((resolve) => setTimeout(resolve, 40));
  });
  expect(slow).toBe(1);
  let quick = 0;
  await warmUp(specOf(['FP32', [1]]), async () => (quick += 1));
  expect(quick).toBeGreaterThan(1);
});
