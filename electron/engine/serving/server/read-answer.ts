import { ProtocolError } from '../protocol/protocol-error';

/** A value of JSON as Python writes it: integers with every digit, and NaN and infinities, which JSON has not. */
export type Exact = null | boolean | number | bigint | string | readonly Exact[] | ReadonlyMap<string, Exact>;

const TOKEN = /\s*(?:([[\]{}:,])|("[^"\\]*(?:\\.[^"\\]*)*")|(-?\d+(?![\d.eE]))|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null|NaN|Infinity|-Infinity))/y;
const WORDS: Readonly<Record<string, boolean | number | null>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};
/** Deeper than any tensor; a server may answer anything. */
const DEPTH_MAX = 64;

const garbage = (why: string) => new ProtocolError(502, `The server of the model answered what cannot be read: ${why}.`);

/** @throws ProtocolError 502 */
export function parseExact(text: string): Exact {
  const parser = new Parser(text);
  const value = parser.value(0);
  if (text.slice(parser.at).trim() !== '') throw garbage('something follows its JSON');
  return value;
}

class Parser {
  at = 0;
  constructor(private readonly text: string) {}

  value(depth: number): Exact {
    if (depth > DEPTH_MAX) throw garbage('it is nested too deep');
    const [, sign, text, integer, number, word] = this.#token();
    if (integer !== undefined) return BigInt(integer);
    if (number !== undefined) return Number(number);
    if (text !== undefined) return stringOf(text);
    if (word !== undefined) return WORDS[word] ?? null;
    if (sign === '[') return this.#list(depth);
    if (sign === '{') return this.#object(depth);
    throw garbage('it is no JSON');
  }

  #token(): RegExpExecArray {
    TOKEN.lastIndex = this.at;
    const found = TOKEN.exec(this.text);
    if (!found) throw garbage('it is no JSON');
    this.at = TOKEN.lastIndex;
    return found;
  }

  /** Takes the sign where it is next. */
  #takes(sign: string): boolean {
    const before = this.at;
    if (this.#token()[1] === sign) return true;
    this.at = before;
    return false;
  }

  #list(depth: number): Exact[] {
    const list: Exact[] = [];
    if (this.#takes(']')) return list;
    for (;;) {
      list.push(this.value(depth + 1));
      if (this.#takes(']')) return list;
      if (!this.#takes(',')) throw garbage('it is no JSON');
    }
  }

  #object(depth: number): Map<string, Exact> {
    const object = new Map<string, Exact>();
    if (this.#takes('}')) return object;
    for (;;) {
      const [, , key] = this.#token();
      if (key === undefined || !this.#takes(':')) throw garbage('it is no JSON');
      object.set(stringOf(key), this.value(depth + 1));
      if (this.#takes('}')) return object;
      if (!this.#takes(',')) throw garbage('it is no JSON');
    }
  }
}

function stringOf(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw garbage('it is no JSON');
  }
}
