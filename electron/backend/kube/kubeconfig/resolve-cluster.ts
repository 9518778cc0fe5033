import { AppError, failure } from '../../../../shared/models/failure';
import type { TlsMaterial } from '../cluster-access';
import { findBundleFault } from '../credentials/certificates';
import type { PluginCluster } from '../credentials/sign-in';
import { configError } from './config-failure';
import { type ConfigSource, readCredentialFile, resolveFrom } from './config-source';
import type { KubeCluster } from './kubeconfig-schema';
import { PROXY_SCHEMES, proxyFromEnvironment } from './proxy';
import { parseServerAddress, type ServerAddress } from './server-address';

export type ResolvedCluster = {
  readonly server: URL;
  readonly basic: ServerAddress['basic'];
  readonly tls: Pick<TlsMaterial, 'ca' | 'serverName' | 'insecure'>;
  readonly proxy: URL | null;
  /** What an exec plugin that asks for it is told. */
  readonly forPlugin: PluginCluster;
};

/** The name that reserves an extension of a cluster for exec plugins. */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

/** Reads a cluster entry by the rules of client-go; what client-go refuses is refused. Throws AppError. */
export function resolveCluster(name: string, cluster: KubeCluster, file: string, source: ConfigSource): ResolvedCluster {
  const malformed = (text: string) => configError('kubeconfig-malformed', { file: source.show(file), cluster: name }, text);
  if (cluster.server === '') throw malformed('the cluster has no server');
  const address = parseServerAddress(cluster.server);
  if (!address) throw malformed('the server is neither a URL nor host:port');
  const secure = address.url.protocol === 'https:';
  const ca = secure ? readBundle(cluster, file, source, malformed) : null;
  const insecure = secure && cluster['insecure-skip-tls-verify'];
  if (insecure && ca !== null) throw malformed('insecure-skip-tls-verify and a certificate authority exclude each other');
  const proxy = chooseProxy(cluster, address.url, source, malformed);
  const serverName = secure && cluster['tls-server-name'] !== '' ? cluster['tls-server-name'] : null;
  return { server: address.url, basic: address.basic, tls: { ca, serverName, insecure }, proxy, forPlugin: tellPlugin(cluster, ca) };
}

function readBundle(cluster: KubeCluster, file: string, source: ConfigSource, malformed: (text: string) => AppError): string | null {
  const { 'certificate-authority': path, 'certificate-authority-data': data } = cluster;
  if (path !== '' && data !== '') throw malformed('certificate-authority and certificate-authority-data exclude each other');
  if (path === '' && data === '') return null;
  const bundle = data === '' ? readCredentialFile(source, resolveFrom(file, path)) : data;
  const fault = findBundleFault(bundle);
  if (fault !== null) throw malformed(`certificate-authority: ${fault}`);
  return bundle;
}

function chooseProxy(cluster: KubeCluster, server: URL, source: ConfigSource, malformed: (text: string) => AppError): URL | null {
  const named = cluster['proxy-url'];
  if (named === '') {
    const proxy = proxyFromEnvironment(server, source.env);
    if (proxy && !PROXY_SCHEMES.has(proxy.protocol)) {
      const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
      throw new AppError(failure('invalid', { values: { variable }, text: 'the proxy is neither http, https nor socks5' }));
    }
    return proxy;
  }
  const proxy = URL.canParse(named) ? new URL(named) : null;
  if (!proxy || !PROXY_SCHEMES.has(proxy.protocol) || proxy.hostname === '') throw malformed('proxy-url is no http, https or socks5 address');
  return proxy;
}

function tellPlugin(cluster: KubeCluster, ca: string | null): PluginCluster {
  const config = cluster.extensions.find((extension) => extension.name === EXEC_EXTENSION)?.extension;
  return {
    server: cluster.server,
    ...(cluster['tls-server-name'] !== '' && { 'tls-server-name': cluster['tls-server-name'] }),
    ...(cluster['insecure-skip-tls-verify'] && { 'insecure-skip-tls-verify': true }),
    ...(ca !== null && { 'certificate-authority-data': Buffer.from(ca, 'utf8').toString('base64') }),
    ...(cluster['proxy-url'] !== '' && { 'proxy-url': cluster['proxy-url'] }),
    ...(cluster['disable-compression'] && { 'disable-compression': true }),
    ...(config !== undefined && config !== null && { config }),
  };
}
