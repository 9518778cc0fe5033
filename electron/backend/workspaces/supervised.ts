import { AppError, failure, type Failure, failureOf } from '../../../shared/models/failure';
import { type OpenWorkspace, workspaceConnection } from '../../../shared/models/workspace';
import { Backoff } from '../lib/backoff';
import type { Log } from '../lib/log';
import type { EngineLink } from './engine-link';
import { reachEngine, type StartEngine } from './reach-engine';

const BACKOFF = { baseMs: 250, capMs: 30_000 };
/** One that lived so long did not die of how it starts. */
const HEALTHY_MS = 60_000;

export type SupervisedOptions = {
  readonly folder: string;
  /** The folder, to show. */
  readonly shown: string;
  readonly startEngine: StartEngine | undefined;
  /** Engines with this owner are ours. */
  readonly owner: string | null;
  readonly onChange: () => void;
  readonly log: Log;
  readonly now: () => number;
};

/** One open workspace: its engine, reached, and reached again after it was lost. */
export class Supervised {
  readonly #options: SupervisedOptions;
  readonly #backoff = new Backoff(BACKOFF);
  #state: OpenWorkspace | null = null;
  #link: EngineLink | undefined;
  #timer: NodeJS.Timeout | undefined;
  #trying: Promise<void> | undefined;
  #ended = false;
  readonly #arrivals = new Set<(link: EngineLink | null) => void>();

  private constructor(options: SupervisedOptions) {
    this.#options = options;
  }

  /** @throws AppError: the workspace cannot be opened */
  static async open(options: SupervisedOptions): Promise<Supervised> {
    const supervised = new Supervised(options);
    await supervised.#reach();
    return supervised;
  }

  get folder(): string {
    return this.#options.folder;
  }

  get state(): OpenWorkspace {
    if (!this.#state) throw new Error('it is open before anybody sees it');
    return this.#state;
  }

  /** The engine now. @throws AppError `unreachable` while it is lost */
  link(): EngineLink {
    if (this.#link) return this.#link;
    throw new AppError(this.#state?.failure ?? failure('unreachable', { reason: 'engine-lost' }));
  }

  /** Each engine from now on, beginning with the one that is there; null once there will be none any more. */
  follow(listener: (link: EngineLink | null) => void): () => void {
    if (this.#ended) queueMicrotask(() => listener(null));
    else this.#arrivals.add(listener);
    if (this.#link) listener(this.#link);
    return () => void this.#arrivals.delete(listener);
  }

  /** Lets go of the engine, whatever becomes of it. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#link?.close();
    this.#link = undefined;
    for (const listener of this.#arrivals) listener(null);
    this.#arrivals.clear();
  }

  closing(): void {
    this.#become({ state: 'closing', failure: null });
  }

  /** It could not be closed. */
  staysOpen(): void {
    if (this.#state?.state === 'closing') this.#become({ state: this.#link ? 'open' : 'lost' });
  }

  /** The engine, reached now where it is lost. @throws AppError why there is none; it is tried again as before */
  async reached(): Promise<EngineLink> {
    if (!this.#link) {
      clearTimeout(this.#timer);
      await this.#tryNow();
    }
    return this.link();
  }

  async #reach(): Promise<void> {
    const { folder, shown, startEngine, owner, log, now } = this.#options;
    const link = await reachEngine(folder, startEngine, () => !this.#ended);
    const facts = await link.request('engine.facts', {}).catch((error: unknown) => {
      link.close();
      throw error;
    });
    if (this.#ended) return link.close();
    const since = now();
    this.#link = link;
    this.#state = {
      id: facts.id,
      connection: workspaceConnection(facts.id),
      name: facts.name,
      folder: shown,
      state: 'open',
      since,
      failure: null,
      attached: owner === null || link.file.owner !== owner,
      trackingUri: facts.trackingUri === '' ? null : facts.trackingUri,
      tokenFile: facts.tokenFile,
    };
    log.info('a workspace is open', { id: facts.id, attached: this.#state.attached, pid: facts.pid });
    link.onLost(() => this.#lost(since));
    for (const listener of this.#arrivals) listener(link);
    this.#options.onChange();
  }

  #lost(openedAt: number): void {
    this.#link = undefined;
    if (this.#ended) return;
    const { log, now } = this.#options;
    if (now() - openedAt > HEALTHY_MS) this.#backoff.reset();
    log.error('the engine of the workspace is gone', { livedMs: now() - openedAt });
    this.#become({ state: 'lost', since: now(), failure: failure('unreachable', { reason: 'engine-lost' }) });
    this.#again();
  }

  #again(): void {
    this.#timer = setTimeout(() => void this.#tryNow(), this.#backoff.next());
  }

  /** One try at a time. Never throws: what went wrong is in the state. */
  #tryNow(): Promise<void> {
    this.#trying ??= this.#reach()
      .catch((error: unknown) => this.#missed(failureOf(error)))
      .finally(() => (this.#trying = undefined));
    return this.#trying;
  }

  /** Tried for as long as it is open: a disk comes back, another holder ends. */
  #missed(reason: Failure): void {
    if (this.#ended) return;
    this.#options.log.warn('the engine of the workspace did not come back', { code: reason.code, reason: reason.detail.reason, text: reason.detail.text });
    this.#become({ failure: reason });
    this.#again();
  }

  #become(now: Partial<OpenWorkspace>): void {
    if (this.#state) this.#state = { ...this.#state, ...now };
    this.#options.onChange();
  }
}
