import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/**
 * The program that a command names: an absolute path as it is, a bare name by PATH. Relative folders in PATH are passed
 * over, as Go does: what lies in the current folder is not meant. Null when there is none that may be run.
 */
export function findCommand(command: string, path: string, env: Readonly<NodeJS.ProcessEnv>): string | null {
  const endings = process.platform === 'win32' ? ['', ...(env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').split(';')] : [''];
  const places = isAbsolute(command)
    ? [command]
    : path
        .split(delimiter)
        .filter((folder) => isAbsolute(folder))
        .map((folder) => join(folder, command));
  return places.flatMap((place) => endings.map((ending) => place + ending)).find(isProgram) ?? null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** PATH has other spellings on Windows. */
export function pathOf(env: Readonly<NodeJS.ProcessEnv>): string {
  return env['PATH'] ?? env['Path'] ?? '';
}

/** Both lists of folders, the first the stronger, each folder once. */
export function joinPaths(first: string, second: string): string {
  return [...new Set([...first.split(delimiter), ...second.split(delimiter)].filter((folder) => folder !== ''))].join(delimiter);
}
