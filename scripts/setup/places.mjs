// Where things are: the checkout, and the cache that outlives it.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const isRoot = process.getuid?.() === 0;

function cacheHome() {
  // Root (a container, CI) keeps it where the unprivileged user that runs the app can read it.
  if (isRoot) return '/var/cache';
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return join(homedir(), '.cache');
}

/** Runtimes and test peers: made once, shared by all checkouts of this user. */
export const cache = join(cacheHome(), 'pilothouse');

/** Built output, and the lock and stamps of set-up. Ignored by git. */
export const out = join(root, 'out');

export const onPath = (command) =>
  (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').some((folder) => folder !== '' && existsSync(join(folder, command)));

/** Removes what a cut run left beside `folder` (its name, a dot, anything). Only while holding the lock on it. */
export function sweepLeftovers(folder) {
  const parent = dirname(folder);
  if (!existsSync(parent)) return;
  for (const name of readdirSync(parent)) if (name.startsWith(`${basename(folder)}.`)) rmSync(join(parent, name), { recursive: true, force: true });
}
