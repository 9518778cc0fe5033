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
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is not JSON`);
  // Loops, and no copies of the members: it runs within every append.
  let json = '';
  if (Array.isArray(value)) {
    for (const item of value) json += `${json === '' ? '' : ','}${canonicalJson(item)}`;
    return `[${json}]`;
  }
  if (!isPlain(value)) throw new TypeError('only plain objects are JSON');
  for (const key of Object.keys(value).toSorted()) json += `${json === '' ? '' : ','}${text(key)}:${canonicalJson(value[key])}`;
  return `{${json}}`;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** With the `u` flag a surrogate of a pair is no match; the plain class is many times quicker, and nearly never matches. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const SURROGATE = /[\ud800-\udfff]/;

function text(value: string): string {
  if (SURROGATE.test(value) && LONE_SURROGATE.test(value)) throw new TypeError('a lone surrogate has no UTF-8');
  return JSON.stringify(value);
}
