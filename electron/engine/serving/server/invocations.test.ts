import { expect, test } from 'vitest';
import type { ModelSignature } from '../../../../shared/models/model';
import type { Tensor } from '../protocol/data-types';
import { readPredictions, writeInvocation } from './invocations';
import { parseExact } from './read-answer';

const column = (name: string): ModelSignature['inputs'][number] => ({ name, type: 'double', shape: null });
const signed = (...names: (string | null)[]): ModelSignature => ({ inputs: names.map((name) => ({ ...column(''), name })), outputs: [] });
const floats = (name: string, shape: number[], ...data: number[]): Tensor => ({ name, datatype: 'FP64', shape, data: Float64Array.from(data) });
const wide: Tensor = { name: 'id', datatype: 'INT64', shape: [2, 1], data: BigInt64Array.of(9_223_372_036_854_775_807n, -1n) };

test('columns go by name, with every digit; floats stay floats, and what is no number is told as Python reads it', () => {
  const far = floats('far', [2], 3, Number.NaN);
  expect(writeInvocation([wide, far], signed('id', 'far'))).toBe('{"inputs":{"id":[9223372036854775807,-1],"far":[3.0,NaN]}}');
  expect(writeInvocation([wide, far], null)).toBe('{"dataframe_split":{"columns":["id","far"],"data":[[9223372036854775807,3.0],[-1,NaN]]}}');
  expect(writeInvocation([floats('x', [1, 3], -0, 1e21, Number.NEGATIVE_INFINITY)], signed(null))).toBe('{"inputs":[[-0.0,1e+21,-Infinity]]}');
  expect(writeInvocation([floats('x', [1, 2, 2], 1, 2, 3, 4)], signed('x'))).toBe('{"inputs":{"x":[[[1.0,2.0],[3.0,4.0]]]}}');
  expect(() => writeInvocation([wide, floats('far', [1], 1)], null)).toThrow('not as many rows');
});

test.each<[string, string, unknown]>([
  ['integers', '[1, 9223372036854775807]', ['predictions', 'INT64', [2], [1n, 9_223_372_036_854_775_807n]]],
  ['integers without sign', '[18446744073709551615]', ['predictions', 'UINT64', [1], [18_446_744_073_709_551_615n]]],
  ['floats, NaN and null', '[1, 2.5, NaN, null]', ['predictions', 'FP64', [4], [1, 2.5, Number.NaN, Number.NaN]]],
  ['rows', '[[0.5, 0.5], [1.0, 0.0]]', ['predictions', 'FP64', [2, 2], [0.5, 0.5, 1, 0]]],
  ['texts', '["a", "\\u0628"]', ['predictions', 'BYTES', [2], ['a', 'ب']]],
  ['flags', '[true, false]', ['predictions', 'BOOL', [2], [1, 0]]],
  ['one value', '7', ['predictions', 'INT64', [1], [7n]]],
  ['records', '[{"late": 1}, {"late": 0}]', ['late', 'INT64', [2], [1n, 0n]]],
  ['lists by name', '{"late": [1.5]}', ['late', 'FP64', [1], [1.5]]],
  ['nothing', '[]', ['predictions', 'FP64', [0], []]],
])('predictions that are %s', (_, text, expected) => {
  const [{ name, datatype, shape, data }] = readPredictions(`{"predictions": ${text}}`, null) as [Tensor];
  expect([name, datatype, shape, [...data]]).toEqual(expected);
});

test.each([
  '',
  '{"predictions": [1',
  '{"predictions": [1]} more',
  '{"other": 1}',
  '{"predictions": [[1], [1, 2]]}',
  '{"predictions": [1, "a"]}',
  '{"predictions": [{"a": 1}, {"b": 1}]}',
  '{"predictions": [18446744073709551616]}',
  `{"predictions": ${'['.repeat(100)}${']'.repeat(100)}}`,
])('an answer that cannot be read is the server’s fault: %s', (text) => {
  expect(() => readPredictions(text, null)).toThrow('cannot be read');
});

test('a long text is read as quickly as a short one', () => {
  const long = 'x\\"'.repeat(1_000_000);
  expect(String(parseExact(`"${long}"`)).length).toBe(2_000_000);
});
