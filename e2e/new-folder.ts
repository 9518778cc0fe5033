import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];
const TRIES = 50;
const PAUSE_MS = 200;

/** A folder of the test's own. It goes with the test, after its apps: one that still runs would write into it while it is removed. */
export function newFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  made.push(folder);
  return folder;
}

/** Where an engine outlives its app for a moment, it writes between two steps of the removal: that begins anew then. */
async function remove(folder: string, tries = TRIES): Promise<void> {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch (error) {
    if (tries === 0) throw error;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    await remove(folder, tries - 1);
  }
}

export async function removeNewFolders(): Promise<void> {
  await Promise.all(made.splice(0).map((folder) => remove(folder)));
}
