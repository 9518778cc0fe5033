// JSON whose whole numbers keep every digit: JavaScript's own reader rounds those of 64 bits.
import { randomUUID } from 'node:crypto';

/** Not the digits behind a point: those of single precision are many. */
const LONG = /(?<![\d.])\d{16}/;
const TOKENS = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
/** Nobody can have written it into a body. */
const MARK = `${randomUUID()}:`;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

/** Long whole numbers come as marked texts; `writeWide` makes them numbers again. @throws SyntaxError */
export const readWide = (text: string): unknown =>
  JSON.parse(LONG.test(text) ? text.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${MARK}${token}"`)) : text);

export function writeWide(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.includes(MARK) ? text.replace(MARKED, '$1') : text;
}

export const wide = (digits: bigint): string => `${MARK}${digits}`;

/** The digits of a long whole number as `readWide` gives it; null for anything else. */
export const digitsOf = (value: unknown): string | null => (typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : null);
