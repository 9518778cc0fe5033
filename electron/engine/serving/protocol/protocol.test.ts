import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TensorType } from '../../../../shared/models/tensor-type';
import { writeBinary } from './binary-data';
import { type Data, halfToNumber, type Tensor, type TensorSpec } from './data-types';
import { ProtocolError } from './protocol-error';
import { type Body, readRequest } from './read-request';
import { writeResponse } from './write-response';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const ELEMENTS: Record<TensorType, fc.Arbitrary<unknown>> = {
  BOOL: fc.boolean(),
  INT8: fc.integer({ min: -128, max: 127 }),
  INT16: fc.integer({ min: -32_768, max: 32_767 }),
  INT32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  INT64: fc.maxSafeInteger(),
  UINT8: fc.integer({ min: 0, max: 255 }),
  UINT16: fc.integer({ min: 0, max: 65_535 }),
  UINT32: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  UINT64: fc.maxSafeNat(),
  FP16: fc.integer({ min: 0, max: 65_535 }),
  FP32: fc.float({ noNaN: true, noDefaultInfinity: true }),
  FP64: fc.double({ noNaN: true, noDefaultInfinity: true }),
  BYTES: text,
};
const sizeOf = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** A tensor as JSON would have it. */
const tensorOf = (datatype: TensorType) =>
  fc
    .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
    .chain((shape) => fc.record({ shape: fc.constant(shape), data: fc.array(ELEMENTS[datatype], { minLength: sizeOf(shape), maxLength: sizeOf(shape) }) }));

const nested = (shape: readonly number[], flat: readonly unknown[]): unknown => {
  const [first = 0, ...rest] = shape;
  if (rest.length === 0) return flat;
  const part = flat.length / first;
  return Array.from({ length: first }, (_, index) => nested(rest, flat.slice(index * part, (index + 1) * part)));
};

const spec = (datatype: TensorType, rank: number): TensorSpec => ({ name: 'x', datatype, shape: Array.from({ length: rank }, (_, place) => `d${place}`) });
const modelOf = (datatype: TensorType, rank: number) => ({ inputs: [spec(datatype, rank)], outputs: [{ ...spec(datatype, rank), name: 'y' }] });
const body = (value: unknown): Body => ({ content: JSON.stringify(value), head: null });

const framed = (json: unknown, binary: Uint8Array): Body => {
  const head = Buffer.from(JSON.stringify(json));
  return { content: new Uint8Array(Buffer.concat([head, binary])), head: head.length };
};
const readBack = (tensor: Tensor, binary: boolean) => writeResponse({ service: 'late', revision: 3, id: 'one', outputs: [{ ...tensor, name: 'y', binary }] });

describe('tensors come back as they went', () => {
  const inJson = (Object.keys(ELEMENTS) as TensorType[]).filter((datatype) => datatype !== 'FP16');
  test.each(inJson)('%s in JSON, flat and nested', (datatype) => {
    fc.assert(
      fc.property(tensorOf(datatype), ({ shape, data }) => {
        const model = modelOf(datatype, shape.length);
        const flat = readRequest(body({ inputs: [{ name: 'x', datatype, shape, data }] }), model).inputs[0];
        const deep = readRequest(body({ inputs: [{ name: 'x', datatype, shape, data: nested(shape, data) }] }), model).inputs[0];
        if (!flat) throw new Error('no input');
        expect(deep).toEqual(flat);
        const { content } = readBack(flat, false);
        const told = JSON.parse(String(content));
        expect(told).toMatchObject({ model_name: 'late', model_version: '3', id: 'one' });
        // Zero has no sign in JSON's integers.
        expect(told.outputs[0]).toEqual(JSON.parse(JSON.stringify({ name: 'y', datatype, shape, data })));
      }),
    );
  });

  test.each(Object.keys(ELEMENTS) as TensorType[])('%s as binary data', (datatype) => {
    fc.assert(
      fc.property(tensorOf(datatype), ({ shape, data }) => {
        const model = modelOf(datatype, shape.length);
        const bytes = writeBinary(dataOf(datatype, data));
        const input = { name: 'x', datatype, shape, parameters: { binary_data_size: bytes.byteLength } };
        const { inputs, outputs } = readRequest(framed({ inputs: [input], parameters: { binary_data_output: true } }, bytes), model);
        const [tensor] = inputs;
        if (!tensor) throw new Error('no input');
        expect(outputs).toEqual([{ name: 'y', binary: true }]);
        const { content, head } = readBack(tensor, true);
        if (typeof content === 'string' || head === null) throw new Error('not binary');
        expect(Buffer.from(content.subarray(head))).toEqual(Buffer.from(bytes));
        expect(JSON.parse(Buffer.from(content.subarray(0, head)).toString()).outputs[0].parameters).toEqual({ binary_data_size: bytes.byteLength });
      }),
    );
  });
});

function dataOf(datatype: TensorType, data: readonly unknown[]): Data {
  if (datatype === 'BYTES') return data.map(String);
  if (datatype === 'INT64') return BigInt64Array.from(data, (value) => BigInt(Number(value)));
  if (datatype === 'UINT64') return BigUint64Array.from(data, (value) => BigInt(Number(value)));
  const numbers = data.map(Number);
  const arrays = {
    BOOL: Uint8Array,
    UINT8: Uint8Array,
    INT8: Int8Array,
    INT16: Int16Array,
    UINT16: Uint16Array,
    FP16: Uint16Array,
    INT32: Int32Array,
    UINT32: Uint32Array,
    FP32: Float32Array,
    FP64: Float64Array,
  } as const;
  return arrays[datatype].from(numbers);
}

test('integers of 64 bits keep every digit in an answer, and what is no number is null', () => {
  const y = { name: 'y', binary: false } as const;
  const answer = writeResponse({
    service: 'late',
    revision: 1,
    id: 'a"b',
    outputs: [
      { ...y, datatype: 'INT64', shape: [2], data: BigInt64Array.of(9_223_372_036_854_775_807n, -9_007_199_254_740_993n) },
      { ...y, datatype: 'FP64', shape: [3], data: Float64Array.of(Number.NaN, Number.NEGATIVE_INFINITY, 0.1) },
      { ...y, datatype: 'FP16', shape: [2], data: Uint16Array.of(0x3c00, 0x7c00) },
    ],
  });
  expect(answer.content).toContain('[9223372036854775807,-9007199254740993]');
  expect(answer.content).toContain('[null,null,0.1]');
  expect(answer.content).toContain('[1,null]');
  expect(JSON.parse(String(answer.content)).id).toBe('a"b');
});

test('half precision is read by its bits', () => {
  expect([0x0000, 0x0001, 0x3555, 0x7bff, 0xc000, 0xfc00].map(halfToNumber)).toEqual([0, 2 ** -24, 0.333251953125, 65_504, -2, Number.NEGATIVE_INFINITY]);
  expect(halfToNumber(0x7e00)).toBeNaN();
});

describe('what is refused', () => {
  const model = { inputs: [spec('FP32', 2)], outputs: [{ ...spec('FP32', 2), name: 'y' }] };
  const good = { name: 'x', datatype: 'FP32', shape: [2, 2], data: [1, 2, 3, 4] };
  const refusal = (sent: Body, of = model) => {
    try {
      readRequest(sent, of);
    } catch (error) {
      if (error instanceof ProtocolError) return `${error.status} ${error.message}`;
      throw error;
    }
    return 'taken';
  };
  const input = (change: object) => body({ inputs: [{ ...good, ...change }] });
  const cases: [string, Body, string][] = [
    ['a good one is not', body({ inputs: [good], outputs: [], id: 'mine' }), 'taken'],
    ['no JSON', { content: '{"inputs": [', head: null }, 'not JSON'],
    ['NaN', { content: '{"inputs":[{"name":"x","datatype":"FP32","shape":[1,1],"data":[NaN]}]}', head: null }, 'NaN and Infinity are not'],
    ['null for a number', input({ data: [1, 2, null, 4] }), 'NaN can be sent as binary data'],
    ['a number that is infinite', { content: JSON.stringify({ inputs: [good] }).replace('4]', '1e999]'), head: null }, 'element 3'],
    ['one that single precision has not', input({ data: [1, 2, 3, 1e39] }), 'element 3'],
    ['a list as the body', body([good]), 'not an object'],
    ['no inputs', body({}), 'no "inputs"'],
    ['a number as an input', body({ inputs: [7] }), 'not an object'],
    ['another name', input({ name: 'z' }), 'no input "z"; it has x'],
    ['a name that objects have of themselves', input({ name: '__proto__' }), 'no input "__proto__"'],
    ['an input twice', body({ inputs: [good, good] }), 'twice'],
    ['an input that is not there', body({ inputs: [] }), '"x" is missing'],
    ['another type', input({ datatype: 'FP64' }), 'the model takes FP32'],
    ['no shape', input({ shape: undefined }), 'no shape'],
    ['too few dimensions', input({ shape: [4] }), '1 dimensions; the model takes [-1, -1]'],
    ['a dimension that is no size', input({ shape: [2, 2.5] }), 'a dimension is "2.5"'],
    ['no rows', input({ shape: [0, 2], data: [] }), 'it must be 1 or more'],
    ['a shape whose product is no number', input({ shape: [2 ** 52, 2 ** 52] }), '4 elements'],
    ['too few elements', input({ data: [1, 2, 3] }), 'has 3 elements; its shape [2, 2] holds 4'],
    ['no data', input({ data: undefined }), 'no data'],
    ['an object as data', input({ data: { length: 4 } }), 'no data'],
    ['a text among numbers', input({ data: [1, '2', 3, 4] }), 'element 1 is "2", which is no FP32'],
    ['nested otherwise', input({ data: [[1, 2, 3], [4]] }), 'not nested as its shape'],
    [
      'nested too deep',
      input({
        data: [
          [[1], 2],
          [3, 4],
        ],
      }),
      'element 0',
    ],
    ['nested and flat', input({ data: [[1, 2], 3, 4] }), 'not nested'],
    ['an output that is not there', body({ inputs: [good], outputs: [{ name: 'q' }] }), 'no output "q"; it has y'],
    ['an output twice', body({ inputs: [good], outputs: [{ name: 'y' }, { name: 'y' }] }), 'asked for twice'],
    ['an id that is no text', body({ inputs: [good], id: 7 }), 'The id'],
    ['binary data without its header', input({ data: undefined, parameters: { binary_data_size: 16 } }), 'header Inference-Header-Content-Length is missing'],
    ['data and binary data', framed({ inputs: [{ ...good, parameters: { binary_data_size: 16 } }] }, new Uint8Array(16)), 'has data and binary data'],
    [
      'binary data of another length',
      framed({ inputs: [{ ...good, data: undefined, parameters: { binary_data_size: 12 } }] }, new Uint8Array(12)),
      'has 12 bytes of binary data; its shape holds 16',
    ],
    [
      'binary data that ends early',
      framed({ inputs: [{ ...good, data: undefined, parameters: { binary_data_size: 16 } }] }, new Uint8Array(15)),
      'ends within',
    ],
    [
      'binary data that goes on',
      framed({ inputs: [{ ...good, data: undefined, parameters: { binary_data_size: 16 } }] }, new Uint8Array(20)),
      '4 bytes of binary data that belong to no input',
    ],
    ['a head that is longer than all', { content: new Uint8Array(4), head: 5 }, 'the body has 4 bytes'],
    ['what is not UTF-8', { content: new Uint8Array([0x22, 0xff, 0x22]), head: null }, 'not UTF-8'],
  ];
  test.each(cases)('%s', (_, sent, words) => {
    const told = refusal(sent);
    expect(told).toContain(words);
    if (words !== 'taken') expect(told).toMatch(/^400 /);
  });

  test('integers out of their range, with a fraction, or beyond what JSON keeps', () => {
    const of = (datatype: TensorType) => ({ inputs: [spec(datatype, 1)], outputs: [{ ...spec(datatype, 1), name: 'y' }] });
    const one = (datatype: TensorType, data: unknown) =>
      refusal({ content: `{"inputs":[{"name":"x","datatype":"${datatype}","shape":[1],"data":[${String(data)}]}]}`, head: null }, of(datatype));
    expect(one('INT8', 128)).toContain('no INT8');
    expect(one('UINT8', -1)).toContain('no UINT8');
    expect(one('UINT64', -1)).toContain('no UINT64');
    expect(one('INT32', 1.5)).toContain('no INT32');
    expect(one('INT64', 1.5)).toContain('no INT64');
    expect(one('INT64', 'true')).toContain('no INT64');
    expect(one('INT64', '9007199254740991')).toBe('taken');
    expect(one('INT64', '9007199254740993')).toContain('beyond 2^53');
    expect(one('UINT64', '18446744073709551615')).toContain('beyond 2^53');
    expect(one('BOOL', 1)).toContain('no BOOL');
    expect(one('BYTES', 1)).toContain('no BYTES');
    expect(one('FP16', 1)).toContain('Send it as binary data');
  });

  test('sizes that the model names alike and the caller does not', () => {
    const shape = ['rows', 1];
    const two = { inputs: ['a', 'b'].map((name) => ({ name, datatype: 'FP32' as const, shape })), outputs: [{ name: 'y', datatype: 'FP32' as const, shape }] };
    const sent = (rows: number) =>
      body({ inputs: ['a', 'b'].map((name, place) => ({ name, datatype: 'FP32', shape: [place ? rows : 2, 1], data: Array(place ? rows : 2).fill(1) })) });
    expect(refusal(sent(2), two)).toBe('taken');
    expect(refusal(sent(3), two)).toContain('has 3 rows; another input has 2');
  });

  test('texts in binary data that end early, are not UTF-8, or of another number', () => {
    const of = { inputs: [spec('BYTES', 1)], outputs: [{ ...spec('BYTES', 1), name: 'y' }] };
    const sent = (bytes: readonly number[], rows = 1) =>
      refusal(
        framed({ inputs: [{ name: 'x', datatype: 'BYTES', shape: [rows], parameters: { binary_data_size: bytes.length } }] }, Uint8Array.from(bytes)),
        of,
      );
    expect(sent([1, 0, 0, 0, 65])).toBe('taken');
    expect(sent([2, 0, 0, 0, 65])).toContain('ends within a text');
    expect(sent([1, 0])).toContain('ends within a text');
    expect(sent([1, 0, 0, 0, 255])).toContain('not UTF-8');
    expect(sent([1, 0, 0, 0, 65], 2)).toContain('1 texts of binary data; its shape holds 2');
  });

  test('whatever is sent is taken or refused in the shape of the protocol', () => {
    fc.assert(fc.property(fc.json(), (json) => void refusal({ content: json, head: null })));
    fc.assert(
      fc.property(fc.object({ withBigInt: false }), (change) => {
        refusal(body({ inputs: [{ ...good, ...change }] }));
      }),
    );
  });
});
