import { open, type FileHandle } from 'node:fs/promises';
import type { ModelSignature } from '../../../shared/models/model';

// Reads names, types and shapes of an ONNX file without its weights, which may be gigabytes: what is not needed is skipped over in the file.
// Field numbers: onnx/onnx.proto (ModelProto.graph 7, GraphProto.initializer 5, input 11, output 12, ValueInfoProto.name 1, type 2,
// TypeProto.tensor_type 1 {elem_type 1, shape 2 {dim 1 {dim_value 1, dim_param 2}}}).

const ELEMENT = [
  'undefined',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
];
const VARINT_MAX = 10;
/** One input with its type is some hundred bytes; more is no such thing. */
const MESSAGE_MAX = 1_000_000;
const FIELDS_MAX = 2_000_000;

type Field = { readonly number: number; readonly wire: number; readonly at: number; readonly length: number; readonly value: number };
type Bytes = { read(at: number, length: number): Promise<Buffer> };

const LENGTHS: Readonly<Record<number, number>> = { 1: 8, 5: 4 };
class NotOnnx extends Error {}

function varint(buffer: Buffer, from: number): { value: number; next: number } {
  let value = 0;
  for (let index = 0; index < VARINT_MAX; index += 1) {
    const byte = buffer[from + index];
    if (byte === undefined) throw new NotOnnx();
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: from + index + 1 };
  }
  throw new NotOnnx();
}

async function* fields(bytes: Bytes, from: number, to: number): AsyncGenerator<Field> {
  let at = from;
  for (let count = 0; at < to; count += 1) {
    if (count > FIELDS_MAX) throw new NotOnnx();
    const head = await bytes.read(at, Math.min(2 * VARINT_MAX, to - at));
    const tag = varint(head, 0);
    const wire = tag.value % 8;
    const number = Math.floor(tag.value / 8);
    if (wire === 0) {
      const { value, next } = varint(head, tag.next);
      yield { number, wire, at: at + tag.next, length: next - tag.next, value };
      at += next;
    } else {
      const sized = wire === 2 ? varint(head, tag.next) : { value: LENGTHS[wire], next: tag.next };
      if (sized.value === undefined || at + sized.next + sized.value > to) throw new NotOnnx();
      yield { number, wire, at: at + sized.next, length: sized.value, value: 0 };
      at += sized.next + sized.value;
    }
  }
}

async function parts(bytes: Bytes, from: number, length: number): Promise<Field[]> {
  if (length > MESSAGE_MAX) throw new NotOnnx();
  const found: Field[] = [];
  for await (const field of fields(bytes, from, from + length)) found.push(field);
  return found;
}

async function valueInfo(bytes: Bytes, { at, length }: Field): Promise<ModelSignature['inputs'][number]> {
  let name: string | null = null;
  let type = 'unknown';
  let shape: number[] | null = null;
  for (const part of await parts(bytes, at, length)) {
    if (part.number === 1) name = (await bytes.read(part.at, part.length)).toString('utf8');
    if (part.number !== 2) continue;
    for (const tensor of (await parts(bytes, part.at, part.length)).filter(({ number }) => number === 1)) {
      for (const inner of await parts(bytes, tensor.at, tensor.length)) {
        if (inner.number === 1) type = ELEMENT[inner.value] ?? 'unknown';
        if (inner.number === 2) shape = await dimensions(bytes, inner);
      }
    }
  }
  return { name, type, shape };
}

/** -1 stands for a dimension that the caller chooses. */
async function dimensions(bytes: Bytes, { at, length }: Field): Promise<number[]> {
  const shape: number[] = [];
  for (const dimension of (await parts(bytes, at, length)).filter(({ number }) => number === 1)) {
    const [first] = await parts(bytes, dimension.at, dimension.length);
    shape.push(first?.number === 1 ? first.value : -1);
  }
  return shape;
}

async function nameOf(bytes: Bytes, { at, length }: Field): Promise<string | null> {
  for await (const part of fields(bytes, at, at + length)) if (part.number === 8) return (await bytes.read(part.at, part.length)).toString('utf8');
  return null;
}

async function signatureOf(file: FileHandle): Promise<ModelSignature> {
  const { size } = await file.stat();
  const bytes: Bytes = {
    async read(at, length) {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
  };
  const inputs: ModelSignature['inputs'] = [];
  const outputs: ModelSignature['outputs'] = [];
  const weights = new Set<string | null>();
  let found = false;
  for await (const graph of fields(bytes, 0, size)) {
    if (graph.number !== 7 || graph.wire !== 2) continue;
    found = true;
    for await (const part of fields(bytes, graph.at, graph.at + graph.length)) {
      if (part.number === 11) inputs.push(await valueInfo(bytes, part));
      if (part.number === 12) outputs.push(await valueInfo(bytes, part));
      if (part.number === 5) weights.add(await nameOf(bytes, part));
    }
  }
  if (!found) throw new NotOnnx();
  // Older files name their weights among the inputs too.
  return { inputs: inputs.filter(({ name }) => !weights.has(name)), outputs };
}

/** What an ONNX file takes and gives; null where it is none that can be read. Cost: the number of its fields, not its size. */
export async function readOnnxSignature(path: string): Promise<ModelSignature | null> {
  const file = await open(path, 'r');
  try {
    return await signatureOf(file);
  } catch (error) {
    if (error instanceof NotOnnx) return null;
    throw error;
  } finally {
    await file.close();
  }
}
