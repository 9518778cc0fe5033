/** Documentation that our own texts point to. A host is listed here, or it is not opened. */
const HOSTS: ReadonlySet<string> = new Set([
  'kubernetes.io',
  'argo-rollouts.readthedocs.io',
  'mlflow.org',
  'kserve.github.io',
  'www.apache.org',
  'www.electronjs.org',
]);

/** The address to hand to the system's browser, or null when it is none that we send people to. */
export function allowedExternalLink(address: string): string | null {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const plain = url.protocol === 'https:' && url.port === '' && !url.username && !url.password;
  return plain && HOSTS.has(url.hostname) ? url.href : null;
}
