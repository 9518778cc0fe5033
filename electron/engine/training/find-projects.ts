import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { MLPROJECT } from './parse-mlproject';

/** Folders that hold what tools made, never a project of the user's. */
export const PASSED = new Set(['node_modules', '__pycache__', 'venv', 'env', 'mlruns', 'site-packages', 'dist', 'build']);
const DEPTH_MAX = 6;
/** Data folders may hold any number of files; a project lies near the top. */
const ENTRIES_MAX = 50_000;
const PROJECTS_MAX = 200;

/** Folders below `root` with an MLproject file, relative with forward slashes, `.` for itself; nearest first. Links are not followed. */
export async function findProjects(root: string): Promise<string[]> {
  const found: string[] = [];
  let left = ENTRIES_MAX;
  let level = ['.'];
  for (let depth = 0; depth <= DEPTH_MAX && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if (await isFile(join(root, folder, MLPROJECT))) found.push(folder);
      if (found.length >= PROJECTS_MAX || left <= 0) return found;
      for await (const entry of entriesOf(join(root, folder))) {
        left -= 1;
        if (left <= 0) break;
        if (entry.isDirectory() && !entry.name.startsWith('.') && !PASSED.has(entry.name)) next.push(folder === '.' ? entry.name : `${folder}/${entry.name}`);
      }
    }
    level = next.toSorted();
  }
  return found;
}

async function* entriesOf(folder: string) {
  try {
    yield* await opendir(folder);
  } catch {
    // Not ours to read, or gone meanwhile: there is no project that could be used.
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
