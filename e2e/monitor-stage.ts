import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Arms } from '../electron/backend/drift/monitors/arms/arm-revisions';
import type { CountLive } from '../electron/backend/drift/monitors/live/live-monitors';
import { createDrift } from '../electron/backend/drift/monitors/drift-room';
import { MonitorStore } from '../electron/backend/drift/monitors/monitor-store';
import { SILENT } from '../electron/backend/lib/log';
import { openDatabase } from '../electron/backend/storage/database';
import { listFiles } from '../electron/backend/tables/source-files';
import { driftConfigSchema } from '../shared/models/drift-config';
import { MonitorSettings } from '../shared/models/drift-monitor';
import { scanThread } from '../electron/backend/drift/scan/scan-thread';
import { AppError, failure } from '../shared/models/failure';

export const NEVER = new AbortController().signal;
export const CONNECTION = 'local-0123456789abcdef';
export const NOW = Date.parse('2026-06-15T12:00:00Z');
const DAY = 86_400_000;

export type Row = { readonly distance: number | null; readonly origin: string; readonly extra?: string };
/** Rows spread over days, always the same for the same seed. */
export function rowsOf(count: number, seed: number, row: (n: number, random: () => number) => Row): Row[] {
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return Array.from({ length: count }, (_, n) => row(n, random));
}
export const usual = (_: number, random: () => number): Row => ({ distance: Math.round(random() * 1_000), origin: 'ABC'[Math.floor(random() * 3)] ?? 'A' });
export const far = (n: number, random: () => number): Row => ({ ...usual(n, random), distance: Math.round(400 + random() * 1_000) });

export const files = (path: string, time: string | null = 'time') => ({ kind: 'files' as const, connection: CONNECTION, path, format: 'csv' as const, time });
export const settings = (parts: Partial<MonitorSettings> = {}): MonitorSettings =>
  MonitorSettings.parse({
    name: 'flights',
    of: null,
    source: files('now/*.csv'),
    reference: { kind: 'source', source: files('reference.csv') },
    config: driftConfigSchema.parse({}),
    window: 'month',
    everyMinutes: null,
    ...parts,
  });

/** A folder with a workspace and a store, and monitors over them; taken away by `end`. */
export function monitorStage() {
  const folder = mkdtempSync(join(tmpdir(), 'monitors-'));
  const root = join(folder, 'workspace');
  mkdirSync(root);
  const ends: (() => void)[] = [];

  function put(name: string, from: string, days: number, rows: readonly Row[], header = 'time,distance,origin'): void {
    const begin = Date.parse(`${from}T00:00:00Z`);
    const lines = rows.map(({ distance, origin, extra }, n) => {
      const time = new Date(begin + Math.floor((n / rows.length) * days * DAY)).toISOString().slice(0, 16);
      return [time, distance ?? '', origin, ...(extra === undefined ? [] : [extra])].join(',');
    });
    writeFileSync(join(root, name), [header, ...lines].join('\n'));
  }

  function opened(now = () => NOW) {
    const { database } = openDatabase(join(folder, 'data'), SILENT);
    let open = true;
    let arms: Arms | null = null;
    const taken = vi.fn();
    const lives: { readonly wanted: Parameters<CountLive>[1]; readonly hear: Parameters<CountLive>[2]; isOver: boolean }[] = [];
    const room = createDrift({
      store: new MonitorStore(database, SILENT),
      folder: join(folder, 'data', 'drift'),
      places: {
        workspace: () => ({ folder: root, dataset: async (name) => ({ format: 'csv', files: await listFiles(root, { path: name, format: 'csv' }) }) }),
        objects: (id) => {
          throw new AppError(failure('not-found', {}, id));
        },
      },
      countLive(_, wanted, hear) {
        const live = { wanted, hear, isOver: false };
        lives.push(live);
        return () => void (live.isOver = true);
      },
      isOpen: () => open,
      marks: () => Promise.resolve([]),
      armsOf: () => Promise.resolve(arms),
      inventory: { put: taken, drop: vi.fn() },
      now,
      log: SILENT,
    });
    const end = () => {
      room.live.close();
      room.monitors.close();
      database.close();
    };
    ends.push(() => {
      if (database.open) end();
    });
    const { monitors, views } = room;
    const made = async (parts: Partial<MonitorSettings> = {}) => {
      const id = monitors.create(settings(parts));
      await monitors.settled();
      return id;
    };
    const verdicts = (id: string) =>
      monitors.windows(id).map((window) => [new Date(window.start).toISOString().slice(0, 10), window.rows, window.verdict, window.worst?.column ?? null]);
    return {
      ...room,
      monitors,
      views,
      made,
      verdicts,
      end,
      taken,
      lives,
      close: (is: boolean) => (open = !is),
      moves: (between: Arms | null) => (arms = between),
    };
  }

  function usualMonths(): void {
    mkdirSync(join(root, 'now'), { recursive: true });
    put('reference.csv', '2026-01-01', 31, rowsOf(4_000, 1, usual));
    put('now/02.csv', '2026-02-01', 28, rowsOf(3_000, 2, usual));
    put('now/03.csv', '2026-03-01', 31, rowsOf(3_000, 3, far));
    put('now/04.csv', '2026-04-01', 30, rowsOf(3_000, 4, far));
  }

  return {
    folder,
    root,
    put,
    opened,
    usualMonths,
    async end() {
      for (const end of ends.splice(0).toReversed()) end();
      await scanThread.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
