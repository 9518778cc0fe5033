import type { TriedModel, TriedTensor } from '../serving/contract';
import type { GoldenInput, GoldenRequest } from './golden-file';

/** Bodies of the Open Inference Protocol, for what is asked of a model beside golden requests. */
export const bodyOf = (inputs: readonly object[]): string => JSON.stringify({ inputs });

const NO_FORM = 'FP16'; // in JSON

/** Row `row` of a request that is made from the inputs alone; null where one has no form in JSON, or nobody knows them. */
export function madeInputs({ inputs, toldBy }: Pick<TriedModel, 'inputs' | 'toldBy'>, row: number): GoldenInput[] | null {
  if (toldBy === 'nobody' || inputs.some(({ datatype }) => datatype === NO_FORM)) return null;
  return inputs.map(({ name, datatype, shape: free }) => {
    const shape = free.map((size) => (typeof size === 'number' ? size : 1));
    const size = shape.reduce((product, each) => product * each, 1);
    return { name, datatype, shape, data: Array.from({ length: size }, (_, at) => madeValue(datatype, row + at)) };
  });
}

function madeValue(datatype: string, number: number): unknown {
  if (datatype === 'BYTES') return String(number % 10);
  if (datatype === 'BOOL') return number % 2 === 0;
  return number % 10;
}

/** Inputs whose first dimension is the number of rows, all by one name: those can be put one below the other. Null: nobody says. */
export function takesRows({ inputs, outputs, toldBy }: Pick<TriedModel, 'inputs' | 'outputs' | 'toldBy'>): boolean | null {
  if (toldBy === 'nobody' || (toldBy === 'signature' && outputs.length === 0)) return null;
  const first = ({ shape }: TriedTensor) => shape[0];
  const named = new Set(inputs.map(first));
  return named.size === 1 && typeof [...named][0] === 'string' && outputs.some((output) => typeof first(output) === 'string');
}

const rowsOf = (inputs: readonly GoldenInput[]): number | null => {
  const rows = new Set(inputs.map(({ shape }) => shape[0]));
  return rows.size === 1 ? ([...rows][0] ?? null) : null;
};

export type Batch = {
  readonly inputs: readonly GoldenInput[];
  readonly parts: readonly { readonly name: string; readonly from: number; readonly rows: number }[];
};
type Single = Pick<GoldenRequest, 'name' | 'inputs'>;

/** Single requests as one; those that do not fit the first are left out. Null where fewer than two fit. */
export function batchOf(singles: readonly Single[]): Batch | null {
  const [first] = singles;
  if (!first) return null;
  const inner = ({ inputs }: Single) => JSON.stringify(inputs.map(({ name, datatype, shape }) => [name, datatype, shape.slice(1)]));
  const parts: { name: string; from: number; rows: number; inputs: readonly GoldenInput[] }[] = [];
  let from = 0;
  for (const single of singles) {
    const rows = rowsOf(single.inputs);
    if (rows === null || inner(single) !== inner(first)) continue;
    parts.push({ name: single.name, from, rows, inputs: single.inputs });
    from += rows;
  }
  if (parts.length < 2) return null;
  const inputs = first.inputs.map(({ name, datatype, shape }, place) => ({
    name,
    datatype,
    shape: [from, ...shape.slice(1)],
    data: parts.flatMap((part) => (part.inputs[place]?.data ?? []).flat(32)),
  }));
  return { inputs, parts };
}

/** Requests that break the schema, each in one way. */
export function brokenBodies(inputs: readonly GoldenInput[]): { readonly name: string; readonly body: string }[] {
  const [first, ...rest] = inputs;
  if (!first) return [];
  return [
    { name: 'no JSON', body: '{"inputs": [' },
    { name: 'no inputs', body: '{}' },
    { name: 'an input missing', body: bodyOf(rest) },
    { name: 'an input of another name', body: bodyOf([{ ...first, name: `${first.name} of nobody` }, ...rest]) },
    { name: 'another type', body: bodyOf([{ ...first, datatype: first.datatype === 'BOOL' ? 'INT64' : 'BOOL' }, ...rest]) },
    { name: 'another shape', body: bodyOf([{ ...first, shape: [...first.shape, 7] }, ...rest]) },
    { name: 'one element too few', body: bodyOf([{ ...first, data: first.data.flat(32).slice(1) }, ...rest]) },
  ];
}
