import { createHash } from 'node:crypto';
import { readFileSync, type Stats, statSync } from 'node:fs';

export type StoredFile =
  | { readonly state: 'read'; readonly data: Uint8Array; readonly hash: string }
  | { readonly state: 'missing' }
  | { readonly state: 'too-large' }
  /** `why` is the system's word: EACCES, EISDIR … */
  | { readonly state: 'unreadable'; readonly why: string };

/** What `stat` says that changes whenever the content may have changed. The sign of a file that cannot be looked at is the error's code. */
export function signOf(stats: Stats): string {
  return [stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(':');
}

/** Reads files, and reads them again only when they may have changed. Always tells the state of now. */
export class FileStore {
  readonly #files = new Map<string, { readonly sign: string; readonly file: StoredFile }>();

  read(path: string, limitBytes: number): StoredFile {
    const look = inspect(path);
    const sign = typeof look === 'string' ? look : signOf(look);
    const known = this.#files.get(path);
    if (known?.sign === sign) return known.file;
    const file = typeof look === 'string' ? unreadable(look) : readWhole(path, look, limitBytes);
    this.#files.set(path, { sign, file });
    return file;
  }

  /** The sign under which a path was last read; null when it never was. */
  lastSign(path: string): string | null {
    return this.#files.get(path)?.sign ?? null;
  }
}

function inspect(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    return codeOf(error);
  }
}

function readWhole(path: string, stats: Stats, limitBytes: number): StoredFile {
  if (stats.isDirectory()) return unreadable('EISDIR');
  // A pipe or a device could block for ever.
  if (!stats.isFile()) return { state: 'unreadable', why: 'not a regular file' };
  if (stats.size > limitBytes) return { state: 'too-large' };
  try {
    const data = readFileSync(path);
    if (data.length > limitBytes) return { state: 'too-large' };
    return { state: 'read', data, hash: createHash('sha256').update(data).digest('hex') };
  } catch (error) {
    return unreadable(codeOf(error));
  }
}

function unreadable(code: string): StoredFile {
  return code === 'ENOENT' || code === 'ENOTDIR' ? { state: 'missing' } : { state: 'unreadable', why: code };
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unreadable';
}
