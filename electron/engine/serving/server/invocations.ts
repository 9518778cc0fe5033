// The Open Inference Protocol and what the scoring server of MLflow takes at /invocations: tensors there, `inputs` and `predictions` here.
import type { ModelSignature } from '../../../../shared/models/model';
import { type Data, halfToNumber, type Tensor } from '../protocol/data-types';
import { ProtocolError, quoted } from '../protocol/protocol-error';
import { type Exact, parseExact } from './read-answer';

/**
 * Columns (one value for each row) go by name: as `inputs` where the model has a signature, which makes a table of them, and as a table where it
 * has none. One tensor that has no name of its own in the signature goes alone.
 */
export function writeInvocation(inputs: readonly Tensor[], signature: ModelSignature | null): string {
  const isTable = inputs.every(isColumn);
  const named = signature?.inputs ?? [];
  const [first] = inputs;
  if (first && inputs.length === 1 && (named.length === 1 ? named[0]?.name === null : named.length === 0 && !isTable))
    return `{"inputs":${nested(first, first.shape)}}`;
  if (isTable && named.length === 0) return tableOf(inputs);
  const columns = inputs.map((input) => `${JSON.stringify(input.name)}:${isColumn(input) ? `[${elements(input).join(',')}]` : nested(input, input.shape)}`);
  return `{"inputs":{${columns.join(',')}}}`;
}

/** `[rows]` and `[rows, 1]` are one value for each row. */
const isColumn = ({ shape }: Tensor): boolean => shape.length === 1 || (shape.length === 2 && shape[1] === 1);

function tableOf(inputs: readonly Tensor[]): string {
  const columns = inputs.map(elements);
  const rows = columns[0]?.length ?? 0;
  const uneven = inputs.find((_, place) => columns[place]?.length !== rows);
  if (uneven) throw new ProtocolError(400, `Input ${quoted(uneven.name)} has not as many rows as the others.`);
  const data = Array.from({ length: rows }, (_, row) => `[${columns.map((column) => column[row]).join(',')}]`);
  return `{"dataframe_split":{"columns":${JSON.stringify(inputs.map(({ name }) => name))},"data":[${data.join(',')}]}}`;
}

function nested(tensor: Tensor, shape: readonly number[]): string {
  const all = elements(tensor);
  let parts = all;
  for (const size of shape.slice(1).toReversed()) {
    const next: string[] = [];
    for (let at = 0; at < parts.length; at += size) next.push(`[${parts.slice(at, at + size).join(',')}]`);
    parts = next;
  }
  return shape.length === 0 ? (all[0] ?? 'null') : `[${parts.join(',')}]`;
}

/** As Python reads them: integers stay integers with every digit, floats stay floats, and NaN is one. */
function elements({ datatype, data }: Tensor): string[] {
  if (Array.isArray(data)) return data.map((text) => JSON.stringify(text));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Array.from(data, String);
  if (datatype === 'BOOL') return Array.from(data, (flag) => (flag ? 'true' : 'false'));
  if (datatype === 'FP16') return Array.from(data, (bits) => floatText(halfToNumber(bits)));
  return Array.from(data, datatype === 'FP32' || datatype === 'FP64' ? floatText : String);
}

function floatText(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : String(value);
}

const DEFAULT_OUTPUT = 'predictions';
const garbage = (why: string) => new ProtocolError(502, `The server of the model answered what cannot be read: ${why}.`);

/** `predictions` as tensors: a list is one; records, and lists by name, are one for each name. @throws ProtocolError 502 */
export function readPredictions(text: string, signature: ModelSignature | null): Tensor[] {
  const answer = parseExact(text);
  const predictions = answer instanceof Map ? answer.get('predictions') : answer;
  if (predictions === undefined) throw garbage('it has no predictions');
  if (predictions instanceof Map) return [...predictions].map(([name, value]) => tensorOf(name, value));
  const [first] = Array.isArray(predictions) ? (predictions as readonly Exact[]) : [];
  if (first instanceof Map) return [...first.keys()].map((name) => tensorOf(name, columnOf(name, predictions as readonly Exact[])));
  return [tensorOf((signature?.outputs.length === 1 ? signature.outputs[0]?.name : null) ?? DEFAULT_OUTPUT, predictions)];
}

const columnOf = (name: string, records: readonly Exact[]): Exact[] =>
  records.map((record) => {
    const value = record instanceof Map ? record.get(name) : undefined;
    if (value === undefined) throw garbage(`not every record has ${quoted(name)}`);
    return value;
  });

function tensorOf(name: string, value: Exact): Tensor {
  const shape: number[] = [];
  for (let part: Exact | undefined = value; Array.isArray(part); part = (part as readonly Exact[])[0]) shape.push(part.length);
  const flat: Exact[] = [];
  const walk = (part: Exact, level: number): void => {
    if (level === shape.length) {
      if (Array.isArray(part) || part instanceof Map) throw garbage(`${quoted(name)} is no tensor`);
      flat.push(part);
      return;
    }
    if (!Array.isArray(part) || part.length !== shape[level]) throw garbage(`${quoted(name)} is no tensor`);
    for (const inner of part as readonly Exact[]) walk(inner, level + 1);
  };
  walk(value, 0);
  return { name, shape: shape.length === 0 ? [1] : shape, ...typed(name, flat) };
}

const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64_MAX = 2n ** 64n - 1n;

function typed(name: string, flat: readonly Exact[]): { readonly datatype: Tensor['datatype']; readonly data: Data } {
  if (flat.length > 0 && flat.every((one) => typeof one === 'bigint')) {
    const integers = flat as readonly bigint[];
    if (integers.every((one) => one >= INT64[0] && one <= INT64[1])) return { datatype: 'INT64', data: BigInt64Array.from(integers) };
    if (integers.every((one) => one >= 0n && one <= UINT64_MAX)) return { datatype: 'UINT64', data: BigUint64Array.from(integers) };
    throw garbage(`an integer of ${quoted(name)} is too long`);
  }
  if (flat.length > 0 && flat.every((one) => typeof one === 'boolean')) return { datatype: 'BOOL', data: Uint8Array.from(flat as readonly boolean[], Number) };
  if (flat.length > 0 && flat.every((one) => typeof one === 'string')) return { datatype: 'BYTES', data: flat as string[] };
  const numbers = flat.map((one) => (one === null ? Number.NaN : typeof one === 'number' || typeof one === 'bigint' ? Number(one) : undefined));
  if (numbers.some((one) => one === undefined)) throw garbage(`the elements of ${quoted(name)} are of several kinds`);
  return { datatype: 'FP64', data: Float64Array.from(numbers as number[]) };
}
