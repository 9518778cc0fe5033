import { monitorEntityId } from '../../../../shared/models/entity-ids';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DriftMonitor, MonitorEntity, MonitorSettings, MonitorVersion, MonitorWindow } from '../../../../shared/models/drift-monitor';
import type { EntityKey } from '../../../../shared/models/entity';
import { AppError, failure, failureOf } from '../../../../shared/models/failure';
import type { Log } from '../../lib/log';
import { sameValue } from '../../lib/same-value';
import { type Basis, readBasis } from './basis';
import { judgeWindows } from './judge-windows';
import { KeptWindows } from './kept-windows';
import { keepOnly, look } from './look';
import { LookQueue } from './look-queue';
import type { KeptMonitor, MonitorState, MonitorStore } from './monitor-store';
import type { SourceNeeds } from './source-parts';
import { judgedWindow, type Role, standingOf } from './standing';
import type { KeptWindow } from './window-scores';

const MINUTE_MS = 60_000;
/** How often it is seen whose turn it is. */
const TICK_MS = 15_000;
/** A heat map shows no more, and a year of days fits. */
const WINDOWS_MAX = 2_000;

export type MonitorsNeeds = {
  readonly store: MonitorStore;
  readonly sources: SourceNeeds;
  /** Where counts are kept. */
  readonly folder: string;
  /** Whether what a connection leads to can be read now. */
  readonly isOpen: (connection: string) => boolean;
  /** Monitors whose connections are open, as everybody sees them. */
  readonly inventory: { put(entity: MonitorEntity): void; drop(key: EntityKey): void };
  readonly now: () => number;
  readonly log: Log;
};

/** All monitors: how they are configured, when they look, and what they found. */
export class Monitors {
  readonly #listeners = new Set<() => void>();
  readonly #all = new Map<string, KeptMonitor>();
  readonly #kept: KeptWindows;
  readonly #queue: LookQueue;
  readonly #clock: NodeJS.Timeout;

  constructor(private readonly needs: MonitorsNeeds) {
    this.#kept = new KeptWindows(needs.store, needs.now);
    for (const monitor of needs.store.list()) this.#all.set(monitor.id, monitor);
    this.#queue = new LookQueue(needs.now, (id) => this.#changed(id));
    this.#clock = setInterval(() => this.#tick(), TICK_MS);
    this.#clock.unref();
    this.opened();
  }

  /** Of connections that are open. */
  list(): MonitorEntity[] {
    return [...this.#all.values()].filter(({ settings }) => this.needs.isOpen(settings.source.connection)).map((monitor) => this.#entity(monitor));
  }

  /** Of connections that are closed too. */
  all(): readonly KeptMonitor[] {
    return [...this.#all.values()];
  }

  /** Whether what it reads can be read now. @throws AppError `not-found` */
  isOpen(id: string): boolean {
    return this.needs.isOpen(this.need(id).settings.source.connection);
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** @throws AppError `not-found` */
  get(id: string): DriftMonitor {
    const monitor = this.need(id);
    const { settings, version } = monitor;
    const basis = this.basis(id);
    const reference = basis && {
      rows: basis.reference.rows,
      digest: basis.reference.digest,
      name: basis.reference.name,
      at: basis.at,
      columns: basis.columns.map((column) => ({ ...column })),
    };
    const windows = [...this.windows(id)];
    return { id, key: keyOf(monitor), settings, version, versions: this.versions(id), standing: this.#standing(monitor), reference, windows };
  }

  versions(id: string): MonitorVersion[] {
    return this.needs.store.versions(id);
  }

  /** Windows of the version that holds now, the oldest first. */
  windows(id: string): readonly MonitorWindow[] {
    return this.#kept.of(id, this.need(id).version);
  }

  /** The same with what each said of its columns. */
  scored(id: string): readonly KeptWindow[] {
    return this.#kept.scored(id, this.need(id).version);
  }

  /** What windows were last counted in; null before the first look. */
  basis(id: string): Basis | null {
    const { basis } = this.need(id).state;
    return basis === null ? null : readBasis(this.folder(id), basis);
  }

  folder(id: string): string {
    return join(this.needs.folder, id);
  }

  /** @throws AppError `unreachable`, `local` */
  create(settings: MonitorSettings): string {
    this.#reach(settings);
    const id = randomUUID();
    this.needs.store.create(id, settings, this.needs.now());
    this.#reload(id);
    this.#begin(id);
    return id;
  }

  /** A look that is under way goes by what holds now. @throws AppError `not-found`, `conflict`, `local` */
  change(id: string, settings: MonitorSettings, expected: number): number {
    const monitor = this.need(id);
    if (monitor.version !== expected) throw new AppError(failure('conflict', { reason: 'object-changed' }));
    if (sameValue(monitor.settings, settings)) return expected;
    this.#queue.stop(id);
    this.needs.store.change(id, expected + 1, settings, this.needs.now());
    this.#withdraw(monitor);
    this.#reload(id);
    this.#begin(id);
    return expected + 1;
  }

  /** @throws AppError `not-found`, `local` */
  remove(id: string): void {
    const monitor = this.need(id);
    this.#queue.stop(id);
    this.needs.store.remove(id);
    this.#all.delete(id);
    this.#kept.forget(id);
    this.#withdraw(monitor);
    rmSync(this.folder(id), { recursive: true, force: true });
    this.#tell();
  }

  /** @throws AppError `not-found`, `unreachable` */
  run(id: string): void {
    this.#reach(this.need(id).settings);
    this.#begin(id);
  }

  #reach({ source: { connection } }: MonitorSettings): void {
    if (!this.needs.isOpen(connection)) throw new AppError(failure('unreachable', { reason: 'connection-gone' }, connection));
  }

  /** What was counted so far stays. @throws AppError `not-found` */
  cancel(id: string): void {
    this.need(id);
    if (this.#queue.progress(id) === null) return;
    this.#queue.stop(id);
    this.#note(id, { running: false, failure: failure('cancelled'), lastRunAt: this.needs.now() });
  }

  /** @throws AppError `not-found` */
  need(id: string): KeptMonitor {
    const monitor = this.#all.get(id);
    if (monitor) return monitor;
    throw new AppError(failure('not-found', { reason: 'monitor-unknown' }));
  }

  /** Places were opened or closed: what can be read now is there, and looks that were broken off go on. */
  opened(): void {
    for (const monitor of this.#all.values()) {
      if (!this.needs.isOpen(monitor.settings.source.connection)) this.#queue.stop(monitor.id);
      this.#publish(monitor);
    }
    this.#tick();
    this.#tell();
  }

  /** Once no look is under way. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  close(): void {
    clearInterval(this.#clock);
    this.#queue.close();
    this.#listeners.clear();
  }

  #tick(): void {
    for (const { id, settings, state } of this.#all.values()) {
      if (!this.needs.isOpen(settings.source.connection)) continue;
      const next = nextRun(settings, state);
      if (state.running || state.lastRunAt === null || (next !== null && next <= this.needs.now())) this.#begin(id);
    }
  }

  #begin(id: string): void {
    if (!this.needs.isOpen(this.need(id).settings.source.connection)) return;
    this.#queue.begin(id, async (signal, heard) => {
      const { version } = this.need(id);
      this.#note(id, { running: true });
      try {
        await this.#look(id, signal, heard);
      } catch (error) {
        const why = failureOf(error);
        if (!this.#all.has(id) || this.need(id).version !== version) return; // another look is of what holds now
        // Whoever asked it to stop has noted that; where the place was closed it goes on when that is open again.
        if (signal.aborted) return;
        this.#note(id, { running: false, failure: why, lastRunAt: this.needs.now() });
        if (why.code === 'bug') this.needs.log.error('a monitor could not look', { id, text: why.detail.text });
      }
    });
  }

  async #look(id: string, signal: AbortSignal, heard: Parameters<Parameters<LookQueue['begin']>[1]>[1]): Promise<void> {
    const { settings, version } = this.need(id);
    const { sources, now } = this.needs;
    const looked = await look(id, settings, { sources, folder: this.folder(id), now, signal, heard });
    if (!looked) {
      if (this.need(id).version === version) this.#note(id, { lastRunAt: now(), failure: null, running: false });
      return;
    }
    const { basis, counts, isNew, failure: why } = looked;
    heard('judging', null);
    if (isNew || this.need(id).state.basis !== basis.key || this.windows(id).length === 0) {
      const judged = await judgeWindows({ basis, counts }, settings.config, settings.window, { signal, temporary: sources.temporary });
      if (this.need(id).version !== version) return;
      const roles = new Map<string, Role>(basis.columns.map(({ name, role }) => [name, role]));
      const of = { version, now: now(), roleOf: (name: string) => roles.get(name) ?? 'input' };
      const windows = judged.slice(-WINDOWS_MAX).map(({ times, report }) => judgedWindow(times, report, of));
      this.#kept.keep(id, version, windows);
    }
    if (this.need(id).version !== version) return;
    this.#note(id, { lastRunAt: now(), failure: why, basis: basis.key, running: false });
    keepOnly(this.folder(id), basis.key);
  }

  #note(id: string, news: Partial<MonitorState>): void {
    const monitor = this.need(id);
    const state = { ...monitor.state, ...news };
    this.#all.set(id, { ...monitor, state });
    this.needs.store.noteState(id, state);
    this.#changed(id);
  }

  #entity(monitor: KeptMonitor): MonitorEntity {
    return { ...keyOf(monitor), kind: 'monitor', namespace: '', ...this.#standing(monitor) };
  }

  #standing({ id, settings, version, state }: KeptMonitor): DriftMonitor['standing'] {
    const { name, of, source, window, everyMinutes } = settings;
    const { lastRunAt, failure: reason } = state;
    const windows = this.windows(id);
    const when = { lastRunAt, nextRunAt: nextRun(settings, state), progress: this.#queue.progress(id), failure: reason };
    return { name, of, source: source.kind, window, version, everyMinutes, ...standingOf(windows), ...when };
  }

  #reload(id: string): void {
    const found = this.needs.store.list().find((monitor) => monitor.id === id);
    if (found) this.#all.set(id, found);
    this.#kept.forget(id);
    this.#changed(id);
  }

  #changed(id: string): void {
    const monitor = this.#all.get(id);
    if (monitor) this.#publish(monitor);
    this.#tell();
  }

  #publish(monitor: KeptMonitor): void {
    if (this.needs.isOpen(monitor.settings.source.connection)) this.needs.inventory.put(this.#entity(monitor));
  }

  #withdraw(monitor: KeptMonitor): void {
    this.needs.inventory.drop(keyOf(monitor));
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

const nextRun = ({ everyMinutes }: MonitorSettings, { lastRunAt }: MonitorState): number | null =>
  everyMinutes === null ? null : (lastRunAt ?? 0) + everyMinutes * MINUTE_MS;
export const keyOf = ({ id, settings }: Pick<KeptMonitor, 'id' | 'settings'>) => ({
  connection: settings.source.connection,
  kind: 'monitor' as const,
  id: monitorEntityId(id),
});
