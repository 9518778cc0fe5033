import { type Dirent, existsSync, statSync } from 'node:fs';
import { readdir, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { WorkspaceUsage } from '../../../shared/models/workspace';
import type { Places } from '../contract';

/** What rooms know of what lies there. */
export type Held = {
  /** Digests that something names: a run, a model version. */
  readonly artifacts: () => ReadonlySet<string>;
  /** Whether the logs of a run are still written. */
  readonly isActive: (run: string) => boolean;
};

export const PAYLOADS = 'payloads';
const RUN = /^[a-f0-9]{32}/;

/** Bytes of what Pilothouse wrote into the folder, counted now. */
export async function measureUsage(places: Places, held: Held): Promise<WorkspaceUsage> {
  const registry = registryBytes(places);
  const [artifacts, logs, payloads, whole, free] = await Promise.all([
    filesOf(places.artifacts),
    filesOf(places.logs),
    filesOf(join(places.hidden, PAYLOADS)),
    filesOf(places.hidden),
    freeOnDisk(places.hidden),
  ]);
  const total = sum(whole);
  const ended = logs.filter(({ path }) => isOfEnded(path, places, held));
  const named = held.artifacts();
  const orphans = artifacts.filter(({ path }) => !named.has(basename(path)));
  return {
    registry,
    artifacts: sum(artifacts),
    logs: sum(logs),
    payloads: sum(payloads),
    other: Math.max(0, total - registry - sum(artifacts) - sum(logs) - sum(payloads)),
    total,
    removable: { logs: sum(ended), orphanArtifacts: sum(orphans), all: total },
    freeOnDisk: free,
  };
}

/** Removes logs of ended runs that were not written to since `before`. @returns bytes freed */
export async function removeLogs(places: Places, held: Held, before = Number.POSITIVE_INFINITY): Promise<number> {
  const files = (await filesOf(places.logs)).filter(({ path, at }) => at < before && isOfEnded(path, places, held));
  const freed = await remove(files);
  // Folders that are empty now; one with a younger log stays by itself.
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) if (folder !== places.logs) await rmdir(folder).catch(() => undefined);
  return freed;
}

/** Removes artifacts that nothing names. One that came in just now may be named in a moment, and stays. @returns bytes freed */
export async function removeOrphans(places: Places, held: Held, now: number): Promise<number> {
  const files = await filesOf(places.artifacts);
  const named = held.artifacts();
  return remove(files.filter(({ path, at }) => !named.has(basename(path)) && now - at > JUST_NOW_MS));
}
const JUST_NOW_MS = 60_000;

/** The registry with its journals. */
export const registryBytes = ({ registry }: Places): number =>
  ['', '-wal', '-shm'].reduce((bytes, part) => bytes + (existsSync(registry + part) ? statSync(registry + part).size : 0), 0);

type Found = { readonly path: string; readonly bytes: number; readonly at: number };
const sum = (files: readonly Found[]): number => files.reduce((bytes, file) => bytes + file.bytes, 0);

async function filesOf(folder: string): Promise<Found[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { recursive: true, withFileTypes: true });
  } catch {
    return []; // gone meanwhile: nothing is there
  }
  const found: Found[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const seen = await stat(path).catch(() => null);
    if (seen) found.push({ path, bytes: seen.size, at: seen.mtimeMs });
  }
  return found;
}

/** What lies below the logs belongs to the run that its first name begins with. */
function isOfEnded(path: string, { logs }: Places, { isActive }: Held): boolean {
  const run = RUN.exec(path.slice(logs.length + 1))?.[0];
  return run !== undefined && !isActive(run);
}

async function remove(files: readonly Found[]): Promise<number> {
  let freed = 0;
  for (const { path, bytes } of files) {
    await rm(path, { force: true });
    freed += bytes;
  }
  return freed;
}

async function freeOnDisk(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return null; // a network folder may not say
  }
}
