import { AppError, failure } from '../../../shared/models/failure';
import type { TriedModel, TriedTensor } from '../serving/contract';
import { ask, isAnswered } from './answers';
import { bodyOf } from './bodies';
import type { GoldenFile, GoldenInput, GoldenRequest } from './golden-file';

/** A database that reads a dataset as it lies there now: its columns, and what stands behind FROM with them as `c0`, `c1` … */
export type DataJob = {
  json(sql: string): Promise<unknown[][]>;
  dataset(name: string): Promise<{ readonly columns: readonly string[]; readonly from: string }>;
};
export type RunDataJob = <T>(work: (job: DataJob) => Promise<T>) => Promise<T>;
export type GoldenRows = { readonly dataset: string; readonly count: number };

/** Datatypes by how a cell becomes one of them; the rest have no form in a table or in JSON. */
const CASTS: readonly (readonly [datatype: RegExp, cast: (column: string) => string])[] = [
  [/^FP(32|64)$/, (column) => `CASE WHEN isfinite(TRY_CAST(${column} AS DOUBLE)) THEN TRY_CAST(${column} AS DOUBLE) END`],
  // What a double does not hold would be another number by the time it is read.
  [/^U?INT(8|16|32|64)$/, (column) => `CASE WHEN abs(TRY_CAST(${column} AS BIGINT)) <= 9007199254740991 THEN TRY_CAST(${column} AS BIGINT) END`],
  [/^BOOL$/, (column) => `TRY_CAST(${column} AS BOOLEAN)`],
  [/^BYTES$/, (column) => `${column}::VARCHAR`],
];

type Row = { readonly number: number; readonly inputs: GoldenInput[] };
const sizeOf = ({ shape }: TriedTensor): number => shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : 1), 1);

/** Rows of a dataset, spread evenly over it, as requests with what the model answers to them. Rows with a cell that is missing are passed over. @throws AppError */
export async function goldenFromData(job: DataJob, model: TriedModel, { dataset, count }: GoldenRows): Promise<GoldenFile> {
  const requests: GoldenRequest[] = [];
  for (const { number, inputs } of await rowsOf(job, model, { dataset, count })) {
    const answer = await ask(model, bodyOf(inputs));
    if (!isAnswered(answer)) continue;
    const outputs = answer.outputs.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, data }));
    requests.push({ name: `${dataset}, row ${number}`, inputs, outputs });
  }
  if (requests.length === 0) throw new AppError(failure('invalid', { reason: 'golden-no-rows', values: { dataset } }));
  return { requests, tolerance: { absolute: 1e-5, relative: 1e-4 }, limits: {} };
}

async function rowsOf(job: DataJob, { inputs }: TriedModel, { dataset, count }: GoldenRows): Promise<Row[]> {
  const table = await job.dataset(dataset);
  const places = placesOf(inputs, table.columns, dataset);
  const casts = places.flatMap(({ tensor: { datatype }, columns }) => columns.map((column) => castOf(datatype, column, dataset)));
  const named = casts.map((_, at) => `v${at}`);
  const rows = await job.json(`
    WITH own AS (SELECT row_number() OVER () AS n, ${casts.map((cast, at) => `${cast} AS v${at}`).join(', ')} FROM ${table.from}),
      whole AS (SELECT *, row_number() OVER (ORDER BY n) - 1 AS place, count(*) OVER () AS every FROM own WHERE ${named.map((name) => `${name} IS NOT NULL`).join(' AND ')})
    SELECT n, ${named.join(', ')} FROM whole WHERE place % greatest(1, every // ${count}) = 0 ORDER BY n LIMIT ${count}`);
  return rows.map(([number, ...values]) => {
    let at = 0;
    const next = (tensor: TriedTensor, width: number): GoldenInput => {
      const data = values.slice(at, (at += width)).map((value) => (/INT/.test(tensor.datatype) ? Number(value) : value));
      return { name: tensor.name, datatype: tensor.datatype, shape: tensor.shape.map((size) => (typeof size === 'number' ? size : 1)), data };
    };
    return { number: Number(number), inputs: places.map(({ tensor, columns }) => next(tensor, columns.length)) };
  });
}

/** The columns of each input: the one of its name; of an input that is alone and takes several values a row, all of them in their order. */
function placesOf(inputs: readonly TriedTensor[], columns: readonly string[], dataset: string): { readonly tensor: TriedTensor; readonly columns: string[] }[] {
  const [only, ...others] = inputs;
  if (only && others.length === 0 && sizeOf(only) > 1 && sizeOf(only) === columns.length) return [{ tensor: only, columns: columns.map((_, at) => `c${at}`) }];
  const missing = inputs.filter((tensor) => sizeOf(tensor) !== 1 || !columns.includes(tensor.name)).map(({ name }) => name);
  if (inputs.length === 0 || missing.length > 0)
    throw new AppError(failure('invalid', { reason: 'golden-columns', values: { dataset, columns: missing.join(', ') } }));
  return inputs.map((tensor) => ({ tensor, columns: [`c${columns.indexOf(tensor.name)}`] }));
}

function castOf(datatype: string, column: string, dataset: string): string {
  const found = CASTS.find(([of]) => of.test(datatype));
  if (!found) throw new AppError(failure('unsupported', { reason: 'golden-columns', values: { dataset, columns: datatype } }));
  return found[1](column);
}
