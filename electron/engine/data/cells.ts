import type { DuckDBValue } from '@duckdb/node-api';

export type Scalar = string | number | boolean;
/** A cell of a table is looked at, not read as a book. */
const TEXT_MAX = 1_000;

/** A value as JSON has it. What JSON has not is said in words: `NaN`, a time, a list, the length of bytes. */
export function scalarOf(value: DuckDBValue): Scalar | null {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'string') return cut(value);
  if ('bytes' in value && value.bytes instanceof Uint8Array) return `${value.bytes.length} bytes`;
  const text = value.toString();
  return 'scale' in value ? numberOrText(text) : cut(text);
}

/** A number where a double holds all of it. */
export function numberOrText(text: string): Scalar {
  const number = Number(text);
  const digits = text.replace(/^-?0*|\.|e.*$/gi, '').length;
  return Number.isFinite(number) && digits <= 15 ? number : text;
}

export const cut = (text: string): string => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text);
