import { expect, test } from 'vitest';
import type { Tensor } from '../protocol/data-types';
import { writeResponse } from '../protocol/write-response';
import { compareAnswers } from './compare-answers';

const answer = (outputs: readonly Tensor[], binary = false, revision = 1) =>
  writeResponse({ service: 's', revision, id: `an id of ${revision}`, outputs: outputs.map((output) => ({ ...output, binary })) });
const floats = (name: string, ...values: number[]): Tensor => ({ name, datatype: 'FP32', shape: [values.length], data: Float32Array.from(values) });
const wholes = (name: string, ...values: bigint[]): Tensor => ({ name, datatype: 'INT64', shape: [values.length], data: BigInt64Array.from(values) });
const words = (name: string, ...values: string[]): Tensor => ({ name, datatype: 'BYTES', shape: [values.length], data: values });
const compared = (one: readonly Tensor[], other: readonly Tensor[]) => compareAnswers(answer(one), answer(other, false, 2));

test('what a model answered is compared, not who it was', () => {
  expect(compared([floats('p', 0.1, 0.9), words('label', 'yes')], [floats('p', 0.1, 0.9), words('label', 'yes')])).toEqual({
    equal: true,
    outputs: [
      { name: 'p', equal: true, largest: 0 },
      { name: 'label', equal: true, largest: null },
    ],
  });
});

test('numbers are as near as golden requests have it; the largest difference is told, and which output differs', () => {
  const difference = compared([floats('p', 0.1, 0.5), words('label', 'yes', 'no')], [floats('p', 0.1, 0.75), words('label', 'yes', 'no')]);
  expect(difference).toMatchObject({ equal: false, outputs: [{ equal: false, largest: 0.25 }, { equal: true }] });
  expect(compared([floats('p', 1)], [floats('p', 1.00001)])).toMatchObject({ equal: true });
  expect(compared([words('label', 'yes')], [words('label', 'no')])).toMatchObject({ equal: false, outputs: [{ largest: null }] });
});

test('integers keep every digit, and binary answers are read as others are', () => {
  const wide = 9_007_199_254_740_993n;
  expect(compared([wholes('n', wide)], [wholes('n', wide)])).toMatchObject({ equal: true });
  expect(compared([wholes('n', wide)], [wholes('n', wide - 1n)])).toMatchObject({ equal: false });
  expect(compared([wholes('n', 3n)], [wholes('n', 5n)])).toMatchObject({ equal: false, outputs: [{ largest: 2 }] });
  const one = [floats('p', 0.1, Number.NaN), wholes('n', wide)];
  expect(compareAnswers(answer(one, true), answer(one, true, 2))).toMatchObject({ equal: true });
  expect(compareAnswers(answer(one, true), answer(one, false, 2))).toMatchObject({ equal: true });
});

test('nothing equals no number, and a number does not', () => {
  expect(compared([floats('p', Number.NaN)], [floats('p', Number.NaN)])).toMatchObject({ equal: true, outputs: [{ largest: null }] });
  expect(compared([floats('p', Number.NaN)], [floats('p', 1)])).toMatchObject({ equal: false, outputs: [{ largest: null }] });
});

test('another form is another answer', () => {
  expect(compared([floats('p', 1)], [floats('q', 1)])).toMatchObject({ equal: false, outputs: [{ name: 'p', largest: null }] });
  expect(compared([floats('p', 1)], [floats('p', 1), floats('q', 1)])).toMatchObject({ equal: false, outputs: [{ name: 'p', equal: true }] });
  expect(compared([floats('p', 1)], [floats('p', 1, 2)])).toMatchObject({ equal: false });
  expect(compared([floats('p', 1)], [{ ...floats('p', 1), datatype: 'FP64', data: Float64Array.of(1) }])).toMatchObject({
    equal: false,
    outputs: [{ largest: 0 }],
  });
});

test.each(['', 'garbage', '{"outputs":7}', '{"outputs":[7]}', '[]', '{"outputs":[{"name":"p","datatype":"XX"}]}'])('%s is compared with nothing', (content) => {
  expect(compareAnswers({ content, head: null }, answer([floats('p', 1)]))).toBeNull();
  expect(compareAnswers(answer([floats('p', 1)]), { content, head: null })).toBeNull();
});
