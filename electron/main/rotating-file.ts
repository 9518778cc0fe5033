import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, fstatSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export type RotationLimits = { readonly maxBytes: number; readonly files: number };

/** A log file that starts anew when it is full, and keeps a few older ones: `main.log`, `main.1.log`, … */
export interface RotatingFile {
  /** Adds whole lines. Never throws: a full disk costs lines, not the app. */
  append(text: string): void;
  /** The last lines, oldest first. */
  tail(lines: number): string[];
  close(): void;
}

/** Each write reaches the system at once, so that a crash loses nothing that was logged before it. */
export function openRotatingFile(path: string, { maxBytes, files }: RotationLimits): RotatingFile {
  const older = (age: number) => (age === 0 ? path : path.replace(/\.log$/, `.${age}.log`));
  let file: number | null = null;
  let bytes = 0;

  const open = () => {
    mkdirSync(dirname(path), { recursive: true });
    file = openSync(path, 'a', 0o600);
    bytes = fstatSync(file).size;
    return file;
  };
  const close = () => {
    if (file !== null) closeSync(file);
    file = null;
  };
  const rotate = () => {
    close();
    rmSync(older(files - 1), { force: true });
    for (let age = files - 2; age >= 0; age--) {
      try {
        renameSync(older(age), older(age + 1));
      } catch {
        // there are not yet so many
      }
    }
  };

  return {
    append(text) {
      try {
        const size = Buffer.byteLength(text);
        let target = file ?? open();
        if (bytes > 0 && bytes + size > maxBytes) {
          rotate();
          target = open();
        }
        writeSync(target, text);
        bytes += size;
      } catch {
        // logging must never be what breaks the app
      }
    },
    tail(lines) {
      try {
        return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines);
      } catch {
        return [];
      }
    },
    close() {
      try {
        close();
      } catch {
        // the same
      }
    },
  };
}
