/** Whether two plain values (JSON's types) are equal, by content. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i]));
  }
  return isObject(a) && isObject(b) && sameFields(a, b);
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: object): value is Fields => !Array.isArray(value);

/** Without a copy of either: this is asked for each field of each event. */
function sameFields(a: Fields, b: Fields): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]));
}
