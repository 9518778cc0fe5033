import { z } from 'zod';
import { digitsOf, readWide } from '../../lib/wide-json';

/** One side of a prediction, row by row: every column has a value for each row. */
export type BodyRows = { readonly rows: number; readonly columns: ReadonlyMap<string, readonly unknown[]> };
export type Side = 'in' | 'out';

/** Wider rows are one column, a list: an embedding or a picture is no table. */
const WIDTH_MAX = 256;

/** A body that is not what its protocol says. */
export class BodyFault extends Error {}

const Tensor = z.object({ name: z.string(), shape: z.array(z.union([z.number(), z.string()])), data: z.array(z.unknown()) });
const KEYS = { in: ['inputs', 'instances'], out: ['outputs', 'predictions'] } as const;
/** Of values that have no name of their own. */
const UNNAMED = { in: 'input', out: 'prediction' } as const;

/**
 * A body in JSON: tensors of the Open Inference Protocol (v2), instances and predictions (v1), an array of rows, or one row.
 * @throws BodyFault
 */
export function readJsonBody(text: string, side: Side): BodyRows {
  const json = parsed(text);
  if (Array.isArray(json)) return readInstances(json, side);
  const body = z.record(z.string(), z.unknown()).safeParse(json);
  if (!body.success) return readInstances([json], side);
  const [tensors, instances] = KEYS[side].map((key) => body.data[key]);
  if (Array.isArray(instances)) return readInstances(instances, side);
  if (!Array.isArray(tensors)) return readInstances([body.data], side);
  const read = z.array(Tensor).safeParse(tensors);
  return read.success && tensors.length > 0 ? readTensors(read.data) : readInstances(tensors, side);
}

/** A body as lines of JSON, one row each. @throws BodyFault */
export const readJsonLines = (text: string, side: Side): BodyRows =>
  readInstances(
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map(parsed),
    side,
  );

const QUOTED = /"((?:[^"]|"")*)"|([^,]*)/y;
/** A body of comma-separated values without a header; columns are named by their place. @throws BodyFault */
export function readCsvBody(text: string, side: Side): BodyRows {
  const lines = text.split(/\r?\n/).filter((line) => line !== '');
  return readInstances(
    lines.map((line) => cellsOf(line).map(valueOf)),
    side,
  );
}

function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (let at = 0; at <= line.length; at++) {
    QUOTED.lastIndex = at;
    const found = QUOTED.exec(line);
    if (!found) throw new BodyFault('quotes that do not end');
    cells.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    at = QUOTED.lastIndex;
    if (at < line.length && line[at] !== ',') throw new BodyFault('text behind a quote');
  }
  return cells;
}

const NUMBER = /^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$/;
const valueOf = (cell: string): unknown => (cell === '' ? null : NUMBER.test(cell) ? Number(cell) : cell);

function parsed(text: string): unknown {
  try {
    return readWide(text);
  } catch (error) {
    throw new BodyFault('not JSON', { cause: error });
  }
}

function readTensors(tensors: readonly z.infer<typeof Tensor>[]): BodyRows {
  const columns = new Map<string, readonly unknown[]>();
  let rows: number | null = null;
  for (const { name, shape, data } of tensors) {
    const [count = 1, ...rest] = shape.map(Number);
    const width = rest.reduce((product, size) => product * size, 1);
    const flat: unknown[] = data.some(Array.isArray) ? data.flat(Number.POSITIVE_INFINITY) : data;
    if (!Number.isSafeInteger(count * width) || flat.length !== count * width) throw new BodyFault(`${name}: data is not of its shape`);
    if (rows !== null && rows !== count) throw new BodyFault(`${name}: another number of rows`);
    rows = count;
    addWide(columns, name, width, count, (row, place) => flat[row * width + place]);
  }
  return { rows: rows ?? 0, columns };
}

function readInstances(instances: readonly unknown[], side: Side): BodyRows {
  const columns = new Map<string, unknown[]>();
  const put = (name: string, row: number, value: unknown) => {
    const column = columns.get(name) ?? Array.from<unknown>({ length: instances.length }).fill(null);
    columns.set(name, column);
    column[row] = plain(value);
  };
  instances.forEach((instance, row) => {
    if (Array.isArray(instance)) {
      const flat: unknown[] = instance.flat(Number.POSITIVE_INFINITY);
      if (flat.length > WIDTH_MAX) put(UNNAMED[side], row, flat);
      else if (flat.length === 1) put(UNNAMED[side], row, flat[0]);
      else for (const [place, value] of flat.entries()) put(`${UNNAMED[side]}[${place}]`, row, value);
    } else if (typeof instance === 'object' && instance !== null) {
      for (const [name, value] of Object.entries(instance)) put(name, row, value);
    } else put(UNNAMED[side], row, instance);
  });
  return { rows: instances.length, columns };
}

function addWide(columns: Map<string, readonly unknown[]>, name: string, width: number, rows: number, at: (row: number, place: number) => unknown): void {
  const column = (value: (row: number) => unknown) => Array.from({ length: rows }, (_, row) => plain(value(row)));
  if (width === 1)
    columns.set(
      name,
      column((row) => at(row, 0)),
    );
  else if (width <= WIDTH_MAX)
    for (let place = 0; place < width; place++)
      columns.set(
        `${name}[${place}]`,
        column((row) => at(row, place)),
      );
  else
    columns.set(
      name,
      column((row) => Array.from({ length: width }, (_, place) => at(row, place))),
    );
}

/** An object within a row is its text; lists stay, to be told by their length. */
const plain = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? JSON.stringify(value) : value === undefined ? null : value;

export const isWholeNumber = (value: unknown): boolean => Number.isSafeInteger(value) || digitsOf(value) !== null;
