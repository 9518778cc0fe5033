import { createHash } from 'node:crypto';
import type { Credential, CredentialSource } from '../cluster-access';
import { runPlugin, type PluginHost } from './exec-plugin';
import { readOidcToken } from './oidc';
import { RenewingSource } from './renewing-source';
import { basicHeader, bearerHeader, type Headers } from './request-headers';
import type { Identity, SignIn } from './sign-in';
import { readTokenFile } from './token-file';

export type CredentialHost = PluginHost & { readonly show: (path: string) => string; readonly pluginRestMs: number };

/** A plugin may open a browser each time it runs; a file costs nothing to read. */
export const PLUGIN_REST_MS = 10_000;
const FILE_REST_MS = 1_000;
/** As often as client-go reads a token file again. */
const TOKEN_FILE_AGE_MS = 60_000;
const TOKEN_FILE_LIMIT_BYTES = 1024 * 1024;
/** Sources that nobody uses at the moment are kept, so that opening a connection again asks for no new sign-in. */
const UNUSED_MAX = 50;

type Shared = { readonly source: RenewingSource; users: number };

/**
 * Makes the credential source of a user. All contexts whose users sign in in the same way share one: one plugin run serves
 * them all, unless the plugin asks to be told the cluster.
 */
export class CredentialSources {
  readonly #shared = new Map<string, Shared>();

  constructor(private readonly host: CredentialHost) {}

  open(identity: Identity): CredentialSource {
    const { signIn, impersonation, certificateEnd } = identity;
    const fixed = fixedHeaders(signIn);
    if (fixed)
      return fixedSource({ headers: { ...fixed, ...impersonation }, cert: null, key: null, expiresAt: signIn.kind === 'none' ? certificateEnd : null });
    return this.#openShared(signIn, impersonation);
  }

  /** What tokens are read from may have changed: the next `get` reads it again. */
  filesChanged(): void {
    for (const [key, { source }] of this.#shared) if (key.startsWith('token-file:')) source.forget();
  }

  close(): void {
    for (const { source } of this.#shared.values()) source.abort();
    this.#shared.clear();
  }

  #openShared(signIn: SignIn, impersonation: Headers): CredentialSource {
    const key = `${signIn.kind}:${createHash('sha256').update(JSON.stringify(signIn)).digest('hex')}`;
    const shared = this.#shared.get(key) ?? { source: this.#create(signIn), users: 0 };
    // Moved to the end: the order is that of use.
    this.#shared.delete(key);
    this.#shared.set(key, shared);
    shared.users += 1;
    this.#dropUnused();
    let closed = false;
    return {
      ...dressed(shared.source, impersonation),
      close() {
        if (closed) return;
        closed = true;
        shared.users -= 1;
        if (shared.users === 0) shared.source.abort();
      },
    };
  }

  #dropUnused(): void {
    const unused = [...this.#shared].filter(([, shared]) => shared.users === 0);
    for (const [key] of unused.slice(0, Math.max(0, unused.length - UNUSED_MAX))) this.#shared.delete(key);
  }

  #create(signIn: SignIn): RenewingSource {
    if (signIn.kind === 'exec') {
      const { exec, cluster } = signIn;
      return new RenewingSource({ make: (signal) => runPlugin(exec, cluster, this.host, signal), restMs: this.host.pluginRestMs, maxAgeMs: null });
    }
    if (signIn.kind === 'oidc') return new RenewingSource({ make: async () => readOidcToken(signIn.config, Date.now()), restMs: FILE_REST_MS, maxAgeMs: null });
    if (signIn.kind === 'token-file')
      return new RenewingSource({ make: () => this.#readToken(signIn.path, signIn.fallback), restMs: FILE_REST_MS, maxAgeMs: TOKEN_FILE_AGE_MS });
    throw new Error(`no shared source for ${signIn.kind}`);
  }

  async #readToken(path: string, fallback: string): Promise<Credential> {
    try {
      return await readTokenFile(path, this.host.show(path), TOKEN_FILE_LIMIT_BYTES);
    } catch (error) {
      if (fallback === '') throw error;
      return { headers: bearerHeader(fallback), cert: null, key: null, expiresAt: null };
    }
  }
}

/** Null for a way that makes credentials anew. */
function fixedHeaders(signIn: SignIn): Headers | null {
  switch (signIn.kind) {
    case 'none':
      return {};
    case 'token':
      return bearerHeader(signIn.token);
    case 'basic':
      return basicHeader(signIn.username, signIn.password);
    default:
      return null;
  }
}

/** Nothing newer can be had: it is the same object each time. */
function fixedSource(credential: Credential): CredentialSource {
  return { get: () => Promise.resolve(credential), reject: () => undefined, forget: () => undefined, close: () => undefined };
}

/** Adds the headers of one user to what several share. The same credential stays the same object. */
function dressed(source: RenewingSource, impersonation: Headers): Omit<CredentialSource, 'close'> {
  let last: { readonly bare: Credential; readonly full: Credential } | null = null;
  return {
    async get(signal) {
      const bare = await source.get(signal);
      if (last?.bare !== bare) last = { bare, full: { ...bare, headers: { ...bare.headers, ...impersonation } } };
      return last.full;
    },
    reject(credential) {
      if (last?.full === credential) source.reject(last.bare);
    },
    forget: () => source.forget(),
  };
}
