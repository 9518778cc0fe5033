import { arrayOf, type Data, type Tensor, type TensorSpec } from '../protocol/data-types';
import type { InferRequest, ModelSpec } from '../protocol/read-request';
import { joined, rowsOf, splitOf } from './join-requests';
import type { Outputs } from './onnx-model';

const TRIES = 2;
const ROWS = 3;
const ABSOLUTE = 1e-5;
const RELATIVE = 1e-4;

type Model = { readonly spec: ModelSpec; run(request: InferRequest): Promise<Outputs> };

/**
 * Whether what a row is answered with does not hang on the rows beside it: shapes do not say so (a softmax over the wrong axis has
 * them all). Tried with a few made-up rows, together and each alone. One that fails at what is made up is taken at its shapes' word.
 */
export async function areRowsApart(model: Model): Promise<boolean> {
  for (let seed = 1; seed <= TRIES; seed++) {
    const dice = diceOf(seed);
    const requests = Array.from({ length: ROWS }, () => madeUp(model.spec, dice));
    try {
      const together = splitOf(await model.run(joined(requests)), requests);
      if (!together) return false;
      for (const [place, request] of requests.entries()) {
        if (!areNear(await model.run(request), together[place] ?? [])) return false;
      }
    } catch {
      return requests.every((request) => rowsOf(request) !== null);
    }
  }
  return true;
}

/** The same in every start of it. */
function diceOf(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

const madeUp = ({ inputs, outputs }: ModelSpec, dice: () => number): InferRequest => ({
  id: null,
  inputs: inputs.map((spec) => rowOf(spec, dice)),
  outputs: outputs.map(({ name }) => ({ name, binary: false })),
});

function rowOf({ name, datatype, shape: wanted }: TensorSpec, dice: () => number): Tensor {
  const shape = wanted.map((dimension, place) => (place > 0 && typeof dimension === 'number' ? dimension : 1));
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  return { name, datatype, shape, data: dataOf(datatype, size, dice) };
}

function dataOf(datatype: Tensor['datatype'], size: number, dice: () => number): Data {
  if (datatype === 'BYTES') return Array.from({ length: size }, () => (dice() < 0.5 ? '' : 'a'));
  const data = arrayOf(datatype, size);
  for (let place = 0; place < size; place++) {
    const value = dice() * 2 - 1;
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[place] = value < 0 ? 0n : 1n;
    else if (datatype === 'FP32' || datatype === 'FP64') data[place] = value;
    else if (datatype === 'FP16')
      data[place] = value < 0 ? 0x3800 : 0x3c00; // a half, and one
    else data[place] = value < 0 ? 0 : 1;
  }
  return data;
}

function areNear(one: Outputs, other: Outputs): boolean {
  return one.every((output, index) => {
    const against = other[index];
    if (!against || String(output.shape) !== String(against.shape)) return false;
    return Array.from(output.data as ArrayLike<unknown>).every((value, place) => isNear(value, against.data[place]));
  });
}

function isNear(value: unknown, other: unknown): boolean {
  if (typeof value !== 'number' || typeof other !== 'number') return value === other;
  return Object.is(value, other) || Math.abs(value - other) <= Math.max(ABSOLUTE, RELATIVE * Math.abs(value));
}
