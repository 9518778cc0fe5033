import { AppError, failure } from '../../../../shared/models/failure';
import { certificateEnd, findPairFault } from '../credentials/certificates';
import { impersonationHeaders, isHeaderValue } from '../credentials/request-headers';
import type { Identity, SignIn } from '../credentials/sign-in';
import { configError } from './config-failure';
import { type ConfigSource, CREDENTIAL_FILE_LIMIT_BYTES, readCredentialFile, resolveCommand, resolveFrom, textOf } from './config-source';
import type { KubeExec, KubeUser } from './kubeconfig-schema';
import type { ResolvedCluster } from './resolve-cluster';

export type ResolvedUser = Identity & { readonly cert: string | null; readonly key: string | null };

type Malformed = (text: string) => AppError;
const EXEC_VERSIONS: ReadonlySet<string> = new Set(['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1']);

/** Reads a user entry by the rules of client-go; what client-go refuses is refused. Throws AppError. */
export function resolveUser(name: string, user: KubeUser, file: string, cluster: ResolvedCluster, source: ConfigSource): ResolvedUser {
  const malformed: Malformed = (text) => configError('kubeconfig-malformed', { file: source.show(file), user: name }, text);
  requireSound(user, malformed);
  const impersonation = impersonationHeaders(user);
  // client-go sends no credentials over a plain connection.
  if (cluster.server.protocol !== 'https:') return { signIn: { kind: 'none' }, impersonation, certificateEnd: null, cert: null, key: null };
  const pair = readPair(user, file, source, malformed);
  const signIn = chooseSignIn(name, user, file, cluster, source, pair !== null, malformed);
  return { signIn, impersonation, certificateEnd: pair && certificateEnd(pair.cert), cert: pair?.cert ?? null, key: pair?.key ?? null };
}

function requireSound(user: KubeUser, malformed: Malformed): void {
  const basic = user.username !== '' || user.password !== '';
  if (basic && (user.token !== '' || user.tokenFile !== '')) throw malformed('a token and a user name with password exclude each other');
  if (user.exec && user['auth-provider']) throw malformed('exec and auth-provider exclude each other');
  const extra = Object.entries(user['as-user-extra']);
  const asSomething = user['as-uid'] !== '' || user['as-groups'].length > 0 || extra.length > 0;
  if (user.as === '' && asSomething) throw malformed('uid, groups or user-extra without a user to impersonate');
  const values = [user.token, user.as, user['as-uid'], ...user['as-groups'], ...extra.flatMap(([, texts]) => texts)];
  if (!values.every((value) => isHeaderValue(value))) throw malformed('a token or a name to impersonate holds control characters');
}

function readPair(user: KubeUser, file: string, source: ConfigSource, malformed: Malformed): { readonly cert: string; readonly key: string } | null {
  const either = (what: 'client-certificate' | 'client-key') => {
    const [path, data] = [user[what], user[`${what}-data`]];
    if (path !== '' && data !== '') throw malformed(`${what} and ${what}-data exclude each other`);
    return path === '' ? data : readCredentialFile(source, resolveFrom(file, path));
  };
  // client-go takes no notice of a key without a certificate.
  if (user['client-certificate'] === '' && user['client-certificate-data'] === '') return null;
  const [cert, key] = [either('client-certificate'), either('client-key')];
  const fault = key === '' ? 'the client certificate has no key' : findPairFault(cert, key);
  if (fault !== null) throw malformed(fault);
  return { cert, key };
}

function chooseSignIn(
  name: string,
  user: KubeUser,
  file: string,
  cluster: ResolvedCluster,
  source: ConfigSource,
  hasPair: boolean,
  malformed: Malformed,
): SignIn {
  if (user.exec) requireSoundExec(user.exec, malformed);
  if (user.tokenFile !== '') {
    const path = resolveFrom(file, user.tokenFile);
    const stored = source.read(path, CREDENTIAL_FILE_LIMIT_BYTES);
    if (user.token === '') textOf(stored, source.show(path));
    return { kind: 'token-file', path, fallback: user.token };
  }
  if (user.token !== '') return { kind: 'token', token: user.token };
  if (user.username !== '' || user.password !== '') return { kind: 'basic', username: user.username, password: user.password };
  const provider = user['auth-provider'];
  if (provider?.name === 'oidc') return { kind: 'oidc', config: provider.config };
  if (provider)
    throw unsupported({ provider: provider.name, user: name }, `Kubernetes has removed the sign-in provider "${provider.name}". Use its exec plugin instead.`);
  // A client certificate makes client-go leave the plugin alone.
  if (user.exec && !hasPair) return chooseExec(name, user.exec, file, cluster);
  return cluster.basic && !hasPair ? { kind: 'basic', ...cluster.basic } : { kind: 'none' };
}

function requireSoundExec(exec: KubeExec, malformed: Malformed): void {
  if (exec.command === '') throw malformed('exec has no command');
  if (exec.apiVersion === '') throw malformed('exec has no apiVersion');
  if (exec.env.some((variable) => variable.name === '')) throw malformed('exec has an env variable without a name');
  if (interactiveMode(exec) === '') throw malformed('exec has no interactiveMode');
  if (!['Never', 'IfAvailable', 'Always'].includes(interactiveMode(exec))) throw malformed('exec has an unknown interactiveMode');
}

function interactiveMode(exec: KubeExec): string {
  return exec.interactiveMode === '' && exec.apiVersion.endsWith('/v1beta1') ? 'IfAvailable' : exec.interactiveMode;
}

function chooseExec(name: string, exec: KubeExec, file: string, cluster: ResolvedCluster): SignIn {
  if (!EXEC_VERSIONS.has(exec.apiVersion)) {
    throw unsupported({ command: exec.command, user: name }, `The plugin speaks ${exec.apiVersion}; client.authentication.k8s.io/v1 or v1beta1 is needed.`);
  }
  if (interactiveMode(exec) === 'Always') {
    throw unsupported({ command: exec.command, user: name }, 'The plugin wants to ask in a terminal (interactiveMode: Always), and there is none here.');
  }
  const command = resolveCommand(file, exec.command);
  return { kind: 'exec', exec: { ...exec, command }, cluster: exec.provideClusterInfo ? cluster.forPlugin : null };
}

function unsupported(values: Readonly<Record<string, string>>, text: string): AppError {
  return new AppError(failure('unsupported', { values, text }));
}
