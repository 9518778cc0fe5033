// Small ONNX models for tests, written by hand. Field numbers: onnx.proto of ONNX 1.16.

const ELEMENTS = {
  FP32: 1,
  UINT8: 2,
  INT8: 3,
  UINT16: 4,
  INT16: 5,
  INT32: 6,
  INT64: 7,
  BYTES: 8,
  BOOL: 9,
  FP16: 10,
  FP64: 11,
  UINT32: 12,
  UINT64: 13,
} as const;
export type Element = keyof typeof ELEMENTS;
type Value = { readonly name: string; readonly element: Element; readonly shape: readonly (number | string)[] };
type Node = { readonly operator: string; readonly inputs: readonly string[]; readonly output: string; readonly domain?: string };
type Model = {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes: readonly Node[];
  readonly constants?: Readonly<Record<string, readonly number[]>>;
};

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Buffer.from([...bytes, left]);
}
const number = (field: number, value: number) => Buffer.concat([varint(field * 8), varint(value)]);
const message = (field: number, ...parts: readonly Uint8Array[]) => {
  const body = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
};
const text = (field: number, value: string) => message(field, Buffer.from(value));

const valueInfo = (field: number, { name, element, shape }: Value) => {
  const dimensions = shape.map((size) => message(1, typeof size === 'number' ? number(1, size) : text(2, size)));
  return message(field, text(1, name), message(2, message(1, number(1, ELEMENTS[element]), message(2, ...dimensions))));
};
/** Whole numbers, in one dimension. */
const constant = ([name, values]: [string, readonly number[]]) => {
  const raw = Buffer.alloc(values.length * 8);
  values.forEach((value, place) => raw.writeBigInt64LE(BigInt(value), place * 8));
  return message(5, number(1, values.length), number(2, ELEMENTS.INT64), text(8, name), message(9, raw));
};

function onnx({ inputs, outputs, nodes, constants = {} }: Model): Buffer {
  const written = nodes.map((node) =>
    message(1, ...node.inputs.map((name) => text(1, name)), text(2, node.output), text(3, node.output), text(4, node.operator), text(7, node.domain ?? '')),
  );
  const graph = message(
    7,
    ...written,
    text(2, 'graph'),
    ...Object.entries(constants).map(constant),
    ...inputs.map((value) => valueInfo(11, value)),
    ...outputs.map((value) => valueInfo(12, value)),
  );
  return Buffer.concat([number(1, 8), graph, message(8, text(1, ''), number(2, 14))]);
}

/** Says what it is told: `x` comes back as `y`. */
export const identityModel = (element: Element, shape: readonly (number | string)[] = ['rows', 2]): Buffer =>
  onnx({
    inputs: [{ name: 'x', element, shape }],
    outputs: [{ name: 'y', element, shape }],
    nodes: [{ operator: 'Identity', inputs: ['x'], output: 'y' }],
  });

/** One number in, the same number out, times `size` cubed: it takes about 2 · size³ operations. */
export const slowModel = (size: number): Buffer =>
  onnx({
    inputs: [{ name: 'x', element: 'FP32', shape: [1, 1] }],
    outputs: [{ name: 'y', element: 'FP32', shape: [] }],
    constants: { square: [size, size] },
    nodes: [
      { operator: 'Expand', inputs: ['x', 'square'], output: 'wide' },
      { operator: 'MatMul', inputs: ['wide', 'wide'], output: 'product' },
      { operator: 'ReduceMax', inputs: ['product'], output: 'most' },
      { operator: 'Squeeze', inputs: ['most'], output: 'y' },
    ],
  });

/** Looks `x` up among ten numbers, and fails where there are not so many. */
export const failingModel = (): Buffer =>
  onnx({
    inputs: [{ name: 'x', element: 'INT64', shape: ['rows'] }],
    outputs: [{ name: 'y', element: 'INT64', shape: ['rows'] }],
    constants: { ten: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    nodes: [{ operator: 'Gather', inputs: ['ten', 'x'], output: 'y' }],
  });

export const unknownOperatorModel = (): Buffer =>
  onnx({
    inputs: [{ name: 'x', element: 'FP32', shape: [1] }],
    outputs: [{ name: 'y', element: 'FP32', shape: [1] }],
    nodes: [{ operator: 'Frobnicate', inputs: ['x'], output: 'y' }],
  });

/** The logarithm of each number: NaN where one is below zero. */
export const logarithmModel = (): Buffer =>
  onnx({
    inputs: [{ name: 'x', element: 'FP32', shape: ['rows', 2] }],
    outputs: [{ name: 'y', element: 'FP32', shape: ['rows', 2] }],
    nodes: [{ operator: 'Log', inputs: ['x'], output: 'y' }],
  });

/** Each number without its sign: the identity, where none has one. */
export const magnitudeModel = (): Buffer =>
  onnx({
    inputs: [{ name: 'x', element: 'FP32', shape: ['rows', 2] }],
    outputs: [{ name: 'y', element: 'FP32', shape: ['rows', 2] }],
    nodes: [{ operator: 'Abs', inputs: ['x'], output: 'y' }],
  });

/** Takes the sum of all rows from each: what a row is answered with hangs on the others, and its shapes do not say so. */
export const mixingModel = (): Buffer =>
  onnx({
    inputs: [{ name: 'x', element: 'FP32', shape: ['rows', 2] }],
    outputs: [{ name: 'y', element: 'FP32', shape: ['rows', 2] }],
    constants: { down: [0] },
    nodes: [
      { operator: 'ReduceSum', inputs: ['x', 'down'], output: 'sum' },
      { operator: 'Sub', inputs: ['x', 'sum'], output: 'y' },
    ],
  });

/** Three outputs of two types, of three inputs. */
export const pairModel = (): Buffer =>
  onnx({
    inputs: [
      { name: 'a', element: 'FP32', shape: ['rows', 3] },
      { name: 'b', element: 'FP32', shape: ['rows', 3] },
      { name: 'word', element: 'BYTES', shape: ['rows', 1] },
    ],
    outputs: [
      { name: 'sum', element: 'FP32', shape: ['rows', 3] },
      { name: 'same', element: 'BYTES', shape: ['rows', 1] },
      { name: 'last', element: 'FP32', shape: ['rows', 3] },
    ],
    nodes: [
      { operator: 'Add', inputs: ['a', 'b'], output: 'sum' },
      { operator: 'Identity', inputs: ['word'], output: 'same' },
      { operator: 'Sub', inputs: ['a', 'b'], output: 'last' },
    ],
  });
