/** A time as Kubernetes writes it, in epoch ms; null where there is none or it is none. */
export function timeOf(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  const at = Date.parse(text);
  return Number.isSafeInteger(at) ? at : null;
}
