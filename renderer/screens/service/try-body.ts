import type { ModelSignature } from '../../../shared/models/model';
import { type TensorType, tensorTypeOf } from '../../../shared/models/tensor-type';

/** One field of the form, with what may be typed there. */
export type TryField = {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  /** How many values are typed, between commas. */
  readonly count: number;
};
/** FP16 has no form in JSON. */
type Datatype = Exclude<TensorType, 'FP16'>;

/** Bytes that are no text are not typed. */
const NOT_TYPED = new Set(['binary', 'bytes']);
/** More values than anybody types. */
const COUNT_MAX = 64;

/** The fields of a signature, for one row; null where it is not known, or takes what no form can hold. */
export function tryFields(signature: ModelSignature | null): readonly TryField[] | null {
  if (!signature || signature.inputs.length === 0) return null;
  const fields = signature.inputs.map(({ name, type, shape }): TryField | null => {
    const datatype = NOT_TYPED.has(type) ? null : tensorTypeOf(type);
    const sizes = (shape ?? [1, 1]).map((size) => (size < 0 ? 1 : size));
    const count = sizes.reduce((product, size) => product * size, 1);
    return name === null || !datatype || datatype === 'FP16' || count < 1 || count > COUNT_MAX ? null : { name, datatype, shape: sizes, count };
  });
  return fields.every((field) => field !== null) ? fields : null;
}

/** What a field begins with: something that the model takes. */
export const firstValue = ({ datatype, count }: TryField): string =>
  Array.from({ length: count }, () => (datatype === 'BYTES' ? '' : datatype === 'BOOL' ? 'false' : '0')).join(', ');

/** The values that were typed; null where one is not of the type, or there are more or fewer. */
export function valuesOf({ datatype, count }: TryField, typed: string): readonly (string | number | boolean)[] | null {
  const parts = count === 1 ? [typed.trim()] : typed.split(',').map((part) => part.trim());
  if (parts.length !== count) return null;
  const values = parts.map((part) => valueOf(datatype, part));
  return values.every((value) => value !== null) ? values : null;
}

function valueOf(datatype: Datatype, part: string): string | number | boolean | null {
  if (datatype === 'BYTES') return part;
  if (datatype === 'BOOL') return part === 'true' ? true : part === 'false' ? false : null;
  const value = part === '' ? Number.NaN : Number(part);
  if (!Number.isFinite(value)) return null;
  if (datatype === 'FP32' || datatype === 'FP64') return value;
  return Number.isSafeInteger(value) && (value >= 0 || !datatype.startsWith('U')) ? value : null;
}

/** The body that is sent; null where a field holds what cannot be. */
export function tryBody(fields: readonly TryField[], typed: Readonly<Record<string, string>>): string | null {
  const inputs = fields.map((field) => {
    const data = valuesOf(field, typed[field.name] ?? firstValue(field));
    return data && { name: field.name, shape: field.shape, datatype: field.datatype, data };
  });
  if (inputs.includes(null)) return null;
  return `{\n  "inputs": [\n${inputs.map((input) => `    ${JSON.stringify(input)}`).join(',\n')}\n  ]\n}`;
}

export type Output = { readonly name: string; readonly text: string };

/** Outputs of an answer by name; null where it has none, as an error. */
export const outputsOf = (body: string): readonly Output[] | null => tensorsOf(body, 'outputs');

/** A body in few words: its tensors by name; as it is where it has none, or was cut. */
export const shortBody = (body: string, part: 'inputs' | 'outputs'): string =>
  tensorsOf(body, part)
    ?.map(({ name, text }) => `${name} ${text}`)
    .join(' · ') ?? body;

function tensorsOf(body: string, part: 'inputs' | 'outputs'): readonly Output[] | null {
  try {
    const tensors = (JSON.parse(body) as Readonly<Record<string, unknown>> | null)?.[part];
    if (!Array.isArray(tensors)) return null;
    return (tensors as readonly { readonly name?: unknown; readonly data?: unknown }[]).map(({ name, data }) => ({
      name: String(name),
      text: Array.isArray(data) ? data.flat(Number.POSITIVE_INFINITY).map(String).join(', ') : JSON.stringify(data),
    }));
  } catch {
    return null;
  }
}

/** Why it was refused, in the protocol's own shape; null where that is not told. */
export function errorOf(body: string): string | null {
  try {
    const told = JSON.parse(body) as { readonly error?: unknown } | null;
    return typeof told?.error === 'string' ? told.error : null;
  } catch {
    return null;
  }
}
