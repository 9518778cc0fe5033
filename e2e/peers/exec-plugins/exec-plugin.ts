import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type ExecPluginMode =
  | 'ok'
  | 'slow'
  | 'already-expired'
  | 'chatty'
  | 'fails'
  | 'hangs'
  | 'stubborn'
  | 'floods'
  | 'floods-stderr'
  | 'rubbish'
  | 'empty'
  | 'other-version'
  | 'other-kind'
  | 'no-status'
  | 'no-credential';

export type ExecPluginOptions = {
  mode: ExecPluginMode;
  /** Each run adds a line. */
  countFile?: string;
  /** The token that it hands out, or a file that it reads it from at each run. */
  token?: string;
  tokenFile?: string;
  certificateFile?: string;
  keyFile?: string;
  ttlSeconds?: number;
  /** Of mode `slow`. */
  delayMs?: number;
};

export const EXEC_PLUGIN = fileURLToPath(new URL('plugin.mjs', import.meta.url));

/** What `user.exec` of a kubeconfig says for our plugin. */
export function execEntry({ mode, ...options }: ExecPluginOptions) {
  const env = {
    PLUGIN_COUNT: options.countFile,
    PLUGIN_TOKEN: options.token,
    PLUGIN_TOKEN_FILE: options.tokenFile,
    PLUGIN_CERTIFICATE_FILE: options.certificateFile,
    PLUGIN_KEY_FILE: options.keyFile,
    PLUGIN_TTL_SECONDS: options.ttlSeconds?.toString(),
    PLUGIN_DELAY_MS: options.delayMs?.toString(),
  };
  return {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: EXEC_PLUGIN,
    args: [mode],
    env: Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }])),
    interactiveMode: 'IfAvailable',
    provideClusterInfo: false,
  };
}

/** How often a plugin with this count file has run. */
export const countRuns = (countFile: string): number => (existsSync(countFile) ? readFileSync(countFile, 'utf8').trimEnd().split('\n').length : 0);
