import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Failure, failure } from '../../../../shared/models/failure';
import { NO_PAYLOADS, type PayloadSettings, type PayloadState } from '../../../../shared/models/payload';
import type { Body } from '../protocol/read-request';
import type { FromPayloads, PayloadRow, ThreadEntry, ThreadRole, ToPayloads } from '../thread-messages';
import { rowBytes } from './waiting-rows';

/** Of one body; a longer one is not kept, only that it was there. */
const BODY_MAX = 500_000;
/** What was handed over and is not written yet, of all services. More is lost. */
const UNDER_WAY_BYTES = 64_000_000;
/** Rows go together: a message costs more than a row. */
const GATHER_MS = 50;
const GATHER_ROWS = 256;
const AGAIN_MS = 2_000;
const CLOSE_MS = 10_000;

export type PayloadLogOptions = {
  readonly folder: string;
  readonly entry: ThreadEntry;
  readonly onState: (service: string, state: PayloadState) => void;
};

/** A body as it can be kept while the original is given away. */
export function keptBody({ content, head }: Body): Body | null {
  if (typeof content === 'string') return content.length > BODY_MAX ? null : { content, head };
  return content.byteLength > BODY_MAX ? null : { content: content.slice(), head };
}

/** A service's way to its payload log, in the gateway's thread. */
export class PayloadTap {
  rows: PayloadRow[] = [];
  /** Given to the thread that writes now, and what that says of it. */
  given = 0;
  state: PayloadState = NO_PAYLOADS;
  /** Of threads before it; and what no thread was given. */
  past = { written: 0, lost: 0 };
  /** Since when rows are not given to it. */
  stuckSince: number | null = null;

  constructor(
    public settings: PayloadSettings,
    readonly add: (row: PayloadRow) => void,
  ) {}

  /** Whether this request is one of the sample. By dice: neither the caller's id nor the split has a say in it. */
  samples(): boolean {
    const { share } = this.settings;
    return share > 0 && (share >= 1 || Math.random() < share);
  }

  get told(): PayloadState {
    const { written, lost } = this.past;
    const all = { ...this.state, written: written + this.state.written, lost: lost + this.state.lost };
    return this.stuckSince === null || all.state === 'gap' ? all : { ...all, state: 'gap', since: this.stuckSince, failure: BEHIND };
  }
}
const BEHIND: Failure = failure('local', { reason: 'store-unwritable', text: 'More comes than can be written.' });

/** Hands samples over to the thread that writes them. Whatever becomes of that one, requests go on. */
export class PayloadLog {
  readonly #taps = new Map<string, PayloadTap>();
  #worker: Worker | null = null;
  #gather: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #bytes = 0;
  #isClosed = false;

  constructor(private readonly options: PayloadLogOptions) {}

  /** Sets how a service is logged, from now on. */
  keep(service: string, settings: PayloadSettings): PayloadTap {
    let tap = this.#taps.get(service);
    if (tap) tap.settings = settings;
    else {
      const fresh: PayloadTap = new PayloadTap(settings, (row) => this.#add(service, fresh, row));
      this.#taps.set(service, (tap = fresh));
    }
    // One that is off may have files that grow too old.
    if (this.#worker || settings.share > 0 || existsSync(join(this.options.folder, service))) {
      if (this.#worker) this.#post({ type: 'keep', service, settings });
      else this.#start();
    }
    return tap;
  }

  /** Its files are looked at anew. */
  recount(service: string): void {
    const tap = this.#taps.get(service);
    if (tap) this.#post({ type: 'keep', service, settings: tap.settings });
  }

  /** All that was handed over is written, as far as that is possible. */
  async close(): Promise<void> {
    this.#send();
    this.#isClosed = true;
    clearTimeout(this.#again);
    const worker = this.#worker;
    if (!worker) return;
    this.#post({ type: 'close' });
    await new Promise<void>((resolve) => {
      const late = setTimeout(resolve, CLOSE_MS);
      worker.once('exit', () => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  #add(service: string, tap: PayloadTap, row: PayloadRow): void {
    const bytes = rowBytes(row);
    if (!this.#worker || this.#bytes + bytes > UNDER_WAY_BYTES) {
      tap.past.lost += 1;
      if (tap.stuckSince !== null) return;
      tap.stuckSince = row.at;
      return this.options.onState(service, tap.told);
    }
    this.#bytes += bytes;
    tap.rows.push(row);
    if (tap.rows.length >= GATHER_ROWS) this.#give(service, tap);
    else this.#gather ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  #send(): void {
    clearTimeout(this.#gather);
    this.#gather = undefined;
    for (const [service, tap] of this.#taps) if (tap.rows.length > 0) this.#give(service, tap);
  }

  #give(service: string, tap: PayloadTap): void {
    const { rows } = tap;
    tap.rows = [];
    tap.given += rows.length;
    this.#post({ type: 'rows', service, rows });
  }

  #post(message: ToPayloads): void {
    this.#worker?.postMessage(message);
  }

  #start(): void {
    const { entry, folder } = this.options;
    const workerData: ThreadRole = { role: 'payloads', folder };
    const worker = new Worker(entry.file, { execArgv: [...entry.execArgv], workerData });
    this.#worker = worker;
    worker.on('message', (message: FromPayloads) => {
      if (message.type === 'state') this.#hear(message);
    });
    let why = '';
    worker.on('error', (error) => (why = String(error)));
    worker.on('exit', (code) => this.#lost(why || `exit ${code}`));
    for (const [service, { settings }] of this.#taps) this.#post({ type: 'keep', service, settings });
  }

  #hear({ service, state, bytes }: Extract<FromPayloads, { type: 'state' }>): void {
    this.#bytes -= bytes;
    const tap = this.#taps.get(service);
    if (!tap) return;
    tap.state = state;
    if (this.#bytes < UNDER_WAY_BYTES / 2) tap.stuckSince = null;
    this.options.onState(service, tap.told);
  }

  /** What it was given and did not write went with it. */
  #lost(text: string): void {
    this.#worker = null;
    this.#bytes = 0;
    if (this.#isClosed) return;
    for (const [service, tap] of this.#taps) {
      const { written, files, bytes } = tap.state;
      tap.past = { written: tap.past.written + written, lost: tap.past.lost + tap.given - written + tap.rows.length };
      tap.given = 0;
      tap.rows = [];
      const ended = failure('local', { reason: 'store-unwritable', text });
      const fresh = { written: 0, lost: 0, files, bytes };
      tap.state =
        tap.settings.share > 0 ? { ...fresh, state: 'gap', since: Date.now(), failure: ended } : { ...fresh, state: 'off', since: null, failure: null };
      this.options.onState(service, tap.told);
    }
    this.#again = setTimeout(() => this.#start(), AGAIN_MS);
  }
}
