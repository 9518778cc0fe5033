import { isUtf8 } from 'node:buffer';
import type { TensorType } from '../../../../shared/models/tensor-type';
import { readBinary } from './binary-data';
import { type Tensor, type TensorSpec, TYPES } from './data-types';
import { invalid, quoted } from './protocol-error';
import { readData } from './read-data';

/** A body as it came; `head` is how much of it is JSON, where binary data follows. */
export type Body = { readonly content: string | Uint8Array; readonly head: number | null };

export type InferRequest = {
  /** The caller's own. */
  readonly id: string | null;
  readonly inputs: readonly Tensor[];
  /** In the order that was asked for. */
  readonly outputs: readonly { readonly name: string; readonly binary: boolean }[];
};

export type ModelSpec = { readonly inputs: readonly TensorSpec[]; readonly outputs: readonly TensorSpec[] };

const ID_MAX = 200;

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Checks all of a body against what the model takes. By hand, as this is done for every request. @throws ProtocolError */
export function readRequest(body: Body, model: ModelSpec): InferRequest {
  const { json, rest } = parse(body);
  if (!isObject(json)) throw invalid('The body is not an object.');
  return { id: idOf(json), inputs: readInputs(json['inputs'], rest, model.inputs), outputs: readOutputs(json, model.outputs) };
}

/** One for a model that does not say what it takes: any tensors, and all outputs unless some are named. @throws ProtocolError */
export function readOpenRequest(body: Body): InferRequest & { readonly allBinary: boolean } {
  const { json, rest } = parse(body);
  if (!isObject(json)) throw invalid('The body is not an object.');
  const id = idOf(json);
  const inputs = readInputs(json['inputs'], rest, specsOf(json['inputs']));
  const parameters = json['parameters'];
  const asked = Array.isArray(json['outputs']) ? (json['outputs'] as readonly unknown[]) : [];
  const specs = asked.flatMap((output): TensorSpec[] => {
    const name = isObject(output) ? output['name'] : undefined;
    return typeof name === 'string' ? [{ name, datatype: 'FP64', shape: [] }] : [];
  });
  return { id, inputs, outputs: readOutputs(json, specs), allBinary: isObject(parameters) && parameters['binary_data_output'] === true };
}

/** What the inputs say of themselves. */
function specsOf(raw: unknown): TensorSpec[] {
  if (!Array.isArray(raw)) return [];
  return (raw as readonly unknown[]).flatMap((input) => {
    const [name, datatype, shape] = isObject(input) ? [input['name'], input['datatype'], input['shape']] : [];
    if (typeof name !== 'string') return [];
    if (typeof datatype !== 'string' || !Object.hasOwn(TYPES, datatype))
      throw invalid(`Input ${quoted(name)} is ${quoted(datatype)}, which is no type that is spoken here.`);
    const free = Array.isArray(shape) ? shape.map((_, place) => `${name} ${place}`) : [];
    return [{ name, datatype: datatype as TensorType, shape: free }];
  });
}

function idOf(json: Json): string | null {
  const id = json['id'] ?? null;
  if (id !== null && (typeof id !== 'string' || id.length > ID_MAX)) throw invalid(`The id is not a text of at most ${ID_MAX} characters.`);
  return id;
}

function parse({ content, head }: Body): { json: unknown; rest: Uint8Array | null } {
  if (typeof content === 'string') return { json: parseJson(content), rest: null };
  const length = head ?? content.byteLength;
  if (length > content.byteLength) throw invalid(`Inference-Header-Content-Length is ${length}; the body has ${content.byteLength} bytes.`);
  const text = content.subarray(0, length);
  if (!isUtf8(text)) throw invalid('The body is not UTF-8.');
  return { json: parseJson(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString()), rest: head === null ? null : content.subarray(length) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalid(`The body is not JSON (NaN and Infinity are not; they can be sent as binary data): ${why.slice(0, 200)}`);
  }
}

function readInputs(raw: unknown, rest: Uint8Array | null, specs: readonly TensorSpec[]): Tensor[] {
  if (!Array.isArray(raw)) throw invalid('The body has no "inputs".');
  const tensors: Tensor[] = [];
  const free = new Map<string, number>();
  let at = 0;
  for (const input of raw as readonly unknown[]) {
    if (!isObject(input)) throw invalid('An input is not an object.');
    const spec = specs.find(({ name }) => name === input['name']);
    if (!spec) throw invalid(`The model has no input ${quoted(input['name'])}; it has ${specs.map(({ name }) => name).join(', ')}.`);
    const { name, datatype } = spec;
    if (tensors.some((other) => other.name === name)) throw invalid(`Input ${quoted(name)} is there twice.`);
    if (input['datatype'] !== datatype) throw invalid(`Input ${quoted(name)} is ${quoted(input['datatype'])}; the model takes ${datatype}.`);
    const shape = readShape(spec, input['shape'], free);
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const bytes = binarySize(name, input);
    if (bytes === null) tensors.push({ name, datatype, shape, data: readData(name, datatype, shape, size, input['data']) });
    else {
      if (rest === null) throw invalid(`Input ${quoted(name)} has binary data, but the header Inference-Header-Content-Length is missing.`);
      if (at + bytes > rest.byteLength) throw invalid(`The body ends within the binary data of input ${quoted(name)}.`);
      tensors.push({ name, datatype, shape, data: readBinary(name, datatype, size, rest.subarray(at, at + bytes)) });
      at += bytes;
    }
  }
  const missing = specs.find(({ name }) => !tensors.some((tensor) => tensor.name === name));
  if (missing) throw invalid(`Input ${quoted(missing.name)} is missing.`);
  if (rest !== null && at < rest.byteLength) throw invalid(`The body has ${rest.byteLength - at} bytes of binary data that belong to no input.`);
  return tensors;
}

/** Sizes that are the caller's choice are the same wherever the model names them alike. */
function readShape({ name, shape: wanted }: TensorSpec, raw: unknown, free: Map<string, number>): number[] {
  const says = () => `[${wanted.map((dimension) => (typeof dimension === 'number' ? dimension : -1)).join(', ')}]`;
  if (!Array.isArray(raw)) throw invalid(`Input ${quoted(name)} has no shape.`);
  if (raw.length !== wanted.length) throw invalid(`Input ${quoted(name)} has ${raw.length} dimensions; the model takes ${says()}.`);
  const shape: number[] = [];
  for (let place = 0; place < wanted.length; place++) {
    const dimension: unknown = raw[place];
    const expected = wanted[place];
    if (typeof dimension !== 'number' || !Number.isSafeInteger(dimension) || dimension < 1)
      throw invalid(`Input ${quoted(name)}: a dimension is ${quoted(dimension)}; it must be 1 or more.`);
    if (typeof expected === 'number') {
      if (dimension !== expected) throw invalid(`Input ${quoted(name)} has the shape [${raw.join(', ')}]; the model takes ${says()}.`);
    } else if (expected) {
      const before = free.get(expected);
      if (before !== undefined && before !== dimension) throw invalid(`Input ${quoted(name)} has ${dimension} ${expected}; another input has ${before}.`);
      free.set(expected, dimension);
    }
    shape.push(dimension);
  }
  return shape;
}

/** Null: its data is in the JSON. */
function binarySize(name: string, input: Json): number | null {
  const parameters = input['parameters'];
  const bytes = isObject(parameters) ? parameters['binary_data_size'] : undefined;
  if (bytes === undefined) return null;
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes < 0) throw invalid(`Input ${quoted(name)}: binary_data_size is no size.`);
  if (input['data'] !== undefined) throw invalid(`Input ${quoted(name)} has data and binary data.`);
  return bytes;
}

function readOutputs(json: Json, specs: readonly TensorSpec[]): { name: string; binary: boolean }[] {
  const parameters = json['parameters'];
  const allBinary = isObject(parameters) && parameters['binary_data_output'] === true;
  const raw = json['outputs'];
  if (raw === undefined || raw === null || (Array.isArray(raw) && raw.length === 0)) return specs.map(({ name }) => ({ name, binary: allBinary }));
  if (!Array.isArray(raw)) throw invalid('"outputs" is not an array.');
  const asked: { name: string; binary: boolean }[] = [];
  for (const output of raw as readonly unknown[]) {
    const name = isObject(output) ? output['name'] : undefined;
    const spec = specs.find((one) => one.name === name);
    if (!isObject(output) || !spec) throw invalid(`The model has no output ${quoted(name)}; it has ${specs.map((one) => one.name).join(', ')}.`);
    if (asked.some((other) => other.name === name)) throw invalid(`Output ${quoted(name)} is asked for twice.`);
    const own = isObject(output['parameters']) ? output['parameters']['binary_data'] : undefined;
    asked.push({ name: spec.name, binary: typeof own === 'boolean' ? own : allBinary });
  }
  return asked;
}
