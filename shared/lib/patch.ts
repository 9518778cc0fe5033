/** A change of some fields. A field that is `undefined` is left as it was: that is how an absent field comes out of a parser. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | undefined };

export function applyPatch<T extends object>(base: T, patch: Patch<T>): T {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given) };
}
