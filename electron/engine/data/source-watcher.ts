import { AppError, failureOf } from '../../../shared/models/failure';
import type { Log } from '../../backend/lib/log';
import type { Changed } from '../contract';
import type { DatasetRecord, DataStore } from './data-store';
import { isSameListing, listFiles, type SourceFile } from '../../backend/tables/source-files';

/** Looking costs a part of a core that is below 0.5 %, however many files there are. Folders on a network send no events, so they are looked at. */
const LOOK_EVERY_MS = 2_000;
const COST_FACTOR = 200;
/** A slow look, on a busy machine or a sleepy network, does not put the next one off for longer than this many turns. */
const TURNS_MAX = 30;
/** A file that was written to within it may still grow. */
const SETTLE_MS = 1_500;

export type WatcherNeeds = {
  readonly root: string;
  readonly store: DataStore;
  readonly log: Log;
  readonly changed: Changed;
  readonly take: (name: string) => Promise<unknown>;
  readonly lookEveryMs?: number;
  readonly settleMs?: number;
};

type Seen = { readonly files: readonly SourceFile[]; readonly since: number };

/** Takes a version of a watched dataset when its files have changed and then kept still. */
export class SourceWatcher {
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;
  #round: Promise<void> = Promise.resolve();
  readonly #seen = new Map<string, Seen>();
  /** What was tried last, whether it became a version or not: the same is not tried again. */
  readonly #tried = new Map<string, readonly SourceFile[]>();

  constructor(private readonly needs: WatcherNeeds) {}

  start(): void {
    this.#schedule(this.#every);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#round;
  }

  get #every(): number {
    return this.needs.lookEveryMs ?? LOOK_EVERY_MS;
  }

  #schedule(ms: number): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      this.#round = this.#look();
    }, ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    let spent = 0;
    for (const dataset of this.needs.store.datasets().filter(({ watched }) => watched)) {
      if (this.#isClosed) return;
      const begun = performance.now();
      const settled = await this.#settled(dataset);
      spent += performance.now() - begun;
      if (settled) await this.#take(dataset.name, settled);
    }
    this.#schedule(Math.max(this.#every, Math.min(spent * COST_FACTOR, TURNS_MAX * this.#every)));
  }

  /** Its files, where they differ from the newest version and have kept still. */
  async #settled(dataset: DatasetRecord): Promise<readonly SourceFile[] | null> {
    const { name, latest } = dataset;
    const { root, store } = this.needs;
    let files: readonly SourceFile[];
    try {
      files = await listFiles(root, dataset);
    } catch (error) {
      this.#lost(dataset, error);
      return null;
    }
    const known = latest === null ? [] : store.files(name, latest);
    const isKnown = known.length === files.length && files.every(({ path, stamp }, at) => path === known[at]?.path && stamp === known[at].stamp);
    if (isKnown && (!dataset.failure || dataset.failure.code === 'cancelled')) return null;
    if (isSameListing(files, this.#tried.get(name) ?? [])) return null;
    const seen = this.#seen.get(name);
    if (!seen || !isSameListing(seen.files, files)) {
      this.#seen.set(name, { files, since: performance.now() });
      return null;
    }
    return performance.now() - seen.since >= (this.needs.settleMs ?? SETTLE_MS) ? files : null;
  }

  async #take(name: string, files: readonly SourceFile[]): Promise<void> {
    this.#tried.set(name, files);
    this.#seen.delete(name);
    try {
      await this.needs.take(name);
    } catch (error) {
      // The dataset itself says what is wrong; the next change is tried again.
      this.needs.log.warn('watched data is no version', { dataset: name, reason: failureOf(error).detail.reason ?? failureOf(error).code });
    }
  }

  /** A folder that is gone is said once, and is looked for again. */
  #lost({ name, failure }: DatasetRecord, error: unknown): void {
    const told = error instanceof AppError ? error.failure : failureOf(error);
    this.#tried.delete(name);
    this.#seen.delete(name);
    if (failure?.detail.reason === told.detail.reason) return;
    this.needs.store.setFailure(name, told);
    this.needs.changed('datasets', name);
  }
}
