import type { ModelSignature } from '../../../shared/models/model';
import { tensorTypeOf } from '../../../shared/models/tensor-type';
import type { TriedModel, TriedTensor } from '../serving/contract';

// What a version was registered with, beside what its file takes and gives.
type Field = ModelSignature['inputs'][number];

/** Where the two differ, in words for whoever made the model; [] where they agree. */
export function signatureDifferences(signature: ModelSignature, { inputs, outputs }: Pick<TriedModel, 'inputs' | 'outputs'>): string[] {
  return [...differences('input', signature.inputs, inputs, true), ...differences('output', signature.outputs, outputs, false)];
}

function differences(side: 'input' | 'output', fields: readonly Field[], tensors: readonly TriedTensor[], all: boolean): string[] {
  if (fields.length === 0) return [];
  const [only] = tensors;
  if (only && tensors.length === 1 && isTable(fields)) return tableDifferences(side, fields, only);
  const faults = fields.flatMap((field, place) => {
    const tensor = field.name === null ? (fields.length === tensors.length ? tensors[place] : undefined) : tensors.find(({ name }) => name === field.name);
    if (!tensor) return [`${side} ${field.name ?? place}: the model has none (it has ${tensors.map(({ name }) => name).join(', ')})`];
    return fieldDifferences(side, field, tensor);
  });
  const unnamed = all ? tensors.filter(({ name }) => fields.every((field) => field.name !== null && field.name !== name)) : [];
  return [...faults, ...unnamed.map(({ name }) => `${side} ${name}: the model has it, the signature has not`)];
}

/** Columns of one table, which MLflow hands over as one tensor. */
const isTable = (fields: readonly Field[]): boolean => fields.every(({ shape }) => shape === null) && fields.length > 1;

function tableDifferences(side: string, fields: readonly Field[], { name, shape }: TriedTensor): string[] {
  const width = shape.at(-1);
  return typeof width === 'number' && shape.length === 2 && width !== fields.length
    ? [`${side} ${name}: the model has ${width} columns, the signature ${fields.length}`]
    : [];
}

function fieldDifferences(side: string, { name, type, shape }: Field, tensor: TriedTensor): string[] {
  const wanted = tensorTypeOf(type.toLowerCase());
  const called = `${side} ${name ?? tensor.name}`;
  // A type that we have no word for says nothing, neither for nor against.
  if (wanted !== null && wanted !== tensor.datatype) return [`${called}: the model has ${tensor.datatype}, the signature ${type}`];
  if (shape === null || shape.length === 0) return [];
  const fits =
    shape.length === tensor.shape.length && shape.every((size, place) => size < 0 || typeof tensor.shape[place] !== 'number' || tensor.shape[place] === size);
  return fits ? [] : [`${called}: the model has [${tensor.shape.map((size) => (typeof size === 'number' ? size : -1))}], the signature [${shape}]`];
}
