import type { ObjectStoreSecret, ObjectStoreSettings } from '../../../../shared/models/object-store';
import { proxyFromEnvironment } from '../../kube/kubeconfig/proxy';

export type ProxyOf = (server: URL) => URL | null;

/** The proxy of the settings, signed in at by the secret; without one, what the environment names. */
export function proxyOf({ proxy }: Pick<ObjectStoreSettings, 'proxy'>, secret: Pick<ObjectStoreSecret, 'proxy'>, env: Readonly<NodeJS.ProcessEnv>): ProxyOf {
  if (proxy === null) return (server) => proxyFromEnvironment(server, env);
  const set = new URL(proxy);
  if (secret.proxy) {
    set.username = encodeURIComponent(secret.proxy.user);
    set.password = encodeURIComponent(secret.proxy.password);
  }
  return () => set;
}
