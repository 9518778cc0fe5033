import { AppError, type Failure, failure, failureOf } from '../../../shared/models/failure';
import { Backoff } from '../lib/backoff';
import { type Log, SILENT } from '../lib/log';
import type { AccessSource } from './access-source';
import { accepted, askLink, type KubeRequest, refusal } from './ask-link';
import type { ClusterAccess, Credential, CredentialSource } from './cluster-access';
import { abandonable } from './link/deadline';
import type { Link, LinkAnswer } from './link/link';
import { abortError, cancelled } from './link/wire-failure';
import { sameCredential, signInError } from './sign-in-failure';
import type { WakeWatch } from './wake';

export type TransportListener = {
  /** The way to the cluster changed on disk: what was read so far may be of another one. */
  readonly onRenewed?: () => void;
  /** A good moment to try at once: the user asked, or the computer woke up. */
  readonly onNudged?: () => void;
};

export type TransportOptions = {
  readonly source: AccessSource;
  readonly wake: WakeWatch;
  readonly log?: Log;
  readonly idleMs?: number;
  readonly backoff?: Backoff;
};

const RECONNECT = { baseMs: 500, capMs: 30_000 };
/** A link that dies younger than this counts as a failed try. */
const STABLE_MS = 10_000;
const IDLE_MS = 60_000;

type Kept = { readonly key: string; readonly link: Link };

/**
 * Requests to one cluster. All share as few sockets as the server allows (one, over HTTP/2), which are opened on demand,
 * by one caller for all, and closed when nothing has been open for a while.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #backoff: Backoff;
  readonly #kept = new Set<Kept>();
  readonly #listeners = new Set<TransportListener>();
  readonly #ends: readonly (() => void)[];
  #opening: { key: string; done: Promise<void> } | null = null;
  #coolUntil = 0;
  #coolFailure: Failure | null = null;
  #idleTimer: NodeJS.Timeout | null = null;
  #version: string | null = null;
  #credentials: CredentialSource | null = null;
  #closed = false;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff(RECONNECT);
    this.#ends = [options.source.onChange(() => this.#renew()), options.wake.onWake(() => this.#nudge())];
  }

  /** Milliseconds until a new connection may be tried. */
  get coolMs(): number {
    return Math.max(0, this.#coolUntil - performance.now());
  }

  listen(listener: TransportListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves at the head of a good answer (2xx); its body must be read or destroyed. Throws AppError for any other. */
  async request(request: KubeRequest, signal: AbortSignal): Promise<LinkAnswer> {
    const access = this.#access();
    const credential = await access.credentials.get(signal);
    const answer = await this.#send(access, credential, request, signal);
    if (answer.status !== 401) return accepted(answer);
    const said = await refusal(answer);
    access.credentials.reject(credential);
    const renewed = await access.credentials.get(signal);
    if (sameCredential(credential, renewed)) throw signInError(said, access, credential);
    const second = await this.#send(access, renewed, request, signal);
    if (second.status === 401) throw signInError(await refusal(second), access, renewed);
    return accepted(second);
  }

  /** Forgets back-off and credentials, and tells everyone who waits to try now. */
  retry(): void {
    this.#credentials?.forget();
    this.#nudge();
  }

  close(): void {
    this.#closed = true;
    for (const end of this.#ends) end();
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    for (const { link } of this.#kept) link.kill(cancelled());
  }

  #access(): ClusterAccess {
    if (this.#closed) throw cancelled();
    const access = this.#options.source.access();
    this.#version ??= access.version;
    return access;
  }

  async #send(access: ClusterAccess, credential: Credential, request: KubeRequest, signal: AbortSignal): Promise<LinkAnswer> {
    this.#credentials = access.credentials;
    const key = `${access.version}\n${credential.cert ?? ''}`;
    for (;;) {
      if (signal.aborted) throw abortError(signal);
      const link = this.#pick(key, request.long ?? false);
      // Asked for in the same moment in which it was found to have room: others wait for the same room.
      if (link) return askLink(link, { access, credential }, request, signal);
      await abandonable(this.#ensure(key, access, credential), signal);
    }
  }

  #pick(key: string, long: boolean): Link | null {
    for (const kept of this.#kept) {
      if (kept.key !== key) kept.link.retire();
      else if (kept.link.hasRoom(long)) return kept.link;
    }
    return null;
  }

  /** One more link, opened once for all who ask. */
  #ensure(key: string, access: ClusterAccess, credential: Credential): Promise<void> {
    if (this.#opening?.key === key) return this.#opening.done;
    if (this.#coolFailure && this.coolMs > 0) return Promise.reject(new AppError(this.#coolFailure));
    const done = this.#open(key, access, credential).finally(() => {
      if (this.#opening?.done === done) this.#opening = null;
    });
    this.#opening = { key, done };
    return done;
  }

  async #open(key: string, access: ClusterAccess, credential: Credential): Promise<void> {
    const { log = SILENT } = this.#options;
    const bornAt = performance.now();
    let kept: Kept | null = null;
    const host = access.server.host;
    const onEnded = () => {
      if (!kept || !this.#kept.delete(kept)) return;
      log.info('a cluster connection ended', { host, afterMs: Math.round(performance.now() - bornAt) });
      if (performance.now() - bornAt < STABLE_MS) this.#cool(failure('unreachable', { reason: 'connection-lost' }));
      else this.#backoff.reset();
    };
    try {
      const { openLink } = await import('./link/open-link'); // Node's own TLS and HTTP among it: a start draws what is known without
      const link = await openLink({ access, credential, events: { onIdle: () => this.#watchIdle(), onEnded } }, new AbortController().signal);
      if (this.#closed) return link.kill(cancelled());
      kept = { key, link };
      this.#kept.add(kept);
      this.#coolFailure = null;
      log.info('connected to a cluster', { host, protocol: link.protocol, tookMs: Math.round(performance.now() - bornAt) });
      this.#watchIdle();
    } catch (error) {
      const why = failureOf(error);
      log.warn('a cluster cannot be reached', { host, code: why.code, reason: why.detail.reason });
      this.#cool(why);
      throw error;
    }
  }

  #cool(why: Failure): void {
    this.#coolUntil = performance.now() + this.#backoff.next();
    this.#coolFailure = why;
  }

  #watchIdle(): void {
    if (this.#idleTimer) clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => {
      const idle = [...this.#kept].filter(({ link }) => link.open === 0);
      for (const kept of idle) {
        this.#kept.delete(kept);
        kept.link.retire();
      }
    }, this.#options.idleMs ?? IDLE_MS);
    this.#idleTimer.unref();
  }

  #nudge(): void {
    this.#backoff.reset();
    this.#coolUntil = 0;
    for (const { link } of this.#kept) link.check();
    for (const { onNudged } of this.#listeners) onNudged?.();
  }

  #renew(): void {
    try {
      const { version } = this.#options.source.access();
      // A rotated token changes nothing for what is open; whoever was refused may try again.
      if (version === this.#version || this.#version === null) return this.#nudge();
      this.#version = version;
    } catch {
      return; // half-written, perhaps: what is open stays open, and the next request says what is wrong
    }
    this.#backoff.reset();
    this.#coolUntil = 0;
    for (const { onRenewed } of this.#listeners) onRenewed?.();
    for (const kept of this.#kept) {
      this.#kept.delete(kept);
      kept.link.retire();
    }
  }
}
