import { z } from 'zod';
import type { KubeExec } from '../kubeconfig/kubeconfig-schema';
import { parseYaml, YamlFault } from '../kubeconfig/parse-yaml';
import { certificateEnd, findPairFault } from './certificates';
import { isHeaderValue } from './request-headers';
import type { PluginCluster } from './sign-in';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const ExecCredential = z.object({
  kind: z.literal('ExecCredential'),
  apiVersion: z.string(),
  status: z.object({ token: text, clientCertificateData: text, clientKeyData: text, expirationTimestamp: text }),
});

export type PluginAnswer = { readonly token: string; readonly cert: string | null; readonly key: string | null; readonly expiresAt: number | null };

/** What the plugin is told in KUBERNETES_EXEC_INFO. */
export function execInfo(exec: KubeExec, cluster: PluginCluster | null): string {
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec: { ...(cluster && { cluster }), interactive: false } });
}

/** Reads what a plugin printed. @returns the credential, or what is wrong with it, in words that hold nothing of it. */
export function parseExecCredential(stdout: string, apiVersion: string): PluginAnswer | string {
  if (stdout.trim() === '') return 'The plugin printed nothing.';
  let raw: unknown;
  try {
    raw = parseYaml(stdout);
  } catch (error) {
    return error instanceof YamlFault ? 'The plugin printed neither JSON nor YAML.' : 'The plugin printed something unreadable.';
  }
  const parsed = ExecCredential.safeParse(raw);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.map(String).join('.');
    return where ? `The plugin printed no ExecCredential (${where} is missing or wrong).` : 'The plugin printed no ExecCredential.';
  }
  const { status } = parsed.data;
  if (parsed.data.apiVersion !== apiVersion) return `The plugin is configured for ${apiVersion}, and answered in another version.`;
  return judge(status.token, status.clientCertificateData, status.clientKeyData, status.expirationTimestamp);
}

function judge(token: string, cert: string, key: string, expiration: string): PluginAnswer | string {
  if (token === '' && cert === '' && key === '') return 'The plugin gave neither a token nor a certificate with its key.';
  if ((cert === '') !== (key === '')) return 'The plugin gave only one of certificate and key.';
  if (!isHeaderValue(token)) return 'The plugin gave a token with control characters.';
  const pairFault = cert === '' ? null : findPairFault(cert, key);
  if (pairFault !== null) return `From the plugin: ${pairFault}.`;
  const stated = expiration === '' ? null : parseTime(expiration);
  if (Number.isNaN(stated)) return 'The plugin gave an expirationTimestamp that is no time.';
  const ends = [stated, cert === '' ? null : certificateEnd(cert)].filter((end) => end !== null);
  return { token, cert: cert === '' ? null : cert, key: key === '' ? null : key, expiresAt: ends.length === 0 ? null : Math.min(...ends) };
}

function parseTime(time: string): number {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/.test(time) ? Date.parse(time) : Number.NaN;
}
