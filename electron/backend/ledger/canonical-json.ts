/**
 * JSON in its one canonical form (RFC 8785): keys sorted by UTF-16 units, no spaces, numbers and escapes as ECMAScript writes them.
 * @throws TypeError for what JSON does not have: NaN, infinities, lone surrogates, undefined, functions.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} is not a number of JSON`);
    return JSON.stringify(value); // ECMAScript's own form, which the RFC takes over; -0 becomes 0
  }
  if (typeof value !== 'object') throw new TypeError(`${typeof value} is not JSON`);
  if (!Array.isArray(value)) return canonicalMembers(value, sortedKeys(value));
  // Loops, and no copies of the members: it runs within every append.
  let json = '';
  for (const item of value) json += json === '' ? canonicalJson(item) : `,${canonicalJson(item)}`;
  return `[${json}]`;
}

/** The same of an object whose members are known. @param keys sorted; what is none of them is left out */
export function canonicalMembers(value: object, keys: readonly string[]): string {
  if (!isPlain(value)) throw new TypeError('only plain objects are JSON');
  let json = '';
  for (const key of keys) json += `${json === '' ? '' : ','}${text(key)}:${canonicalJson(value[key])}`;
  return `{${json}}`;
}

/** Most objects have a handful of members: put in place one by one they are sorted before a general sort has begun. */
const FEW = 16;

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value);
  if (keys.length > FEW) return keys.toSorted();
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] ?? '';
    let at = next;
    for (let before = keys[at - 1]; before !== undefined && before > key; before = keys[at - 1]) {
      keys[at] = before;
      at -= 1;
    }
    keys[at] = key;
  }
  return keys;
}

function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Names and short texts mostly need no escape: that is quicker seen than written. */
const SHORT = 200;
const AS_IT_IS = /^[ !#-[\]-~]*$/;

function text(value: string): string {
  if (value.length < SHORT && AS_IT_IS.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8');
  return JSON.stringify(value);
}
