import { ENTITY_KINDS } from '../../shared/models/entity';
import { Attention } from './attention/attention';
import { Connections } from './connections/connections';
import { Inventory } from './inventory/inventory';
import type { Log } from './lib/log';
import { openDatabase } from './storage/database';
import { Documents } from './storage/documents';
import { EverStable } from './storage/ever-stable';
import { LastKnown } from './storage/last-known';
import { SettingsStore } from './storage/settings-store';

export type HeldOptions = {
  /** Where the store lives; made when it is not there. */
  readonly dataFolder: string;
  readonly log: Log;
  readonly now?: () => number;
  /** A window waits for its first picture: where there is one from the last time, clusters are asked this much later. */
  readonly drawFirstMs?: number;
};

/** What is known without asking anybody: enough for a window to draw, and all that a start has to wait for. */
export type Held = ReturnType<typeof openHeld>;

/** Opens the store, and takes in the last known state of all connections. Nothing is reached by them yet. */
export function openHeld({ dataFolder, log, now = Date.now, drawFirstMs = 0 }: HeldOptions) {
  const opened = openDatabase(dataFolder, log, now);
  const documents = new Documents(opened.database, log);
  const settings = new SettingsStore(documents);
  const lastKnown = new LastKnown(opened.database, log, () => settings.current.keepLastKnown);
  const everStable = new EverStable(opened.database, log, now);
  const inventory = new Inventory();
  inventory.listen('delivery', {
    onChange: ({ entity, fields }) => {
      const stable = fields !== 'gone' && entity['state'] === 'stable' ? entity['stableKey'] : null;
      if (typeof stable === 'string') everStable.note(entity, stable);
    },
  });
  const known = ENTITY_KINDS.flatMap((kind) => lastKnown.load(kind));
  for (const entity of known) inventory.put(entity);
  inventory.listen('any', { onChange: ({ entity, fields }) => lastKnown.note(entity, fields === 'gone') });
  const opensAt = known.length > 0 ? now() + drawFirstMs : 0;
  const connections = new Connections({ inventory, documents, lastKnown, log, now, opensAt });
  const connectionName = (id: string) => connections.list().find((connection) => connection.id === id)?.name ?? null;
  const attention = new Attention({ inventory, connectionName, now });
  return { attention, opensAt, dataFolder, log, now, opened, documents, settings, lastKnown, everStable, inventory, connections } as const;
}
