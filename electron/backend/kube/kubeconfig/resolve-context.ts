import { createHmac, randomBytes } from 'node:crypto';
import type { ConnectionTarget } from '../../../../shared/models/connection';
import { NamespaceName } from '../../../../shared/models/connection';
import type { TlsMaterial } from '../cluster-access';
import type { Identity } from '../credentials/sign-in';
import { configError } from './config-failure';
import type { ConfigSource } from './config-source';
import type { KubeContext, KubeUser } from './kubeconfig-schema';
import { KubeUserEmpty } from './kubeconfig-schema';
import type { Entry, Kubeconfig } from './parse-kubeconfig';
import { resolveCluster } from './resolve-cluster';
import { resolveUser } from './resolve-user';
import { parseServerAddress } from './server-address';

/** A context with all that it names, read and judged; nothing is signed in yet. */
export type ResolvedContext = {
  readonly target: ConnectionTarget;
  readonly namespace: string | null;
  readonly server: URL;
  readonly tls: TlsMaterial;
  readonly proxy: URL | null;
  readonly identity: Identity;
  readonly version: string;
};

/** Versions are made of secrets too, and must not let anyone try guesses on them. */
const VERSION_KEY = randomBytes(32);

/** Reads one context and all that it names. Throws AppError. `file` is where the context is looked for. */
export function resolveContext(config: Kubeconfig, name: string, file: string, source: ConfigSource): ResolvedContext {
  const entry = config.contexts.get(name);
  const values = { file: source.show(file), context: name };
  if (!entry) throw config.fault ?? configError('context-unknown', values);
  const context = valueOf(entry);
  if (name === '') throw configError('kubeconfig-malformed', values, 'a context without a name');
  if (context.namespace !== '' && !NamespaceName.safeParse(context.namespace).success)
    throw configError('kubeconfig-malformed', values, 'the namespace is not a name that Kubernetes takes');
  const clusterEntry = config.clusters.get(context.cluster);
  if (!clusterEntry) throw configError('cluster-unknown', { ...values, cluster: context.cluster });
  const cluster = resolveCluster(context.cluster, valueOf(clusterEntry), clusterEntry.file, source);
  const [user, userFile] = findUser(config, context, values);
  const { cert, key, ...identity } = resolveUser(context.user, user, userFile ?? entry.file, cluster, source);
  const tls = { ...cluster.tls, cert, key };
  const target = describeTarget(config, name, file, source);
  const namespace = context.namespace === '' ? null : context.namespace;
  const parts = [target, namespace, cluster.server.href, tls, cluster.proxy?.href, identity];
  const version = createHmac('sha256', VERSION_KEY).update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  return { target, namespace, server: cluster.server, tls, proxy: cluster.proxy, identity, version };
}

/** As much as can be said of where a context leads, even of a broken one. Holds no secrets. */
export function describeTarget(config: Kubeconfig, name: string, file: string, source: ConfigSource): ConnectionTarget {
  const context = config.contexts.get(name)?.value;
  const cluster = config.clusters.get(context?.cluster ?? '')?.value;
  const address = parseServerAddress(cluster?.server ?? '');
  return {
    context: name,
    server: address ? address.url.href.replace(/\/$/, '') : '',
    user: context?.user ?? '',
    source: source.show(file),
    insecure: address?.url.protocol === 'http:' || (cluster?.['insecure-skip-tls-verify'] ?? false),
  };
}

/** A context without a user is anonymous; one that names a user who is not there is a fault. */
function findUser(config: Kubeconfig, context: KubeContext, values: Readonly<Record<string, string>>): readonly [KubeUser, string | null] {
  if (context.user === '') return [KubeUserEmpty, null];
  const entry = config.users.get(context.user);
  if (!entry) throw configError('user-unknown', { ...values, user: context.user });
  return [valueOf(entry), entry.file];
}

function valueOf<T>(entry: Entry<T>): T {
  if (entry.fault) throw entry.fault;
  return entry.value;
}
