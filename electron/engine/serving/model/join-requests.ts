import { arrayOf, type Data, type NumberArray, type Tensor } from '../protocol/data-types';
import type { InferRequest, ModelSpec } from '../protocol/read-request';
import type { Outputs } from './onnx-model';

/** Whether every input and output has rows, as many as the caller likes. */
export const hasRows = ({ inputs, outputs }: ModelSpec): boolean => [...inputs, ...outputs].every(({ shape }) => typeof shape[0] === 'string');

/** How many rows a request has; null: its inputs have not the same number. */
export function rowsOf({ inputs }: Pick<InferRequest, 'inputs'>): number | null {
  const rows = inputs[0]?.shape[0];
  return rows !== undefined && inputs.every(({ shape }) => shape[0] === rows) ? rows : null;
}

/** Requests of the same kind can be one: the same inputs but for the number of rows, and the same outputs. */
export const kindOf = ({ inputs, outputs }: InferRequest): string =>
  `${inputs.map(({ name, shape }) => `${name}\n${shape.slice(1)}`).join('\n')}\n\n${outputs.map(({ name }) => name).join('\n')}`;

/** One request with the rows of all, in their order. */
export function joined(requests: readonly InferRequest[]): InferRequest {
  const [first] = requests;
  if (!first) throw new Error('nothing to join');
  const inputs = first.inputs.map((input, place): Tensor => {
    const parts = requests.flatMap((request) => request.inputs[place] ?? []);
    const rows = parts.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
    return { ...input, shape: [rows, ...input.shape.slice(1)], data: concat(input.datatype, parts) };
  });
  return { id: null, inputs, outputs: first.outputs };
}

function concat(datatype: Tensor['datatype'], parts: readonly Tensor[]): Data {
  if (datatype === 'BYTES') return parts.flatMap(({ data }) => data as string[]);
  const all = arrayOf(
    datatype,
    parts.reduce((sum, { data }) => sum + data.length, 0),
  );
  let at = 0;
  for (const { data } of parts) {
    all.set(data as never, at);
    at += data.length;
  }
  return all;
}

/** The answers of each, in their order; null: an output has not a row for each row that went in. */
export function splitOf(outputs: Outputs, requests: readonly InferRequest[]): Outputs[] | null {
  const rows = requests.map((request) => rowsOf(request) ?? 0);
  const all = rows.reduce((sum, count) => sum + count, 0);
  if (outputs.some(({ shape }) => shape[0] !== all)) return null;
  let from = 0;
  return requests.map((request, place) => {
    const count = rows[place] ?? 0;
    const own = outputs.map((output, index) => {
      const size = output.data.length / all;
      const data = part(output.data, from * size, (from + count) * size);
      return { ...output, shape: [count, ...output.shape.slice(1)], data, binary: request.outputs[index]?.binary ?? false };
    });
    from += count;
    return own;
  });
}

const part = (data: Data, from: number, to: number): Data => (Array.isArray(data) ? data.slice(from, to) : ((data as NumberArray).subarray(from, to) as Data));
