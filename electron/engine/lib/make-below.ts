import { mkdirSync, statSync } from 'node:fs';

/**
 * Makes a folder below one that must be there. A workspace that was moved away while it is open, or whose disk is gone, is not begun anew
 * where it was: what is kept there would be lost to it.
 * @throws the system's error, ENOENT where `above` is not there
 */
export function makeBelow(above: string, folder: string): void {
  statSync(above);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}
