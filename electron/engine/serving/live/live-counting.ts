import { Worker } from 'node:worker_threads';
import type { LiveCounts, LiveWanted } from '../../../../shared/models/live-counts';
import type { PayloadSettings } from '../../../../shared/models/payload';
import { rowBytes } from '../payload/waiting-rows';
import type { CountedRow, FromCounts, ThreadEntry, ThreadRole, ToCounts } from '../thread-messages';

/** Handed over and not counted yet, of all services. More is not counted, and that is told. */
const UNDER_WAY_BYTES = 32_000_000;
/** Rows go together: a message costs more than a row. */
const GATHER_MS = 50;
const GATHER_ROWS = 256;
const AGAIN_MS = 2_000;

export type LiveCountingOptions = {
  readonly entry: ThreadEntry;
  readonly onCounts: (number: number, counts: LiveCounts) => void;
};

/** A service's way to what counts it, in the gateway's thread. */
export class LiveTap {
  rows: CountedRow[] = [];
  bytes = 0;
  lost = 0;
  /** Somebody wants it to be counted. */
  isOpen = false;
  features: PayloadSettings['features'] = [];

  constructor(readonly add: (row: CountedRow) => void) {}
}

/** Hands what was answered over to a thread that counts it, as long as somebody wants that. */
export class LiveCounting {
  readonly #wanted = new Map<number, LiveWanted>();
  readonly #taps = new Map<string, LiveTap>();
  #worker: Worker | null = null;
  #gather: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #underWay = 0;

  constructor(private readonly options: LiveCountingOptions) {}

  tap(service: string): LiveTap {
    let tap = this.#taps.get(service);
    if (!tap) {
      const fresh: LiveTap = new LiveTap((row) => this.#add(service, fresh, row));
      this.#taps.set(service, (tap = fresh));
    }
    return tap;
  }

  /** What of its inputs and outputs is masked or dropped: that is never counted. */
  keep(service: string, features: PayloadSettings['features']): void {
    this.tap(service).features = features;
    this.#post({ type: 'features', service, features });
  }

  /** Null: it is wanted no more. */
  want(number: number, wanted: LiveWanted | null): void {
    if (wanted) this.#wanted.set(number, wanted);
    else this.#wanted.delete(number);
    for (const { service } of this.#wanted.values()) this.tap(service);
    const services = new Set([...this.#wanted.values()].map(({ service }) => service));
    for (const [service, tap] of this.#taps) tap.isOpen = services.has(service);
    if (this.#wanted.size === 0) return this.close();
    if (this.#worker) this.#post({ type: 'want', number, wanted });
    else this.#start();
  }

  close(): void {
    clearTimeout(this.#gather);
    clearTimeout(this.#again);
    this.#gather = undefined;
    const worker = this.#worker;
    this.#worker = null;
    this.#drop();
    void worker?.terminate();
  }

  #add(service: string, tap: LiveTap, row: CountedRow): void {
    const bytes = rowBytes({ request: row[2], response: row[3] });
    if (!this.#worker || this.#underWay + bytes > UNDER_WAY_BYTES) tap.lost += 1;
    else {
      tap.rows.push(row);
      tap.bytes += bytes;
      this.#underWay += bytes;
    }
    if (tap.rows.length >= GATHER_ROWS) this.#give(service, tap);
    else this.#gather ??= setTimeout(() => this.#giveAll(), GATHER_MS);
  }

  #giveAll(): void {
    this.#gather = undefined;
    for (const [service, tap] of this.#taps) if (tap.rows.length + tap.lost > 0) this.#give(service, tap);
  }

  #give(service: string, tap: LiveTap): void {
    const { rows, bytes, lost } = tap;
    [tap.rows, tap.bytes, tap.lost] = [[], 0, 0];
    this.#post({ type: 'rows', service, rows, bytes, lost });
  }

  #post(message: ToCounts): void {
    this.#worker?.postMessage(message);
  }

  #start(): void {
    const { entry, onCounts } = this.options;
    clearTimeout(this.#again);
    const workerData: ThreadRole = { role: 'counts' };
    const worker = new Worker(entry.file, { execArgv: [...entry.execArgv], workerData });
    this.#worker = worker;
    worker.on('message', (message: FromCounts) => {
      if (worker !== this.#worker) return;
      if (message.type === 'done') this.#underWay -= message.bytes;
      else if (this.#wanted.has(message.number)) onCounts(message.number, message.counts);
    });
    worker.on('error', () => undefined); // its exit follows
    worker.on('exit', () => this.#lost(worker));
    for (const [service, { features }] of this.#taps) this.#post({ type: 'features', service, features });
    for (const [number, wanted] of this.#wanted) this.#post({ type: 'want', number, wanted });
  }

  /** What it had counted went with it: the next one begins anew, and says since when. */
  #lost(worker: Worker): void {
    if (worker !== this.#worker) return;
    this.#worker = null;
    this.#drop();
    this.#again = setTimeout(() => this.#start(), AGAIN_MS);
  }

  #drop(): void {
    this.#underWay = 0;
    for (const tap of this.#taps.values()) [tap.rows, tap.bytes, tap.lost] = [[], 0, 0];
  }
}
