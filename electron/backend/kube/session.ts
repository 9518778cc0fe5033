import { setMaxListeners } from 'node:events';
import { z } from 'zod';
import type { ConnectionTarget, Right, TestStep } from '../../../shared/models/connection';
import { AppError, type Failure, failureOf } from '../../../shared/models/failure';
import type { Log } from '../lib/log';
import type { HeldAccess } from './held-access';
import { type Requester, requestJson } from './json-request';
import { type ReflectorOptions, reflect } from './reflector';
import type { Resource } from './resource';
import { type AskedRight, reviewAccess, reviewAll, reviewRules, reviewSelf } from './reviews';
import type { LinkAnswer } from './link/link';
import type { KubeRequest } from './ask-link';
import { Transport } from './transport';
import type { WakeWatch } from './wake';

/** What watches of several scopes tell; a scope is a namespace, or '' for the whole cluster. */
export interface ScopedReflection<T> {
  begin(scope: string): void;
  put(scope: string, items: readonly T[]): void;
  drop(scope: string, ids: readonly string[]): void;
  live(scope: string): void;
  broken(scope: string, failure: Failure, nextTryAt: number | null): void;
  /** One object of the scope could not be read and was left out; the rest is true. */
  trouble?(scope: string, failure: Failure): void;
}

export type WatchScopes<T> = Pick<ReflectorOptions<T>, 'map' | 'timing' | 'select'> & {
  readonly resource: Resource;
  readonly namespaces: readonly string[] | null;
};

export type SessionOptions = { readonly source: HeldAccess; readonly wake: WakeWatch; readonly log: Log; readonly fallback: ConnectionTarget };

const PROBE_WITHIN_MS = 10_000;
/** Questions about rights that are open at once. */
const REVIEWS_AT_ONCE = 8;
/** Who somebody is changes seldom; a changed kubeconfig is seen at once. */
const IDENTITY_KEPT_MS = 60_000;

type Identity = { readonly subject: string; readonly groups: readonly string[] };

/** One signed-in connection to a cluster. Satisfies `Session` of the connectors' contract. */
export class KubeSession implements Requester {
  readonly #options: SessionOptions;
  readonly #transport: Transport;
  readonly #closed = new AbortController();
  #target: ConnectionTarget;
  #identity: { readonly value: Identity | null; readonly until: number } | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
    options.source.onChange(() => (this.#identity = null));
    this.#target = options.fallback;
    this.#transport = new Transport(options);
  }

  readonly target = (): ConnectionTarget => {
    try {
      this.#target = this.#options.source.access().target;
    } catch {
      // A broken kubeconfig is told by whatever needs it; until then the connection goes by its last name.
    }
    return this.#target;
  };

  async *test(signal: AbortSignal): AsyncGenerator<TestStep> {
    const { testSteps } = await import('./test-steps');
    yield* testSteps(this.#options.source, () => null, signal);
  }

  /** What was asked by name first, then what the server lists by itself for the namespace. */
  async rights(namespace: string | null, signal: AbortSignal): Promise<readonly Right[]> {
    const [reviewed, rules] = await Promise.all([
      reviewAll(this.#transport, namespace, signal),
      namespace === null ? [] : reviewRules(this.#transport, namespace, signal),
    ]);
    const known = new Set(reviewed.map(rightKey));
    return [...reviewed, ...rules.filter((rule) => !known.has(rightKey(rule)))];
  }

  /** Sends any request. Resolves at the head of a good answer; its body must be read or destroyed. Throws AppError. */
  request(request: KubeRequest, signal: AbortSignal): Promise<LinkAnswer> {
    return this.#transport.request(request, signal);
  }

  /** One answer for each question, in order. Throws only when cancelled: a review that failed is `unknown`. */
  async review(asked: readonly AskedRight[], signal: AbortSignal): Promise<readonly Right[]> {
    const rights = new Map<number, Right>();
    const left = asked.entries();
    const askOn = async () => {
      for (const [index, each] of left) rights.set(index, await reviewAccess(this.#transport, each, signal));
    };
    setMaxListeners(0, signal);
    await Promise.all(Array.from({ length: Math.min(REVIEWS_AT_ONCE, asked.length) }, askOn));
    return asked.flatMap((_, index) => rights.get(index) ?? []);
  }

  /** Who the cluster takes us for; null where it does not tell (before 1.28, or it may not be asked). Throws AppError. */
  async identity(signal: AbortSignal): Promise<Identity | null> {
    if (this.#identity && this.#identity.until > performance.now()) return this.#identity.value;
    const value = await this.#askIdentity(signal);
    this.#identity = { value, until: performance.now() + IDENTITY_KEPT_MS };
    return value;
  }

  async #askIdentity(signal: AbortSignal): Promise<Identity | null> {
    try {
      const { username, groups } = await reviewSelf(this.#transport, signal);
      return { subject: username, groups };
    } catch (error) {
      const untold = error instanceof AppError && (error.failure.code === 'not-found' || error.failure.code === 'forbidden');
      if (untold) return null;
      throw error;
    }
  }

  /** Ready where the server tells, else answering at all. Throws AppError. */
  async probe(signal: AbortSignal): Promise<void> {
    try {
      const answer = await this.#transport.request({ method: 'GET', path: '/readyz', accept: '*/*', headWithinMs: PROBE_WITHIN_MS }, signal);
      answer.body.resume();
    } catch (error) {
      const { code } = failureOf(error);
      if (code !== 'forbidden' && code !== 'not-found') throw error; // only where /readyz is not for us
      await requestJson(this.#transport, { method: 'GET', path: '/version', headWithinMs: PROBE_WITHIN_MS }, z.object({ gitVersion: z.string() }), signal);
    }
  }

  /**
   * Mirrors a collection, each namespace by itself (null: the whole cluster, as scope ''), until `signal` aborts or the
   * session closes. Never throws.
   */
  watch<T>({ resource, namespaces, select, map, timing }: WatchScopes<T>, out: ScopedReflection<T>, signal: AbortSignal): void {
    const stop = new AbortController();
    setMaxListeners(0, stop.signal); // one for each scope, and there may be hundreds
    const end = () => stop.abort();
    for (const each of [signal, this.#closed.signal]) {
      if (each.aborted) end();
      each.addEventListener('abort', end, { once: true, signal: stop.signal });
    }
    if (stop.signal.aborted) return;
    for (const scope of new Set(namespaces ?? [''])) {
      const scoped = {
        begin: () => out.begin(scope),
        put: (items: readonly T[]) => out.put(scope, items),
        drop: (ids: readonly string[]) => out.drop(scope, ids),
        live: () => out.live(scope),
        broken: (why: Failure, nextTryAt: number) => out.broken(scope, why, nextTryAt),
        trouble: (why: Failure) => out.trouble?.(scope, why),
      };
      reflect(
        {
          transport: this.#transport,
          resource,
          namespace: namespaces === null ? null : scope,
          map,
          out: scoped,
          ...(select && { select }),
          ...(timing && { timing }),
        },
        stop.signal,
      );
    }
  }

  retry(): void {
    this.#identity = null;
    this.#transport.retry();
  }

  close(): void {
    this.#closed.abort();
    this.#transport.close();
    this.#options.source.close();
  }
}

const rightKey = ({ verb, group, resource }: Right): string => `${group}/${resource}:${verb}`;
