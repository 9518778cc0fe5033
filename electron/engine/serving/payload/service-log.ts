import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type Failure, failure } from '../../../../shared/models/failure';
import { NO_PAYLOADS, type PayloadSettings, type PayloadState } from '../../../../shared/models/payload';
import type { PayloadRow } from '../thread-messages';
import { type KeptFile, KeptFiles } from './kept-files';
import { type PayloadFile, writePayloadFile } from './payload-file';
import { groupRows, type RowGroup } from './row-groups';
import { WaitingRows } from './waiting-rows';

/** Rows wait in memory for so long at most, or until there are so many. A kill takes them. */
export const FLUSH_MS = 10_000;
const FLUSH_ROWS = 20_000;
const FLUSH_BYTES = 16_000_000;
/** Of all that a service may have, for one file. */
const PART = 1 / 4;
/** A disk that does not take them may take them soon; so much waits for it. */
const AGAIN_MS = 2_000;
const WAITING_BYTES = 32_000_000;
/** A file that is smaller is written again with what came since: a quiet service would have thousands of them a day. */
const SMALL_ROWS = 10_000;
const SMALL_BYTES = 1_000_000;
/** Of a file, for each byte of bodies. */
const GROWTH = 1.5;

export type ServiceLogOptions = {
  readonly service: string;
  readonly folder: string;
  readonly settings: PayloadSettings;
  readonly now: () => number;
  /** `bytes`: of rows that are done with since it was told last. */
  readonly told: (state: PayloadState, bytes: number) => void;
  readonly write?: (file: PayloadFile) => Promise<void>;
  readonly flushMs?: number;
};

/** The payload log of one service: what waits, and what is in files. */
export class ServiceLog {
  readonly #files: KeptFiles;
  readonly #waiting = new WaitingRows();
  readonly #write: (file: PayloadFile) => Promise<void>;
  #settings: PayloadSettings;
  #state: PayloadState = NO_PAYLOADS;
  #oldestAt = 0;
  #failedAt = Number.NEGATIVE_INFINITY;
  #turn: Promise<void> = Promise.resolve();
  #isFlushing = false;
  /** The file that was written last, by its columns, as long as it is small. */
  readonly #small = new Map<string, { readonly file: KeptFile; readonly rows: number }>();

  constructor(private readonly options: ServiceLogOptions) {
    this.#files = new KeptFiles(options.folder);
    this.#write = options.write ?? writePayloadFile;
    this.#settings = options.settings;
    this.#settle(null);
  }

  /** Holds from now on, also for rows that wait. */
  set(settings: PayloadSettings): void {
    if (JSON.stringify(this.#settings.features) !== JSON.stringify(settings.features)) this.#small.clear();
    else settings = { ...settings, features: this.#settings.features }; // the same list: what is being written by it is as it should be
    this.#settings = settings;
    if (!this.#state.failure) this.#settle(null);
  }

  add(rows: readonly PayloadRow[]): void {
    if (this.#waiting.count === 0) this.#oldestAt = this.options.now();
    this.#waiting.add(rows);
    if (this.#state.failure) this.#lose(WAITING_BYTES);
    else if (this.#waiting.count >= FLUSH_ROWS || this.#waiting.bytes >= this.#fileBytes) void this.flush();
  }

  /** Called every second or so. */
  async tick(): Promise<void> {
    const now = this.options.now();
    if (this.#waiting.count === 0 || now - this.#failedAt < AGAIN_MS) return;
    if (this.#state.failure || now - this.#oldestAt >= (this.options.flushMs ?? FLUSH_MS)) await this.flush();
  }

  /** Looks what is there, and removes what is too old or too much. */
  bound(): Promise<void> {
    return this.#next(async () => {
      this.#files.look();
      await this.#files.bound(this.#settings.maxBytes, this.#settings.days, this.options.now());
      this.#tell();
    });
  }

  /** Writes all that waits. Where that fails it waits on. */
  flush(): Promise<void> {
    if (this.#isFlushing) return this.#turn;
    this.#isFlushing = true;
    return this.#next(async () => {
      try {
        while (this.#waiting.count > 0) await this.#writeSome();
      } finally {
        this.#isFlushing = false;
      }
    });
  }

  /** What cannot be written now is lost. */
  async close(): Promise<void> {
    await this.flush();
    if (this.#waiting.count > 0) await this.flush();
    this.#lose(0);
  }

  #next(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work).catch((error: unknown) => {
      this.#failedAt = this.options.now();
      this.#settle(failureOfWriting(error));
      this.#lose(WAITING_BYTES);
    });
    return this.#turn;
  }

  get #fileBytes(): number {
    return Math.min(FLUSH_BYTES, this.#settings.maxBytes * PART);
  }

  async #writeSome(): Promise<void> {
    const { features, maxBytes, days } = this.#settings;
    const rows = this.#waiting.first(FLUSH_ROWS, this.#fileBytes);
    const room = this.#fileBytes * GROWTH + SMALL_BYTES; // also for the file while it is not whole
    await this.#files.bound(maxBytes - room, days, this.options.now());
    for (const group of await groupRows(rows, features)) {
      const isKept = await this.#writeGroup(group);
      if (isKept === null) return; // again, with what is set now
      this.#waiting.remove(group.from);
      const count = group.from.size;
      this.#state = isKept ? { ...this.#state, written: this.#state.written + count } : { ...this.#state, lost: this.#state.lost + count };
    }
    this.#oldestAt = this.options.now();
    this.#settle(null);
  }

  /** Null: nothing came into a file, as what is to be seen of features was set anew meanwhile, or the file that was to grow was removed. */
  async #writeGroup({ key, columns, rows }: RowGroup): Promise<boolean | null> {
    const { features } = this.#settings;
    const { aside, ...place } = this.#files.place(this.options.now());
    const { service } = this.options;
    const small = this.#small.get(key);
    let grown = small?.file.day === place.day && existsSync(small.file.path) ? small : null;
    this.#small.delete(key);
    try {
      try {
        await this.#write({ path: aside, service, columns, rows, before: grown?.file.path ?? null });
      } catch (error) {
        if (grown && !existsSync(grown.file.path)) return this.#lookAgain();
        if (isOfDisk(error)) throw error;
        // Something in them cannot be a column, or the file before is broken: bodies can always be written, and others must not wait for these.
        grown = null;
        await this.#write({ path: aside, service, columns: [], rows, before: null });
      }
      if (features !== this.#settings.features) return null;
      const kept = await this.#files.keep(grown?.file ?? place, aside, this.#settings.maxBytes, grown !== null);
      if (kept === 'gone') return this.#lookAgain();
      const count = rows.length + (grown?.rows ?? 0);
      if (kept && count < SMALL_ROWS && kept.bytes < SMALL_BYTES) this.#small.set(key, { file: kept, rows: count });
      return kept !== null;
    } finally {
      await rm(aside, { force: true });
    }
  }

  #lookAgain(): null {
    this.#files.look();
    return null;
  }

  #lose(untilBytes: number): void {
    const lost = this.#waiting.loseUntil(untilBytes);
    if (lost > 0) this.#state = { ...this.#state, lost: this.#state.lost + lost };
    this.#tell();
  }

  #settle(why: Failure | null): void {
    const state = why ? 'gap' : this.#settings.share > 0 ? 'writing' : 'off';
    const since = state === this.#state.state ? this.#state.since : this.options.now();
    this.#state = { ...this.#state, state, since, failure: why };
    this.#tell();
  }

  #tell(): void {
    this.#state = { ...this.#state, files: this.#files.count, bytes: this.#files.bytes };
    this.options.told(this.#state, this.#waiting.takeGone());
  }
}

const isOfDisk = (error: unknown): boolean => !(error instanceof Error) || /^IO Error|ENOSPC|EDQUOT/.test(error.message);
const FULL = /No space left|quota exceeded|ENOSPC|EDQUOT/i;
const TEXT_MAX = 300;
function failureOfWriting(error: unknown): Failure {
  const text = (error instanceof Error ? error.message : String(error)).slice(0, TEXT_MAX);
  return failure('local', { reason: FULL.test(text) ? 'disk-full' : 'store-unwritable', text });
}
