import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { type Failure, failureOf } from '../../../../shared/models/failure';
import type { Log } from '../../lib/log';
import type { ClusterAccess } from '../cluster-access';
import { CredentialSources, PLUGIN_REST_MS } from '../credentials/credential-sources';
import { PLUGIN_LIMITS } from '../credentials/exec-plugin';
import type { ExecLimits } from '../credentials/exec-process';
import { createLoginPath } from '../login-path';
import { type ConfigSource, CREDENTIAL_FILE_LIMIT_BYTES } from './config-source';
import { FileStore } from './file-store';
import { FileWatch } from './file-watch';
import { showPath } from './kubeconfig-chain';
import type { Discovered, Discovery, SystemRef } from '../../lib/discovery';
import { type KubeconfigFile, KubeconfigSet } from './kubeconfig-set';
import type { Kubeconfig } from './parse-kubeconfig';
import { describeTarget, resolveContext, type ResolvedContext } from './resolve-context';

export type KubeconfigsOptions = {
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly homeDir: string;
  /** Kubeconfigs that the user picked, each read by itself. */
  readonly extraFiles: readonly string[];
  readonly log: Log;
  readonly watch?: { readonly settleMs?: number; readonly pollMs?: number };
  readonly pluginLimits?: ExecLimits;
  readonly pluginRestMs?: number;
};

/**
 * The operator's kubeconfig files, as kubectl reads them, and whatever they name. Everything is read when it is asked for;
 * files are watched while somebody listens. Nothing is ever written.
 */
export class Kubeconfigs {
  readonly #store = new FileStore();
  readonly #source: ConfigSource;
  readonly #files: KubeconfigSet;
  readonly #credentials: CredentialSources;
  readonly #extra: Set<string>;
  readonly #watchers = new Set<() => void>();
  #watch: FileWatch | null = null;
  /** Every path that was looked at since the watch was last told. */
  readonly #looked = new Set<string>();

  constructor(private readonly options: KubeconfigsOptions) {
    const { env, homeDir, extraFiles, pluginLimits = PLUGIN_LIMITS, pluginRestMs = PLUGIN_REST_MS } = options;
    const show = (path: string) => showPath(path, homeDir);
    this.#source = {
      env,
      show,
      read: (path, limitBytes) => {
        this.#looked.add(path);
        return this.#store.read(path, limitBytes);
      },
    };
    this.#files = new KubeconfigSet(this.#source, homeDir);
    this.#credentials = new CredentialSources({ env, homeDir, show, loginPath: createLoginPath({ env, homeDir }), limits: pluginLimits, pluginRestMs });
    this.#extra = new Set(extraFiles.map((file) => resolve(file)));
  }

  /** Tells all contexts at once, and again after every change. Never throws. @returns what stops it. */
  discover(listener: (contexts: Discovery) => void): () => void {
    return this.#listen(() => this.#discovery(), listener, true);
  }

  /** The way to a context as its files say it now. Throws AppError. The caller closes its credentials. */
  access(ref: SystemRef): ClusterAccess {
    const { identity, ...way } = this.#resolve(ref);
    return { ...way, credentials: this.#credentials.open(identity) };
  }

  /**
   * Calls after anything that the context depends on has another content: also when it breaks or is mended, and when its
   * token file was rotated (which leaves `version` as it is). @returns what stops it.
   */
  onChange(ref: SystemRef, listener: () => void): () => void {
    return this.#listen(() => this.#fingerprint(ref), listener, false);
  }

  /** Looks into another kubeconfig from now on. */
  addFile(file: string): void {
    this.#extra.add(resolve(file));
    this.#changed();
  }

  close(): void {
    this.#watchers.clear();
    this.#watch?.close();
    this.#watch = null;
    this.#credentials.close();
  }

  #listen<T>(look: () => T, tell: (now: T) => void, atOnce: boolean): () => void {
    const first = look();
    let last = JSON.stringify(first);
    const check = () => {
      const now = look();
      const text = JSON.stringify(now);
      if (text === last) return;
      last = text;
      tell(now);
    };
    this.#watchers.add(check);
    this.#watchLooked();
    if (atOnce) tell(first);
    return () => {
      this.#watchers.delete(check);
      if (this.#watchers.size > 0) return;
      this.#watch?.close();
      this.#watch = null;
    };
  }

  readonly #changed = (): void => {
    this.#credentials.filesChanged();
    this.#looked.clear();
    for (const check of this.#watchers) {
      try {
        check();
      } catch (error) {
        this.options.log.error('a listener to kubeconfig changes failed', { error: String(error) });
      }
    }
    this.#watchLooked();
  };

  #watchLooked(): void {
    if (this.#watchers.size === 0) return;
    this.#watch ??= new FileWatch(this.#changed, this.options.watch);
    this.#watch.set(this.#looked, (path) => this.#store.lastSign(path));
  }

  #discovery(): Discovery {
    const chain = this.#files.chain();
    const merged = this.#files.merge(chain);
    const found = new Map<string, Discovered>();
    const note = (config: Kubeconfig, file: string, name: string, current: boolean) => {
      const discovered = this.#describe(config, file, name, current);
      if (!found.has(discovered.id)) found.set(discovered.id, discovered);
    };
    for (const [name, entry] of merged.contexts) note(merged, entry.file, name, name === merged.currentContext);
    const extra = [...this.#extra].filter((path) => !chain.some((file) => file.path === path)).map((path) => this.#files.read(path));
    for (const { path, config } of extra) for (const name of config.contexts.keys()) note(config, path, name, false);
    // As for kubectl, a missing file of the list is no fault as long as another is there.
    const present = chain.filter((file) => file.state !== 'missing');
    const shown = [...(present.length > 0 ? present : chain), ...extra];
    return { found: [...found.values()], sources: shown.map((file) => ({ name: this.#source.show(file.path), failure: file.config.fault?.failure ?? null })) };
  }

  #describe(config: Kubeconfig, file: string, context: string, current: boolean): Discovered {
    const id = createHash('sha256').update(`${file}\0${context}`).digest('hex').slice(0, 16);
    const common = { id, ref: { kubeconfig: file, context }, current };
    const resolved = attempt(() => resolveContext(config, context, file, this.#source));
    if (resolved.ok) return { ...common, target: resolved.value.target, namespace: resolved.value.namespace, failure: null };
    const namespace = config.contexts.get(context)?.value?.namespace || null;
    return { ...common, target: describeTarget(config, context, file, this.#source), namespace, failure: resolved.failure };
  }

  /**
   * A context is known by the file that sets it. While that file is one of the operator's list, the whole list counts, for
   * the user may stand in another one; else the file alone does, as after `kubectl --kubeconfig`.
   */
  #resolve({ kubeconfig, context }: SystemRef): ResolvedContext {
    const path = resolve(kubeconfig);
    const chain = this.#files.chain();
    const merged = this.#files.merge(chain);
    if (merged.contexts.get(context)?.file === path) return resolveContext(merged, context, path, this.#source);
    const alone: KubeconfigFile = chain.find((file) => file.path === path) ?? this.#files.read(path);
    return resolveContext(alone.config, context, path, this.#source);
  }

  /** All that an open connection depends on, in one text. */
  #fingerprint(ref: SystemRef): string {
    const resolved = attempt(() => this.#resolve(ref));
    if (!resolved.ok) return JSON.stringify(resolved.failure);
    const { version, identity } = resolved.value;
    if (identity.signIn.kind !== 'token-file') return version;
    const token = this.#source.read(identity.signIn.path, CREDENTIAL_FILE_LIMIT_BYTES);
    return `${version}:${token.state === 'read' ? token.hash : token.state}`;
  }
}

/** What is wrong with a configuration is told, not thrown, to those who only look. */
function attempt<T>(look: () => T): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure } {
  try {
    return { ok: true, value: look() };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}
