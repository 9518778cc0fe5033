import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import { Backoff } from '../lib/backoff';
import { Batch } from './batch';
import type { Requester } from './json-request';
import { listPages } from './list-pages';
import { Nap } from './nap';
import { TIMING } from './reflector-timing';
import { collectionPath, type Resource, type Selection } from './resource';
import { isBefore } from './resource-version';
import { retryAfterMs } from './status';
import type { TransportListener } from './transport';
import { OpenedWatch } from './watch-stream';

/** What a reflector needs of a transport. */
export interface WatchedTransport extends Requester {
  readonly coolMs: number;
  listen(listener: TransportListener): () => void;
}

/** What a reflector tells, in order. Between `begin` and `live` lies a fresh list: what it does not put again is gone. */
export interface Reflection<T> {
  begin(): void;
  put(items: readonly T[]): void;
  drop(ids: readonly string[]): void;
  live(): void;
  /** Not true any more; mended by itself at `nextTryAt` (epoch ms). */
  broken(failure: Failure, nextTryAt: number): void;
  /** One object could not be read and was left out; the rest is true. */
  trouble(failure: Failure): void;
}

export type ReflectorOptions<T> = {
  readonly transport: WatchedTransport;
  readonly resource: Resource;
  readonly namespace: string | null;
  readonly select?: Selection;
  /** Theirs to ours, at once: the object itself is not kept. Null where it has no identity. */
  readonly map: (object: unknown) => { readonly id: string; readonly item: T } | null;
  readonly out: Reflection<T>;
  readonly timing?: Partial<typeof TIMING>;
  readonly pageMaxBytes?: number;
  readonly lineMaxBytes?: number;
};

/** A watch that the server ends at once and without a word is no watch. */
const SHORTEST_WATCH_MS = 1_000;

type Restart = 'relist' | 'resume';
/** Why we ended a watch ourselves. */
class Restarted extends Error {
  constructor(readonly how: Restart) {
    super(how);
  }
}

/** Mirrors a collection until `signal` aborts: list, watch, resume, list again. It never stops silently, and never throws. */
export function reflect<T>(options: ReflectorOptions<T>, signal: AbortSignal): void {
  new Reflector(options, signal).run().catch((error: unknown) => {
    if (!signal.aborted) options.out.broken(failureOf(error), Date.now());
  });
}

class Reflector<T> {
  readonly #options: ReflectorOptions<T>;
  readonly #signal: AbortSignal;
  readonly #timing: typeof TIMING;
  readonly #path: string;
  readonly #batch: Batch<T>;
  readonly #nap = new Nap();
  readonly #self: Backoff;
  readonly #slow: Backoff;
  readonly #lost: Backoff;
  /** Where the watch goes on; null: the list comes first. */
  #version: string | null = null;
  /** Asked for while the list was still coming: it is read once the list is whole. */
  #opened: OpenedWatch | null = null;
  #isLive = false;
  #liveAt = 0;
  /** The list was read again for a 410, and nothing else happened since. */
  #wasGone = false;
  #restart: ((how: Restart) => void) | null = null;

  constructor(options: ReflectorOptions<T>, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.#timing = { ...TIMING, ...options.timing };
    this.#path = collectionPath(options.resource, options.namespace);
    this.#batch = new Batch(options.out);
    const { backoffBaseMs, backoffCapMs, slowBaseMs, slowCapMs, lostBaseMs, lostCapMs } = this.#timing;
    this.#self = new Backoff({ baseMs: backoffBaseMs, capMs: backoffCapMs });
    this.#slow = new Backoff({ baseMs: slowBaseMs, capMs: slowCapMs });
    this.#lost = new Backoff({ baseMs: lostBaseMs, capMs: lostCapMs });
  }

  async run(): Promise<void> {
    const forget = this.#options.transport.listen({ onRenewed: () => this.#renewed(), onNudged: () => this.#nap.wakeUp() });
    try {
      while (!this.#signal.aborted) await this.#round();
    } finally {
      forget();
      this.#batch.clear();
    }
  }

  async #round(): Promise<void> {
    // The transport may have learnt of the lost link after us: asking now would only tell the same failure again.
    if (!this.#isLive && this.#options.transport.coolMs > 0) await this.#nap.sleep(this.#options.transport.coolMs, this.#signal);
    if (this.#signal.aborted) return;
    const controller = new AbortController();
    const pass = () => controller.abort();
    this.#signal.addEventListener('abort', pass, { once: true });
    this.#restart = (how) => controller.abort(new AppError(failure('cancelled'), { cause: new Restarted(how) }));
    try {
      if (this.#version === null) await this.#list(controller.signal);
      await this.#watch(controller.signal);
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#batch.flush();
      const reason: unknown = controller.signal.aborted ? controller.signal.reason : null;
      const restarted = reason instanceof AppError && reason.cause instanceof Restarted ? reason.cause : null;
      if (restarted?.how === 'relist') this.#version = null;
      if (!restarted) await this.#mend(failureOf(error));
    } finally {
      this.#letGo();
      this.#restart = null;
      this.#signal.removeEventListener('abort', pass);
    }
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { transport, out, select, pageMaxBytes } = this.#options;
    const onLastPage = (version: string) => void (this.#opened = this.#openWatch(version, signal));
    const onRestart = () => {
      this.#letGo();
      out.begin();
    };
    this.#batch.clear();
    out.begin();
    const onItems = (objects: readonly unknown[]) => {
      const items: T[] = [];
      for (const object of objects) {
        const mapped = this.#map(object);
        if (mapped) items.push(mapped.item);
      }
      if (items.length > 0 && !signal.aborted) out.put(items);
    };
    this.#version = await listPages(transport, { path: this.#path, select, onItems, onLastPage, onRestart, ...(pageMaxBytes && { pageMaxBytes }) }, signal);
    this.#isLive = false; // until its watch is open
  }

  #openWatch(version: string, signal: AbortSignal): OpenedWatch {
    const { transport, select, lineMaxBytes } = this.#options;
    const watch = { path: this.#path, select, version, seconds: this.#timing.watchSeconds(), ...(lineMaxBytes && { lineMaxBytes }) };
    return new OpenedWatch(transport, watch, signal);
  }

  /** Of a list that did not come to its end. */
  #letGo(): void {
    this.#opened?.letGo();
    this.#opened = null;
  }

  async #watch(signal: AbortSignal): Promise<void> {
    const fresh = !this.#isLive && this.#liveAt === 0;
    const openedAt = performance.now();
    let heard = false;
    let settle: NodeJS.Timeout | undefined;
    let silence: NodeJS.Timeout | undefined;
    let relist: NodeJS.Timeout | undefined;
    const live = () => {
      clearTimeout(settle);
      if (!relist) this.#live();
    };
    const onBookmark = (version: string) => {
      heard = true;
      this.#advance(version);
      live();
      clearTimeout(silence);
      silence = setTimeout(() => this.#restart?.('resume'), this.#timing.bookmarkSilenceMs);
    };
    const onLost = (error: AppError) => {
      heard = true;
      relist ??= this.#scheduleRelist(error.failure);
    };
    const onEvent = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: unknown, version: string) => {
      heard = true;
      live();
      this.#apply(type, object, version);
    };
    const onOpen = () => {
      if (fresh) live();
      else settle = setTimeout(live, this.#timing.settleMs);
    };
    const watch = this.#opened ?? this.#openWatch(this.#version ?? '', signal);
    this.#opened = null;
    try {
      await watch.read({ onOpen, onEvent, onBookmark, onLost, onBytes: () => silence?.refresh() });
    } finally {
      for (const timer of [settle, silence, relist]) clearTimeout(timer);
      if (relist) this.#version = null;
    }
    this.#batch.flush();
    const restMs = SHORTEST_WATCH_MS - (performance.now() - openedAt);
    if (restMs <= 0) return;
    if (!heard) throw new AppError(failure('unreachable', { reason: 'connection-lost', text: 'the watch was closed at once' }));
    await this.#nap.sleep(restMs, signal);
  }

  #apply(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: unknown, version: string): void {
    // What is older than what was told already would turn the view back.
    if (this.#version !== null && isBefore(version, this.#version)) return;
    this.#advance(version);
    const mapped = this.#map(object);
    if (!mapped) return;
    if (type === 'DELETED') this.#batch.drop(mapped.id);
    else this.#batch.put(mapped.id, mapped.item);
  }

  #map(object: unknown): { readonly id: string; readonly item: T } | null {
    try {
      const mapped = this.#options.map(object);
      if (!mapped) this.#options.out.trouble(NAMELESS);
      return mapped;
    } catch (error) {
      this.#options.out.trouble(failureOf(error)); // a fault of ours in one object must not hide all the others
      return null;
    }
  }

  #advance(version: string): void {
    if (this.#version === null || !isBefore(version, this.#version)) this.#version = version;
  }

  #live(): void {
    if (this.#isLive) return;
    this.#isLive = true;
    this.#liveAt = performance.now();
    this.#options.out.live();
  }

  /** Says what is broken, and waits until it is time to try again. */
  async #mend(why: Failure): Promise<void> {
    if (this.#isLive && performance.now() - this.#liveAt >= this.#timing.stableMs) {
      this.#self.reset();
      this.#slow.reset();
      this.#wasGone = false;
    }
    this.#isLive = false;
    const gone = why.detail.reason === 'history-gone';
    if (gone) this.#version = null;
    // The first 410 is a matter of course, also after a server was away for long: it answers, and nothing is gained by waiting.
    const waitMs = gone && !this.#wasGone ? Math.min(this.#self.next(), 0) : this.#waitMs(why);
    this.#wasGone = gone;
    this.#options.out.broken(this.#inScope(why), Date.now() + waitMs);
    if (waitMs > 0) await this.#nap.sleep(waitMs, this.#signal);
  }

  #waitMs(why: Failure): number {
    if (why.retry === 'self' || why.code === 'stale') return Math.max(this.#self.next(), this.#options.transport.coolMs, retryAfterMs(why));
    return this.#slow.next();
  }

  #scheduleRelist(why: Failure): NodeJS.Timeout {
    const waitMs = this.#lost.next();
    this.#batch.flush();
    this.#isLive = false;
    this.#options.out.broken(why, Date.now() + waitMs);
    return setTimeout(() => this.#restart?.('relist'), waitMs);
  }

  /** The cluster may be another one: its versions mean nothing any more. */
  #renewed(): void {
    this.#version = null;
    if (this.#isLive) this.#options.out.broken(failure('unreachable', { reason: 'connection-lost', text: 'the kubeconfig changed' }), Date.now());
    this.#restart?.('relist');
    this.#nap.wakeUp();
  }

  /** Which list was refused, so that people can be asked for namespaces that they may read. */
  #inScope(why: Failure): Failure {
    const { resource, namespace } = this.#options;
    if (why.code === 'not-found')
      return failure('unsupported', { ...why.detail, values: { ...why.detail.values, resource: resource.resource, group: resource.group } });
    if (why.code !== 'forbidden') return why;
    const values = { verb: 'list', resource: resource.resource, group: resource.group, ...why.detail.values, ...(namespace !== null && { namespace }) };
    return failure('forbidden', { ...why.detail, reason: 'namespace-forbidden', values });
  }
}

const NAMELESS = failure('unreachable', { reason: 'answer-malformed', text: 'an object without a name' });
