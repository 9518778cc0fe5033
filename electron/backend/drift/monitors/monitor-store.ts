import { hash } from 'node:crypto';
import type Database from 'libsql';
import { z } from 'zod';
import { MonitorSettings, type MonitorVersion, MonitorWindow } from '../../../../shared/models/drift-monitor';
import { AppError, Failure } from '../../../../shared/models/failure';
import type { Log } from '../../lib/log';
import { storeFailure } from '../../lib/store-failure';
import { inTransaction } from '../../storage/database';
import { type JudgedWindow, readScores, type WindowScores, writeScores } from './window-scores';

/** What is remembered of the looks of a monitor beside its windows. */
export const MonitorState = z.object({
  lastRunAt: z.number().int().nullable(),
  failure: Failure.nullable(),
  /** What the last look was counted in. */
  basis: z.string().nullable().default(null),
  /** It looks now; after a crash it looks again. */
  running: z.boolean().default(false),
});
export type MonitorState = z.infer<typeof MonitorState>;
export type KeptMonitor = { readonly id: string; readonly settings: MonitorSettings; readonly version: number; readonly state: MonitorState };

const FRESH: MonitorState = { lastRunAt: null, failure: null, basis: null, running: false };
const MonitorRow = z.object({ id: z.string(), version: z.number(), state: z.string(), settings: z.string() });
const VersionRow = z.object({ version: z.number(), at: z.number(), digest: z.string(), settings: z.string() });

/** Monitors, all versions of how they were configured, and what their windows said. */
export class MonitorStore {
  constructor(
    private readonly database: Database.Database,
    private readonly log: Log,
  ) {}

  list(): KeptMonitor[] {
    const rows = this.database
      .prepare(
        'SELECT m.id, m.version, m.state, v.settings FROM drift_monitor m JOIN drift_version v ON v.monitor = m.id AND v.version = m.version ORDER BY m.id',
      )
      .all();
    return z
      .array(MonitorRow.loose())
      .parse(rows)
      .flatMap((row) => this.#monitor(row) ?? []);
  }

  versions(id: string): MonitorVersion[] {
    const rows = this.database.prepare('SELECT version, at, digest, settings FROM drift_version WHERE monitor = ? ORDER BY version').all(id);
    return z
      .array(VersionRow.loose())
      .parse(rows)
      .map(({ version, at, digest, settings }) => ({ version, at, digest, settings: MonitorSettings.parse(JSON.parse(settings)) }));
  }

  /** @throws AppError `local` */
  create(id: string, settings: MonitorSettings, at: number): void {
    this.#write(() => {
      this.database.prepare('INSERT INTO drift_monitor VALUES (?, ?, ?, ?)').run(id, settings.source.connection, 1, JSON.stringify(FRESH));
      this.#version(id, 1, settings, at);
    });
  }

  /** A version of its own; what an older one found stays under that. @throws AppError `local` */
  change(id: string, version: number, settings: MonitorSettings, at: number): void {
    this.#write(() => {
      this.database.prepare('UPDATE drift_monitor SET version = ?, connection = ? WHERE id = ?').run(version, settings.source.connection, id);
      this.#version(id, version, settings, at);
    });
  }

  /** @throws AppError `local` */
  remove(id: string): void {
    this.#write(() => {
      this.database.prepare('DELETE FROM drift_monitor WHERE id = ?').run(id);
      for (const table of ['drift_version', 'drift_window']) this.database.prepare(`DELETE FROM ${table} WHERE monitor = ?`).run(id);
    });
  }

  /** @throws AppError `local` */
  noteState(id: string, state: MonitorState): void {
    this.#write(() => void this.database.prepare('UPDATE drift_monitor SET state = ? WHERE id = ?').run(JSON.stringify(state), id));
  }

  /** The oldest first. */
  windows(id: string, version: number): MonitorWindow[] {
    const rows = this.database.prepare('SELECT window FROM drift_window WHERE monitor = ? AND version = ? ORDER BY start').all(id, version);
    return z
      .array(z.object({ window: z.string() }).loose())
      .parse(rows)
      .map(({ window }) => MonitorWindow.parse(JSON.parse(window)));
  }

  /** Of each window, in their order. */
  scores(id: string, version: number): WindowScores[] {
    const rows = this.database.prepare('SELECT scores FROM drift_window WHERE monitor = ? AND version = ? ORDER BY start').all(id, version);
    return z
      .array(z.object({ scores: z.string() }).loose())
      .parse(rows)
      .map(({ scores }) => readScores(scores));
  }

  /** All windows of a version as they are now. @throws AppError `local` */
  keepWindows(id: string, version: number, windows: readonly JudgedWindow[]): void {
    this.#write(() => {
      this.database.prepare('DELETE FROM drift_window WHERE monitor = ? AND version = ?').run(id, version);
      const put = this.database.prepare('INSERT INTO drift_window VALUES (?, ?, ?, ?, ?)');
      for (const { window, scores } of windows) put.run(id, version, window.start, JSON.stringify(window), writeScores(scores));
    });
  }

  #version(id: string, version: number, settings: MonitorSettings, at: number): void {
    const text = JSON.stringify(settings);
    this.database.prepare('INSERT INTO drift_version VALUES (?, ?, ?, ?, ?)').run(id, version, at, hash('sha256', text), text);
  }

  #monitor({ id, version, state, settings }: z.infer<typeof MonitorRow>): KeptMonitor | null {
    try {
      return { id, version, settings: MonitorSettings.parse(JSON.parse(settings)), state: MonitorState.parse(JSON.parse(state)) };
    } catch (error) {
      this.log.error('a monitor of the store cannot be read', { id, text: String(error) }); // it stays there, for a Pilothouse that can
      return null;
    }
  }

  #write(work: () => void): void {
    try {
      inTransaction(this.database, work);
    } catch (error) {
      throw new AppError(storeFailure(error), { cause: error });
    }
  }
}
