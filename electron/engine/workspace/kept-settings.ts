import { z } from 'zod';
import { applyPatch, type Patch } from '../../../shared/lib/patch';
import { WORKSPACE_DEFAULTS, WorkspaceSettings } from '../../../shared/models/workspace';
import type { Migrations, Registry } from '../contract';

export const SETTING_MIGRATIONS: Migrations = { room: 'settings', steps: ['CREATE TABLE setting (name TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID'] };

const Rows = z.array(z.object({ name: z.string(), json: z.string() }));
const PORT = 'trackingPort';
const SERVING_PORT = 'servingPort';
const Port = z.number().int().min(1_024).max(65_535);

/** Settings of the workspace, kept in it: they go where the folder goes. */
export class KeptSettings {
  readonly #listeners = new Set<() => void>();
  #settings: WorkspaceSettings;
  /** Where the tracking address listened last: runs that outlived an engine know that one. */
  #port: number | null;
  /** Where the gateway of the services did: whoever calls them knows that one. */
  #servingPort: number | null;

  constructor(private readonly registry: Registry) {
    const rows = Rows.parse(registry.database.prepare('SELECT name, json FROM setting').all());
    const kept = new Map<string, unknown>(rows.map(({ name, json }) => [name, JSON.parse(json)]));
    this.#port = Port.safeParse(kept.get(PORT)).data ?? null;
    this.#servingPort = Port.safeParse(kept.get(SERVING_PORT)).data ?? null;
    // One that an older or newer Pilothouse kept in another form falls back to its default, alone.
    const fields = Object.entries(WorkspaceSettings.shape).flatMap(([name, schema]) => {
      const value = schema.safeParse(kept.get(name));
      return value.success ? [[name, value.data] as const] : [];
    });
    this.#settings = WorkspaceSettings.parse({ ...WORKSPACE_DEFAULTS, ...Object.fromEntries(fields) });
  }

  get current(): WorkspaceSettings {
    return this.#settings;
  }

  get port(): number | null {
    return this.#port;
  }

  keepPort(port: number): void {
    if (port === this.#port) return;
    this.#write({ [PORT]: port });
    this.#port = port;
  }

  get servingPort(): number | null {
    return this.#servingPort;
  }

  keepServingPort(port: number): void {
    if (port === this.#servingPort) return;
    this.#write({ [SERVING_PORT]: port });
    this.#servingPort = port;
  }

  change(patch: Patch<WorkspaceSettings>): WorkspaceSettings {
    const next = applyPatch(this.#settings, patch);
    this.#write(next);
    this.#settings = next;
    for (const listener of this.#listeners) listener();
    return next;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #write(values: Readonly<Record<string, unknown>>): void {
    const put = this.registry.database.prepare('INSERT OR REPLACE INTO setting VALUES (?, ?)');
    this.registry.write(() => {
      for (const [name, value] of Object.entries(values)) put.run(name, JSON.stringify(value));
    }, true);
  }
}
