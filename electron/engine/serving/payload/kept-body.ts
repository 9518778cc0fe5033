import type { TensorType } from '../../../../shared/models/tensor-type';
import type { PayloadFeature } from '../../../../shared/models/payload';
import type { SeenRequest } from '../../../../shared/models/service';
import { shown } from '../meters/seen-requests';
import { readBinary } from '../protocol/binary-data';
import { type Data, halfToNumber, TYPES } from '../protocol/data-types';
import type { Body } from '../protocol/read-request';
import type { PayloadRow } from '../thread-messages';
import { readWide, wide, writeWide } from '../../../backend/lib/wide-json';

/** Why a body is not there. */
export type LeftOut = 'too-long' | 'masked';
export type KeptBody = { readonly content: string | Uint8Array; readonly head: number | null } | { readonly leftOut: LeftOut };
/** An input or output, to be a column. */
export type Column = { readonly name: string; readonly datatype: TensorType };
export type Kept = {
  readonly request: KeptBody;
  readonly response: KeptBody;
  readonly columns: readonly Column[];
  /** JSON of an object: lists by the place of their column. */
  readonly values: string | null;
};

type Json = Readonly<Record<string, unknown>>;
export type Tensor = { readonly name: string; readonly datatype: TensorType; readonly shape: unknown; readonly values: unknown };
type Part = { readonly json: Json; readonly tensors: readonly Tensor[] };
export type Treatments = ReadonlyMap<string, PayloadFeature['treatment']>;

/** Of one input or output; a picture is kept in its body alone. */
export const ELEMENTS_MAX = 10_000;
const MASKED: KeptBody = { leftOut: 'masked' };

export const treatmentsOf = (features: readonly PayloadFeature[]): Treatments => new Map(features.map(({ name, treatment }) => [name, treatment]));

/** What is written of a request: everything that is dropped or masked is gone from it. */
export function keptOf({ id, status, request, response }: PayloadRow, treatments: Treatments): Kept {
  const asCame = (body: Body | null): KeptBody => body ?? { leftOut: 'too-long' };
  // Of one that was not answered nobody can say where the features are: they may stand under a name that is mistyped, or in the words of an error.
  const whole: Kept = { request: asCame(request), response: asCame(response), columns: [], values: null };
  const bare: Kept = treatments.size === 0 ? whole : { ...whole, request: MASKED, response: MASKED };
  if (status !== 200) return bare;
  try {
    const asked = request && readPart(request, 'inputs');
    const answered = response && readPart(response, 'outputs');
    const tensors = [...columnsOf('in', asked, treatments), ...columnsOf('out', answered, treatments)];
    const values = tensors.length === 0 ? null : writeWide(Object.fromEntries(tensors.map(({ values: list }, place) => [place, list])));
    const columns = tensors.map(({ name, datatype }) => ({ name, datatype }));
    if (treatments.size === 0) return { ...whole, columns, values };
    return {
      request: asked ? { content: rewritten(asked, id, 'inputs', treatments), head: null } : whole.request,
      response: answered ? { content: rewritten(answered, id, 'outputs', treatments), head: null } : whole.response,
      columns,
      values,
    };
  } catch {
    return bare; // not as the protocol has it
  }
}

function columnsOf(side: 'in' | 'out', part: Part | null, treatments: Treatments): { name: string; datatype: TensorType; values: unknown[] }[] {
  const columns = (part?.tensors ?? []).flatMap(({ name, datatype, values }) => {
    const treatment = treatments.get(name);
    if (treatment === 'drop') return [];
    const list = listOf(values);
    if (list.length > ELEMENTS_MAX) return [];
    return [{ name: `${side}.${name}`, datatype, values: treatment === 'mask' ? list.map(() => null) : list.map(wellFormed) }];
  });
  return columns.length < 2 ? columns : columns.toSorted((a, b) => (a.name < b.name ? -1 : 1)); // a caller may name them in any order
}

/** Half a character can stand in JSON, and not in a column. */
const wellFormed = (value: unknown): unknown => (typeof value === 'string' ? value.toWellFormed() : value);

/** Data may be flat or nested. */
export const listOf = (values: unknown): unknown[] =>
  Array.isArray(values) ? (values.some((value) => Array.isArray(value)) ? (values.flat(Number.POSITIVE_INFINITY) as unknown[]) : values) : [];

/** Only what is known to be harmless is written again: anything else may hold what shall not be seen. */
function rewritten({ json, tensors }: Part, id: string, list: 'inputs' | 'outputs', treatments: Treatments): string {
  const kept = tensors.flatMap(({ name, datatype, shape, values }) => {
    const treatment = treatments.get(name);
    if (treatment === 'drop') return [];
    return [{ name, datatype, shape, data: treatment === 'mask' ? listOf(values).map(() => null) : values }];
  });
  const { model_name, model_version } = json;
  return writeWide({ ...(list === 'outputs' && { model_name, model_version }), id, [list]: kept });
}

export function readPart({ content, head }: Body, list: 'inputs' | 'outputs'): Part {
  const bytes = typeof content === 'string' ? null : content;
  const json = readWide(typeof content === 'string' ? content : new TextDecoder().decode(content.subarray(0, head ?? undefined)));
  if (!isObject(json)) throw new TypeError('no object');
  const given = json[list];
  if (!Array.isArray(given)) throw new TypeError(`no ${list}`);
  let at = head ?? 0;
  const tensors = given.map((tensor: unknown): Tensor => {
    if (!isObject(tensor)) throw new TypeError('no object');
    const { name, datatype, shape, parameters, data } = tensor;
    if (typeof name !== 'string' || !isDataType(datatype)) throw new TypeError('no tensor');
    const size = isObject(parameters) ? parameters['binary_data_size'] : undefined;
    if (typeof size !== 'number' || !bytes) return { name, datatype, shape, values: data };
    const values = readBinary(name, datatype, sizeOf(shape), bytes.subarray(at, at + size));
    at += size;
    return { name, datatype, shape, values: plain(datatype, values) };
  });
  return { json, tensors };
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isDataType = (value: unknown): value is TensorType => typeof value === 'string' && Object.hasOwn(TYPES, value);
const sizeOf = (shape: unknown): number => (Array.isArray(shape) ? shape.reduce((all: number, size) => all * Number(size), 1) : 0);

/** As JSON has them. */
function plain(datatype: TensorType, data: Data): unknown[] {
  if (Array.isArray(data)) return data;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Array.from(data, wide);
  const numbers = Array.from(data);
  if (datatype === 'BOOL') return numbers.map((flag) => flag === 1);
  return datatype === 'FP16' ? numbers.map(halfToNumber) : numbers;
}

/** Of a body that is kept to be looked at. */
const SEEN_BYTES = 32_768;

/** A request as it may be seen: read when somebody looks, as it would cost each request what few are looked at for. */
export function maskedLater(row: PayloadRow, treatments: Treatments): () => SeenRequest {
  const short = (body: Body | null) => (body && body.content.length <= SEEN_BYTES ? body : null);
  const held = { ...row, request: short(row.request), response: short(row.response) };
  return () => {
    const { at, id, revision, status, ms } = held;
    const { request, response } = keptOf(held, treatments);
    const text = (body: KeptBody) => ('leftOut' in body ? '' : shown(body.content, body.head));
    return { at, id, revision, status, ms, inputs: text(request), outputs: text(response), error: null };
  };
}
