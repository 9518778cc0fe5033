import type { DriftMeasure } from '../../../../../shared/models/drift-config';
import type { LiveCounts, LiveWanted } from '../../../../../shared/models/live-counts';
import type { LivePoint } from '../../../../../shared/models/live-point';
import type { Basis } from '../basis';
import type { KeptMonitor } from '../monitor-store';
import type { Monitors } from '../monitors';
import type { KeptWindow } from '../window-scores';
import { judgeLive, livePoint } from './live-point';
import { liveWanted } from './live-wanted';

/** Has the workspace of a connection counted as it is answered; null is told while nobody counts. @returns what ends it. @throws AppError where it is not open */
export type CountLive = (connection: string, wanted: LiveWanted, heard: (counts: LiveCounts | null) => void) => () => void;

export type LiveMonitorsNeeds = {
  readonly monitors: Pick<Monitors, 'all' | 'isOpen' | 'basis' | 'need' | 'listen'>;
  readonly countLive: CountLive;
  readonly now: () => number;
};

/** A log has all of a window on its disk so long after that ended. */
const LOG_MS = 15_000;
/** Timers take no more than some weeks. */
const TIMER_MS = 3_600_000;

type Followed = {
  /** What is counted, and in which bins. */
  readonly key: string;
  readonly basis: Basis;
  readonly leftOut: number;
  stop: () => void;
  /** The window that is counted, and the one before until its log is. */
  open: LiveCounts | null;
  over: LiveCounts | null;
  at: number;
  stoodSince: number | null;
};

/** What services are asked now, beside the windows of the monitors that read their logs. */
export class LiveMonitors {
  readonly #all = new Map<string, Followed>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #judged = new WeakMap<LiveCounts, { readonly version: number; readonly judged: KeptWindow }>();
  readonly #unlisten: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly needs: LiveMonitorsNeeds) {
    this.#unlisten = needs.monitors.listen(() => this.#look());
    this.#look();
  }

  /** The window that was over last, as long as its log is not counted, and the one that is open. */
  points(id: string, asked: { readonly column: string | null; readonly measure: DriftMeasure | null }): LivePoint[] {
    const followed = this.#all.get(id);
    if (!followed) return [];
    const monitor = this.needs.monitors.need(id);
    return [followed.over, followed.open].flatMap((counts) => {
      if (!counts || this.#isKept(monitor, counts)) return [];
      const { at, leftOut, stoodSince, basis } = followed;
      const isOver = counts.end <= this.needs.now();
      const standing = { at: isOver ? Math.min(at, counts.end) : at, leftOut, stoodSince: isOver ? null : stoodSince, isOver };
      return [livePoint(monitor, basis, { counts, judged: this.#judge(monitor, basis, counts), standing }, asked)];
    });
  }

  listen(id: string, listener: () => void): () => void {
    const own = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, own.add(listener));
    return () => {
      own.delete(listener);
      if (own.size === 0) this.#listeners.delete(id);
    };
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#unlisten();
    for (const { stop } of this.#all.values()) stop();
    this.#all.clear();
    this.#listeners.clear();
  }

  /** What is to be counted now: what is counted already in the same bins goes on. */
  #look(): void {
    const { monitors } = this.needs;
    const wanted = new Set<string>();
    for (const monitor of monitors.all()) {
      const { id, settings, state } = monitor;
      if (settings.source.kind !== 'payloads' || state.basis === null || !monitors.isOpen(id)) continue;
      wanted.add(id);
      const key = JSON.stringify([state.basis, settings.source, settings.window]);
      if (this.#all.get(id)?.key !== key) this.#follow(monitor, key);
      this.#tell(id);
    }
    for (const id of this.#all.keys()) if (!wanted.has(id)) this.#leave(id);
  }

  #follow({ id, settings }: KeptMonitor, key: string): void {
    this.#leave(id);
    const basis = this.needs.monitors.basis(id);
    const live = basis && liveWanted(settings, basis);
    if (!live || live.wanted.columns.length === 0) return;
    const { now, countLive } = this.needs;
    const followed: Followed = { key, basis, leftOut: live.leftOut, stop: () => undefined, open: null, over: null, at: now(), stoodSince: null };
    this.#all.set(id, followed);
    followed.stop = countLive(settings.source.connection, live.wanted, (counts) => this.#hear(id, followed, counts));
  }

  #hear(id: string, followed: Followed, counts: LiveCounts | null): void {
    if (this.#all.get(id) !== followed) return;
    if (!counts) followed.stoodSince ??= this.needs.now();
    else {
      if (followed.open && followed.open.start < counts.start) followed.over = followed.open;
      followed.open = counts;
      followed.at = this.needs.now();
      followed.stoodSince = null;
      this.#wakeAt(counts.end);
    }
    this.#tell(id);
  }

  #leave(id: string): void {
    const followed = this.#all.get(id);
    if (!followed) return;
    this.#all.delete(id);
    followed.stop();
    this.#tell(id);
  }

  /** The log has said what it says of this window. */
  #isKept({ state: { lastRunAt } }: KeptMonitor, { end }: LiveCounts): boolean {
    return lastRunAt !== null && lastRunAt >= end + LOG_MS;
  }

  #judge(monitor: KeptMonitor, basis: Basis, counts: LiveCounts): KeptWindow {
    const known = this.#judged.get(counts);
    if (known?.version === monitor.version) return known.judged;
    const judged = judgeLive(monitor, basis, counts, this.needs.now());
    this.#judged.set(counts, { version: monitor.version, judged });
    return judged;
  }

  /** A window ends also where nobody asks any more. */
  #wakeAt(end: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        for (const id of this.#all.keys()) this.#tell(id);
        const next = Math.min(...[...this.#all.values()].flatMap(({ open }) => (open && open.end > this.needs.now() ? [open.end] : [])));
        if (Number.isFinite(next)) this.#wakeAt(next);
      },
      Math.min(TIMER_MS, Math.max(0, end - this.needs.now())),
    );
    this.#timer.unref();
  }

  #tell(id: string): void {
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
