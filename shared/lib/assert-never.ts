/** Fails to compile where a case of a union is not handled; throws where the outside world brings one that the types rule out. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}
