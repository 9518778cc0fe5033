import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { PASSED } from './find-projects';

/** Files of a project, relative with forward slashes; what tools made, hidden folders and links are passed over. `more`: there are others. */
export async function listFiles(root: string, max: number): Promise<{ files: string[]; more: boolean }> {
  const files: string[] = [];
  const folders = ['.'];
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const below = folder === '.' ? '' : `${folder}/`;
    for await (const entry of await opendir(join(root, folder))) {
      if (entry.isDirectory() && !entry.name.startsWith('.') && !PASSED.has(entry.name)) folders.push(below + entry.name);
      if (!entry.isFile()) continue;
      if (files.length >= max) return { files, more: true };
      files.push(below + entry.name);
    }
  }
  return { files, more: false };
}
