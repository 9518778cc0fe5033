import type { TensorType } from '../../../../shared/models/tensor-type';
import { ELEMENTS_MAX, listOf, readPart, type Tensor, type Treatments } from '../payload/kept-body';
import type { Body } from '../protocol/read-request';

/** An input or output of a request, as the payload log would keep it: of what is masked only how much there was. */
export type ToldTensor = { readonly name: string; readonly datatype: TensorType; readonly values: readonly unknown[]; readonly isMasked: boolean };
export type ToldRows = { readonly rows: number; readonly inputs: readonly ToldTensor[]; readonly outputs: readonly ToldTensor[] };

/** Rows are told by the shape of the answer, else by the shortest list. @throws where a body is not as the protocol has it */
export function toldRows(request: Body, response: Body, treatments: Treatments): ToldRows {
  const answered = kept(readPart(response, 'outputs').tensors, treatments);
  const inputs = told(kept(readPart(request, 'inputs').tensors, treatments), treatments);
  const outputs = told(answered, treatments);
  const said = Array.isArray(answered[0]?.shape) ? Number(answered[0].shape[0]) : Number.NaN;
  const shortest = Math.min(...[...inputs, ...outputs].map(({ values }) => values.length));
  const rows = Number.isSafeInteger(said) ? said : Number.isFinite(shortest) ? shortest : 0;
  return { rows: Math.min(rows, ELEMENTS_MAX), inputs, outputs };
}

const kept = (tensors: readonly Tensor[], treatments: Treatments): readonly Tensor[] =>
  treatments.size === 0 ? tensors : tensors.filter(({ name }) => treatments.get(name) !== 'drop');

function told(tensors: readonly Tensor[], treatments: Treatments): ToldTensor[] {
  const found = tensors.flatMap(({ name, datatype, values }): ToldTensor[] => {
    const list = listOf(values);
    return list.length > ELEMENTS_MAX ? [] : [{ name, datatype, values: list, isMasked: treatments.get(name) === 'mask' }];
  });
  return found.length < 2 ? found : found.toSorted((a, b) => (a.name < b.name ? -1 : 1)); // columns of the log are in this order, and named by it
}
