import type { TensorSpec } from '../protocol/data-types';
import type { ModelSpec } from '../protocol/read-request';

/** A thread that has just begun is slow: its code is not compiled, the model's buffers are not there. So long, or so often, it practises. */
const PRACTICE_MS = 30;
const PRACTICE_RUNS = 100;

/** Zeros, empty texts: one row. Null: a type that has no form in JSON. */
export function practiceBody({ inputs }: ModelSpec): string | null {
  if (inputs.some(({ datatype }) => datatype === 'FP16')) return null;
  const sizes = inputs.map(({ shape }) => shape.map((dimension) => (typeof dimension === 'number' ? dimension : 1)));
  const count = (place: number) => (sizes[place] ?? []).reduce((product, dimension) => product * dimension, 1);
  if (inputs.some((_, place) => !(count(place) > 0 && count(place) <= 1_000_000))) return null;
  return JSON.stringify({
    inputs: inputs.map((spec, place) => ({ ...spec, shape: sizes[place], data: Array.from({ length: count(place) }, () => zero(spec)) })),
  });
}

const zero = ({ datatype }: TensorSpec) => (datatype === 'BYTES' ? '' : datatype === 'BOOL' ? false : 0);

/** Answers made-up requests as real ones will be; a model that cannot is no worse for it. */
export async function warmUp(spec: ModelSpec, answer: (body: string) => Promise<unknown>): Promise<void> {
  const body = practiceBody(spec);
  if (body === null) return;
  const until = performance.now() + PRACTICE_MS;
  for (let run = 0; run < PRACTICE_RUNS && performance.now() < until; run++) await answer(body);
}
