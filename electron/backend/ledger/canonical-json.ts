/**
 * JSON in its one canonical form (RFC 8785): keys sorted by UTF-16 units, no spaces, numbers and escapes as ECMAScript writes them.
 * @throws TypeError for what JSON does not have: NaN, infinities, lone surrogates, undefined, functions.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is not a number of JSON`);
    return JSON.stringify(value); // ECMAScript's own form, which the RFC takes over; -0 becomes 0
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is not JSON`);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new TypeError('only plain objects are JSON');
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${text(key)}:${canonicalJson(member)}`).join(',')}}`;
}

/** With the `u` flag a surrogate of a pair is no match; the plain class is many times quicker, and nearly never matches. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const SURROGATE = /[\ud800-\udfff]/;

function text(value: string): string {
  if (SURROGATE.test(value) && LONE_SURROGATE.test(value)) throw new TypeError('a lone surrogate has no UTF-8');
  return JSON.stringify(value);
}
