import { setTimeout as sleep } from 'node:timers/promises';
import type { Integrity } from '../../../shared/models/model';
import type { Artifacts, Changed } from '../contract';
import type { ModelStore } from './model-store';
import type { VersionRow } from './version-row';

export type SweepOptions = {
  readonly store: ModelStore;
  readonly artifacts: Pick<Artifacts, 'verify'>;
  readonly changed: Changed;
  readonly now: () => number;
  /** After a start, and between two rounds. */
  readonly firstAfterMs?: number;
  readonly everyMs?: number;
};

const FIRST_AFTER_MS = 60_000;
const EVERY_MS = 24 * 3_600_000;
/** For each second of reading the sweep rests nine: it never competes with training for the disk. */
const REST = 9;

/** Reads the bytes of versions again: one on demand, all of them now and then in the background. */
export class IntegrityCheck {
  readonly #options: SweepOptions;
  readonly #ended = new AbortController();
  #lastEndedAt: number | null = null;
  #checked = 0;
  #total = 0;

  constructor(options: SweepOptions) {
    this.#options = options;
    void this.#sweepForever();
  }

  close(): void {
    this.#ended.abort();
  }

  state() {
    const tampered = this.#options.store.allVersions().filter(({ integrity }) => integrity === 'tampered' || integrity === 'missing').length;
    return { lastEndedAt: this.#lastEndedAt, checked: this.#checked, total: this.#total, tampered };
  }

  /** @returns what it found, which is kept */
  async check({ model, version, digest }: Pick<VersionRow, 'model' | 'version' | 'digest'>, signal = this.#ended.signal): Promise<Integrity> {
    const { store, artifacts, changed, now } = this.#options;
    const before = store.version(model, version).integrity;
    if (digest === null) return { state: 'unchecked', checkedAt: null, files: [] };
    const bad: string[] = [];
    let missing = false;
    for (const file of store.files(model, version)) {
      const found = await artifacts.verify(file.digest, signal);
      if (found !== 'whole') bad.push(file.path);
      missing ||= found === 'missing';
    }
    const state = bad.length === 0 ? 'whole' : missing ? 'missing' : 'tampered';
    const checkedAt = now();
    store.setIntegrity(model, version, state, bad, checkedAt);
    if (state !== before) changed('models', model);
    return { state, checkedAt, files: bad };
  }

  /** One round over all versions, those not looked at for longest first. */
  async sweep(signal: AbortSignal = this.#ended.signal): Promise<void> {
    const versions = this.#options.store.allVersions().filter(({ digest }) => digest !== null);
    this.#checked = 0;
    this.#total = versions.length;
    for (const version of versions.toSorted((a, b) => (a.checked_at ?? 0) - (b.checked_at ?? 0))) {
      const began = performance.now();
      // Deleted meanwhile, or the disk is away: the next round looks again, and until then it is as unchecked as it was.
      await this.check(version, signal).catch(() => undefined);
      this.#checked += 1;
      await sleep((performance.now() - began) * REST, undefined, { signal, ref: false });
    }
    this.#lastEndedAt = this.#options.now();
  }

  async #sweepForever(): Promise<void> {
    const { firstAfterMs = FIRST_AFTER_MS, everyMs = EVERY_MS } = this.#options;
    const { signal } = this.#ended;
    try {
      await sleep(firstAfterMs, undefined, { signal, ref: false });
      for (;;) {
        await this.sweep(signal);
        await sleep(everyMs, undefined, { signal, ref: false });
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
