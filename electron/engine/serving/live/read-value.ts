import type { LiveColumn } from '../../../../shared/models/live-counts';
import type { TensorType } from '../../../../shared/models/tensor-type';
import { digitsOf } from '../../../backend/lib/wide-json';

/** What a value is to its column: a number, NaN where it is none; the name of a category; null where there is nothing. */
export type ReadValue = (value: unknown) => number | string | null;

const isReal = (datatype: TensorType): boolean => datatype.startsWith('FP');
const wordOf = (datatype: TensorType): 'text' | 'boolean' | 'number' => (datatype === 'BYTES' ? 'text' : datatype === 'BOOL' ? 'boolean' : 'number');
const WORDS = { number: 'number', integer: 'number', boolean: 'boolean', category: 'text', time: null, list: null } as const;

/** How values of a datatype are read for a column, as the rows of a payload log would be; null: they are not what its reference holds. */
export function readerOf({ type, as, bins }: LiveColumn, datatype: TensorType): ReadValue | null {
  if (as === undefined && WORDS[type] !== wordOf(datatype)) return null;
  if (bins.kind === 'edges') return datatype === 'BYTES' ? numberOfText : numberOf(datatype);
  if (as === undefined && type === 'integer') return present((value) => String(numberOf(datatype)(value)));
  if (type === 'boolean' || datatype === 'BOOL') return present((value) => String(Boolean(value)));
  if (isReal(datatype)) return present((value) => realText(Number(value), datatype));
  return present((value) => digitsOf(value) ?? String(value));
}

const present =
  (read: (value: unknown) => string): ReadValue =>
  (value) =>
    value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value)) ? null : read(value);

/** JSON has no number that is none, and neither has the log: it is missing. */
function numberOf(datatype: TensorType): ReadValue {
  const isSingle = datatype === 'FP32' || datatype === 'FP16';
  return (value) => {
    if (typeof value === 'number') return Number.isFinite(value) ? (isSingle ? Math.fround(value) : value) : null;
    if (typeof value === 'boolean') return value ? 1 : 0;
    const digits = digitsOf(value);
    return digits === null ? null : Number(digits);
  };
}

const numberOfText: ReadValue = (value) => {
  if (typeof value !== 'string') return null;
  return value.trim() === '' ? Number.NaN : Number(value);
};

/** As DuckDB writes reals: whole ones with `.0`, and no more digits than tell it from its neighbours. */
function realText(value: number, datatype: TensorType): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${value}.0`;
  if (datatype === 'FP64') return String(value);
  const single = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(single.toPrecision(digits));
    if (Math.fround(short) === single) return String(short);
  }
  return String(single);
}
