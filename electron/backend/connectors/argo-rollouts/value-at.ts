export type Json = Readonly<Record<string, unknown>>;

/** The value at a path of an object; undefined where there is none. */
export function valueAt(object: Json, ...path: readonly string[]): unknown {
  let value: unknown = object;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = Object.entries(value).find(([key]) => key === part)?.[1];
  }
  return value;
}
