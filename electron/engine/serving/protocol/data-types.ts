import type { TensorType } from '../../../../shared/models/tensor-type';

// Datatypes of the Open Inference Protocol as arrays, and what ONNX Runtime calls them.

export type NumberArray =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;
export type Data = NumberArray | string[];

/** One input or output of a model; a dimension that is a text is the caller's to choose, the same one wherever the text is the same. */
export type TensorSpec = { readonly name: string; readonly datatype: TensorType; readonly shape: readonly (number | string)[] };
export type Tensor = { readonly name: string; readonly datatype: TensorType; readonly shape: readonly number[]; readonly data: Data };

export const TYPES = {
  BOOL: { onnx: 'bool', bytes: 1 },
  INT8: { onnx: 'int8', bytes: 1 },
  INT16: { onnx: 'int16', bytes: 2 },
  INT32: { onnx: 'int32', bytes: 4 },
  INT64: { onnx: 'int64', bytes: 8 },
  UINT8: { onnx: 'uint8', bytes: 1 },
  UINT16: { onnx: 'uint16', bytes: 2 },
  UINT32: { onnx: 'uint32', bytes: 4 },
  UINT64: { onnx: 'uint64', bytes: 8 },
  FP16: { onnx: 'float16', bytes: 2 },
  FP32: { onnx: 'float32', bytes: 4 },
  FP64: { onnx: 'float64', bytes: 8 },
  BYTES: { onnx: 'string', bytes: 0 },
} as const satisfies Record<TensorType, { readonly onnx: string; readonly bytes: number }>;

/** Room for so many numbers of a type, or the numbers that lie in a buffer. FP16 lies as its bits. */
export function arrayOf(datatype: Exclude<TensorType, 'BYTES'>, from: number | ArrayBuffer): NumberArray {
  // A constructor takes either; TypeScript wants to know which.
  const room = typeof from === 'number' ? new ArrayBuffer(from * TYPES[datatype].bytes) : from;
  switch (datatype) {
    case 'BOOL':
    case 'UINT8':
      return new Uint8Array(room);
    case 'INT8':
      return new Int8Array(room);
    case 'INT16':
      return new Int16Array(room);
    case 'UINT16':
    case 'FP16':
      return new Uint16Array(room);
    case 'INT32':
      return new Int32Array(room);
    case 'UINT32':
      return new Uint32Array(room);
    case 'INT64':
      return new BigInt64Array(room);
    case 'UINT64':
      return new BigUint64Array(room);
    case 'FP32':
      return new Float32Array(room);
    case 'FP64':
      return new Float64Array(room);
  }
}

/** What sixteen bits of IEEE 754 stand for. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
