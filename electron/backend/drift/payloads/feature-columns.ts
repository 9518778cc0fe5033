import { digitsOf } from '../../lib/wide-json';
import { isWholeNumber } from './body-rows';

/** Stand before the features in every table that is made of payloads. Nobody's feature is called so. */
export const META = { request: 'pilothouse.request', row: 'pilothouse.row', time: 'pilothouse.time', revision: 'pilothouse.revision' } as const;
export const isMeta = (name: string): boolean => name.startsWith('pilothouse.');

export type DuckType = 'BOOLEAN' | 'BIGINT' | 'DOUBLE' | 'VARCHAR' | 'DOUBLE[]' | 'VARCHAR[]';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** The narrowest type that holds every value that was seen of a column. Values of several kinds are text: what differs is not thrown away. */
export class TypeGuess {
  #kinds = new Set<'boolean' | 'whole' | 'number' | 'text' | 'list' | 'texts'>();

  see(value: unknown): void {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) this.#kinds.add(value.every((item) => item === null || typeof item === 'number') ? 'list' : 'texts');
    else if (typeof value === 'boolean') this.#kinds.add('boolean');
    else if (isWholeNumber(value)) this.#kinds.add(fits(value) ? 'whole' : 'number');
    else this.#kinds.add(typeof value === 'number' ? 'number' : 'text');
  }

  get type(): DuckType {
    const [first, second, ...more] = [...this.#kinds].toSorted();
    if (first === undefined) return 'DOUBLE'; // nothing but nulls: another table says what it is
    if (second === undefined) return TYPES[first];
    if (more.length === 0 && first === 'number' && second === 'whole') return 'DOUBLE';
    return more.length === 0 && first === 'list' && second === 'texts' ? 'VARCHAR[]' : 'VARCHAR';
  }
}

const TYPES = { boolean: 'BOOLEAN', whole: 'BIGINT', number: 'DOUBLE', text: 'VARCHAR', list: 'DOUBLE[]', texts: 'VARCHAR[]' } as const;

function fits(value: unknown): boolean {
  const digits = digitsOf(value);
  if (digits === null) return true;
  const whole = BigInt(digits);
  return whole >= INT64_MIN && whole <= INT64_MAX;
}

/** Names of inputs and outputs in one table: an output that is called as an input is told apart. Names that differ in capitals alone are one to DuckDB. */
export function columnNames(
  inputs: readonly string[],
  outputs: readonly string[],
): { readonly inputs: readonly string[]; readonly outputs: readonly string[] } {
  const taken = new Set<string>(Object.values(META));
  const free = (name: string) => {
    let own = name.toWellFormed().replaceAll('\0', '\u{fffd}') || '?';
    const base = own;
    for (let n = 2; taken.has(own.toLowerCase()); n++) own = `${base}~${n}`;
    taken.add(own.toLowerCase());
    return own;
  };
  const ins = inputs.map(free);
  return { inputs: ins, outputs: outputs.map((name) => free(taken.has(name.toLowerCase()) ? `out.${name}` : name)) };
}
