import { readPart, type Tensor } from '../payload/kept-body';
import type { Body } from '../protocol/read-request';

export type OutputDifference = {
  readonly name: string;
  readonly equal: boolean;
  /** Between two numbers in the same place; null: there are no two. */
  readonly largest: number | null;
};
export type Difference = { readonly equal: boolean; readonly outputs: readonly OutputDifference[] };

/** A number is the same where it is as near as one of these, as in golden requests: another version of a library rounds otherwise. */
const ABSOLUTE = 1e-5;
const RELATIVE = 1e-4;
/** Where the answers begin that are the model's own, in bodies that are written here; in a text the mark would have backslashes. */
const OUTPUTS = ',"outputs":[';

/** How two answers to the same request differ; null where one of them cannot be read. */
export function compareAnswers(one: Body, other: Body): Difference | null {
  try {
    const tensors = readPart(one, 'outputs').tensors;
    if (areSameText(one, other))
      return { equal: true, outputs: tensors.map(({ name, values }) => ({ name, equal: true, largest: hasNumbers(values) ? 0 : null })) };
    const others = new Map(readPart(other, 'outputs').tensors.map((tensor) => [tensor.name, tensor]));
    const outputs = tensors.map((tensor) => differenceOf(tensor, others.get(tensor.name)));
    return { equal: others.size === tensors.length && outputs.every(({ equal }) => equal), outputs };
  } catch {
    return null;
  }
}

function areSameText({ content }: Body, { content: other }: Body): boolean {
  if (typeof content !== 'string' || typeof other !== 'string') return false;
  const at = content.indexOf(OUTPUTS);
  return at >= 0 && content.slice(at) === other.slice(Math.max(0, other.indexOf(OUTPUTS)));
}

function differenceOf(tensor: Tensor, other: Tensor | undefined): OutputDifference {
  const { name } = tensor;
  if (!other) return { name, equal: false, largest: null };
  const [values, others] = [flat(tensor.values), flat(other.values)];
  const isSameForm = tensor.datatype === other.datatype && values.length === others.length && String(tensor.shape) === String(other.shape);
  if (values.length !== others.length) return { name, equal: false, largest: null };
  let equal = isSameForm;
  let largest: number | null = null;
  const isFloat = tensor.datatype.startsWith('FP');
  for (const [place, value] of values.entries()) {
    const against = others[place];
    const [a, b] = [numberOf(value, tensor), numberOf(against, other)];
    if (a === null || b === null) {
      equal &&= Object.is(value, against) || ((value === null || against === null) && isNothing(value) && isNothing(against));
      continue;
    }
    const difference = Math.abs(a - b);
    largest = Math.max(largest ?? 0, difference);
    equal &&= isFloat ? difference <= Math.max(ABSOLUTE, RELATIVE * Math.abs(a)) : value === against;
  }
  return { name, equal, largest };
}

const flat = (values: unknown): readonly unknown[] => (Array.isArray(values) ? (values.flat(Number.POSITIVE_INFINITY) as unknown[]) : []);
const hasNumbers = (values: unknown): boolean => flat(values).some((value) => typeof value === 'number');
/** `null` in JSON is NaN or an infinity in binary data. */
const isNothing = (value: unknown): boolean => value === null || (typeof value === 'number' && !Number.isFinite(value));

/** Null: no finite number. Integers of 64 bits may come as marked texts. */
function numberOf(value: unknown, { datatype }: Tensor): number | null {
  const number = typeof value === 'string' && datatype.endsWith('INT64') ? Number(value.slice(value.lastIndexOf(':') + 1)) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}
