import { expect, test } from 'vitest';
import { errorOf, firstValue, outputsOf, shortBody, tryBody, tryFields, valuesOf } from './try-body';

const outputs = [{ name: 'late', type: 'int64', shape: [-1] }];
const signature = {
  inputs: [
    { name: 'hour', type: 'float32', shape: [-1, 1] },
    { name: 'origin', type: 'string', shape: [-1, 1] },
    { name: 'pixels', type: 'uint8', shape: [-1, 3] },
  ],
  outputs,
};

test('a signature becomes one row of fields, and what is typed the body of the protocol', () => {
  const fields = tryFields(signature) ?? [];
  expect(fields.map(({ datatype, shape, count }) => [datatype, shape, count])).toEqual([
    ['FP32', [1, 1], 1],
    ['BYTES', [1, 1], 1],
    ['UINT8', [1, 3], 3],
  ]);
  expect(JSON.parse(tryBody(fields, { hour: '17.5', origin: 'ORD, of all', pixels: '1, 2,3' }) ?? '')).toEqual({
    inputs: [
      { name: 'hour', shape: [1, 1], datatype: 'FP32', data: [17.5] },
      { name: 'origin', shape: [1, 1], datatype: 'BYTES', data: ['ORD, of all'] },
      { name: 'pixels', shape: [1, 3], datatype: 'UINT8', data: [1, 2, 3] },
    ],
  });
});

test('a form that was not touched can be sent', () => {
  const fields = tryFields(signature) ?? [];
  expect(fields.map(firstValue)).toEqual(['0', '', '0, 0, 0']);
  expect(tryBody(fields, {})).not.toBeNull();
});

test('what is not of the type is not sent', () => {
  const [hour, , pixels] = tryFields(signature) ?? [];
  if (!hour || !pixels) throw new Error('no fields');
  expect(['', 'noon', 'Infinity', 'NaN'].map((typed) => valuesOf(hour, typed))).toEqual([null, null, null, null]);
  expect(['1,2', '1,2,3,4', '1,-2,3', '1,2.5,3'].map((typed) => valuesOf(pixels, typed))).toEqual([null, null, null, null]);
  const flag = { ...hour, datatype: 'BOOL' } as const;
  expect(['true', 'false', '1'].map((typed) => valuesOf(flag, typed))).toEqual([[true], [false], null]);
});

test('without a signature, without names or with what no form can hold there is no form', () => {
  const [hour] = signature.inputs;
  if (!hour) throw new Error('no input');
  const others = [
    { ...hour, name: null },
    { ...hour, type: 'float16' },
    { ...hour, shape: [-1, 224, 224] },
  ].map((input) => tryFields({ inputs: [input], outputs }));
  expect([tryFields(null), tryFields({ inputs: [], outputs }), ...others]).toEqual([null, null, null, null, null]);
});

test('a body is told in few words, one that was cut as it is', () => {
  expect(shortBody('{"inputs":[{"name":"hour","data":[[18]]},{"name":"origin","data":["ORD"]}]}', 'inputs')).toBe('hour 18 · origin ORD');
  expect([shortBody('{"inputs":[{"na', 'inputs'), shortBody('{}', 'outputs')]).toEqual(['{"inputs":[{"na', '{}']);
});

test('an answer is read by its outputs, an error by its words, and what is neither by nothing', () => {
  expect(outputsOf('{"outputs":[{"name":"late","data":[1]},{"name":"probability","data":[[0.2,0.8]]}]}')).toEqual([
    { name: 'late', text: '1' },
    { name: 'probability', text: '0.2, 0.8' },
  ]);
  expect([outputsOf('{"error":"no"}'), outputsOf('<html>'), errorOf('{"error":"no"}'), errorOf('{}'), errorOf('<')]).toEqual([null, null, 'no', null, null]);
});
