/** A kubeconfig of one context, named after its cluster, as JSON (which is YAML too). */
export type KubeconfigOptions = {
  server: string;
  /** PEM. Without one the system's authorities decide. */
  ca?: string;
  /** Any entries of `cluster`: proxy-url, tls-server-name, insecure-skip-tls-verify … */
  cluster?: Readonly<Record<string, unknown>>;
  /** The whole of `user`: token, tokenFile, exec, client-certificate … */
  user?: Readonly<Record<string, unknown>>;
  namespace?: string;
  name?: string;
};

export function kubeconfigText({ server, ca, cluster = {}, user = {}, namespace, name = 'peer' }: KubeconfigOptions): string {
  const authority = ca === undefined ? {} : { 'certificate-authority-data': Buffer.from(ca).toString('base64') };
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server, ...authority, ...cluster } }],
      users: [{ name, user }],
      contexts: [{ name, context: { cluster: name, user: name, ...(namespace && { namespace }) } }],
      'current-context': name,
    },
    null,
    2,
  );
}
