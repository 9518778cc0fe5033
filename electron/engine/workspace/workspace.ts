import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { engineApi } from '../../../shared/api/engine';
import type { Handlers } from '../../../shared/api/verb';
import type { Migrations, Places, RunningTraining } from '../contract';
import { FILES, preparePlaces } from './places';
import { identify, type Identity } from './identity';
import { KeptSettings, SETTING_MIGRATIONS } from './kept-settings';
import { takeLock, type WorkspaceLock } from './lock';
import { namedDigests } from './named-digests';
import { Quota } from './quota';
import { type OpenRegistry, openRegistry } from './registry';
import { createTokens, TOKEN_MIGRATIONS } from './tokens';
import { type Held, measureUsage, removeLogs, removeOrphans } from './usage';

const DAY_MS = 24 * 3_600_000;

/** A workspace that this process has for itself. */
export interface HeldWorkspace {
  readonly places: Places;
  readonly identity: Identity;
  readonly registry: OpenRegistry;
  readonly settings: KeptSettings;
  readonly tokens: ReturnType<typeof createTokens>;
  readonly quota: Quota;
  /** Lets go of it. */
  close(): void;
}

/**
 * Opens a folder as a workspace, and brings its registry to what `rooms` know. What cannot be used is left as it is.
 * @throws AppError `conflict` where another engine has it; `local` where it is damaged, newer, or cannot be written.
 */
export function holdWorkspace(folder: string, rooms: readonly Migrations[], now: () => number): HeldWorkspace {
  const places = preparePlaces(folder);
  const lock = takeLock(places);
  let registry: OpenRegistry | undefined;
  try {
    const identity = identify(places);
    registry = openRegistry(places.registry);
    registry.migrate([SETTING_MIGRATIONS, TOKEN_MIGRATIONS, ...rooms]);
    return hold(places, lock, identity, registry, now);
  } catch (error) {
    registry?.close();
    lock.release();
    throw error;
  }
}

function hold(places: Places, lock: WorkspaceLock, identity: Identity, registry: OpenRegistry, now: () => number): HeldWorkspace {
  const settings = new KeptSettings(registry);
  const nothing: Held = { artifacts: () => new Set(), isActive: () => true };
  const quota = new Quota({ limit: () => settings.current.quotaBytes, measure: async () => (await measureUsage(places, nothing)).total, now });
  return {
    places,
    identity,
    registry,
    settings,
    quota,
    tokens: createTokens(places, registry),
    close() {
      registry.close();
      lock.release();
    },
  };
}

export type WorkspaceRooms = {
  readonly workspace: HeldWorkspace;
  readonly training: Pick<RunningTraining, 'stopAll'>;
  /** Of a run: it is queued or trains. */
  readonly isActive: (run: string) => boolean;
  /** Everything is to be removed: whoever uses the registry ends. Resolves when they have. */
  readonly endForGood: () => Promise<void>;
  readonly now: () => number;
};

type Verbs = Pick<typeof engineApi, 'engine.usage' | 'engine.settings' | 'engine.change' | 'engine.removeWritten'>;

export function workspaceHandlers({ workspace, training, isActive, endForGood, now }: WorkspaceRooms): Handlers<Verbs> {
  const { places, registry, settings, quota } = workspace;
  const held: Held = { artifacts: () => namedDigests(registry), isActive };
  const remove = {
    logs: () => removeLogs(places, held),
    orphanArtifacts: () => removeOrphans(places, held, now()),
    async all() {
      const { total } = await measureUsage(places, held);
      await training.stopAll();
      await endForGood();
      return total;
    },
  };
  return {
    'engine.usage': () => measureUsage(places, held),
    'engine.settings': () => settings.current,
    async 'engine.change'(patch) {
      const changed = settings.change(patch);
      await quota.forget(); // it holds from the answer on
      return changed;
    },
    async 'engine.removeWritten'({ part }) {
      const freedBytes = await remove[part]();
      if (part !== 'all') await quota.forget();
      return { freedBytes };
    },
  };
}

/** What Pilothouse wrote, after its engine has let go of it. The lock goes with it, last. */
export async function removeHidden({ hidden }: Places): Promise<void> {
  for (const file of [FILES.engine, FILES.registry, FILES.identity]) await rm(join(hidden, file), { force: true });
  await rm(hidden, { recursive: true, force: true });
}

/** Removes logs that are older than the settings keep them. */
export async function removeOldLogs({ places, registry, settings }: HeldWorkspace, isActive: Held['isActive'], now: number): Promise<number> {
  const days = settings.current.keepLogsDays;
  return days === null ? 0 : removeLogs(places, { artifacts: () => namedDigests(registry), isActive }, now - days * DAY_MS);
}
