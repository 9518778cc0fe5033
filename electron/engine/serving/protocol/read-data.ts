import type { TensorType } from '../../../../shared/models/tensor-type';
import { arrayOf, type Data } from './data-types';
import { invalid, quoted } from './protocol-error';

const RANGES = {
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-2_147_483_648, 2_147_483_647],
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 4_294_967_295],
  // JSON numbers are read as doubles: beyond 2^53 one could not tell which integer was meant.
  INT64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UINT64: [0, Number.MAX_SAFE_INTEGER],
} as const;

/** Elements of a tensor as they stand in JSON: flat, or nested as its shape says. @throws ProtocolError where one is not of the type, or there are more or fewer */
export function readData(name: string, datatype: TensorType, shape: readonly number[], size: number, raw: unknown): Data {
  if (!Array.isArray(raw)) throw invalid(`Input ${quoted(name)} has no data: an array is expected.`);
  const flat: readonly unknown[] = shape.length > 1 && Array.isArray(raw[0]) ? flatten(name, shape, raw) : raw;
  if (flat.length !== size) throw invalid(`Input ${quoted(name)} has ${flat.length} elements; its shape [${shape.join(', ')}] holds ${size}.`);
  switch (datatype) {
    case 'BYTES':
      return readTexts(name, flat);
    case 'BOOL':
      return readFlags(name, flat);
    case 'FP16':
      throw invalid(`Input ${quoted(name)}: FP16 has no form in JSON. Send it as binary data.`);
    case 'FP32':
    case 'FP64':
      return readFloats(name, datatype, flat);
    case 'INT64':
    case 'UINT64':
      return readBigIntegers(name, datatype, flat);
    default:
      return readIntegers(name, datatype, flat);
  }
}

function flatten(name: string, shape: readonly number[], raw: readonly unknown[]): unknown[] {
  const flat: unknown[] = [];
  const walk = (level: number, part: unknown): void => {
    if (!Array.isArray(part) || part.length !== shape[level]) throw invalid(`Input ${quoted(name)} is not nested as its shape [${shape.join(', ')}] says.`);
    if (level < shape.length - 1) for (const inner of part) walk(level + 1, inner);
    else for (const element of part) flat.push(element);
  };
  walk(0, raw);
  return flat;
}

function wrong(name: string, datatype: TensorType, place: number, value: unknown): Error {
  const missing = value === null && (datatype === 'FP32' || datatype === 'FP64') ? ' NaN can be sent as binary data.' : '';
  return invalid(`Input ${quoted(name)}: element ${place} is ${quoted(value)}, which is no ${datatype}.${missing}`);
}

function readTexts(name: string, flat: readonly unknown[]): string[] {
  const texts: string[] = [];
  for (let place = 0; place < flat.length; place++) {
    const value = flat[place];
    if (typeof value !== 'string') throw wrong(name, 'BYTES', place, value);
    texts.push(value);
  }
  return texts;
}

function readFlags(name: string, flat: readonly unknown[]): Uint8Array {
  const flags = new Uint8Array(flat.length);
  for (let place = 0; place < flat.length; place++) {
    const value = flat[place];
    if (typeof value !== 'boolean') throw wrong(name, 'BOOL', place, value);
    flags[place] = value ? 1 : 0;
  }
  return flags;
}

function readFloats(name: string, datatype: 'FP32' | 'FP64', flat: readonly unknown[]): Float32Array | Float64Array {
  const numbers = datatype === 'FP32' ? new Float32Array(flat.length) : new Float64Array(flat.length);
  for (let place = 0; place < flat.length; place++) {
    const value = flat[place];
    if (typeof value !== 'number') throw wrong(name, datatype, place, value);
    numbers[place] = value;
    // `1e999` is a number in JSON, and 1e39 is none in single precision.
    if (!Number.isFinite(numbers[place])) throw wrong(name, datatype, place, value);
  }
  return numbers;
}

type Integers = 'INT8' | 'INT16' | 'INT32' | 'UINT8' | 'UINT16' | 'UINT32';
function readIntegers(name: string, datatype: Integers, flat: readonly unknown[]): Data {
  const [least, most] = RANGES[datatype];
  const numbers = arrayOf(datatype, flat.length);
  for (let place = 0; place < flat.length; place++) {
    const value = flat[place];
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) throw wrong(name, datatype, place, value);
    numbers[place] = value;
  }
  return numbers;
}

function readBigIntegers(name: string, datatype: 'INT64' | 'UINT64', flat: readonly unknown[]): Data {
  const [least] = RANGES[datatype];
  const numbers = datatype === 'INT64' ? new BigInt64Array(flat.length) : new BigUint64Array(flat.length);
  for (let place = 0; place < flat.length; place++) {
    const value = flat[place];
    if (typeof value !== 'number' || !Number.isInteger(value)) throw wrong(name, datatype, place, value);
    if (!Number.isSafeInteger(value))
      throw invalid(`Input ${quoted(name)}: element ${place} is beyond 2^53, where JSON would round it. Send it as binary data.`);
    if (value < least) throw wrong(name, datatype, place, value);
    numbers[place] = BigInt(value);
  }
  return numbers;
}
