import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const ENDINGS = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];

/** The program that a name means: by PATH, relative folders in it passed over. Null when there is none that may be run. */
export function findProgram(name: string, path: string): string | null {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.flatMap((folder) => ENDINGS.map((ending) => join(folder, name + ending))).find(isProgram) ?? null;
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** PATH has other spellings on Windows. */
export const pathOf = (env: Readonly<NodeJS.ProcessEnv>): string => env['PATH'] ?? env['Path'] ?? '';
