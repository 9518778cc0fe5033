const NUMBER = /^\d+$/;

/**
 * Whether one version is before another. Kubernetes writes growing numbers; of versions that are anything else nothing is
 * known, and neither is before the other.
 */
export function isBefore(one: string, other: string): boolean {
  if (!NUMBER.test(one) || !NUMBER.test(other)) return false;
  const a = one.replace(/^0+/, '');
  const b = other.replace(/^0+/, '');
  return a.length === b.length ? a < b : a.length < b.length;
}
