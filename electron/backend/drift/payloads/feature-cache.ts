import { hash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';

/** Raised when a reader makes other tables of the same payloads. */
const READERS_VERSION = 1;
const EMPTY = '.empty';

/** Tables that were made of payloads, by what they were made of. Bounded: the ones that were not asked for longest go first, and can be made again. */
export class FeatureCache {
  readonly #making = new Map<string, Promise<string | null>>();

  constructor(
    readonly folder: string,
    private readonly maxBytes: number,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** The table of that, made where there is none; null: it has not one row. `make` is told where; what it throws is thrown. */
  of(made: readonly string[], make: (path: string) => Promise<unknown>): Promise<string | null> {
    const path = join(this.folder, `${hash('sha256', JSON.stringify([READERS_VERSION, ...made]))}.parquet`);
    const under = this.#making.get(path);
    if (under) return under;
    const making = this.#make(path, make).finally(() => this.#making.delete(path));
    this.#making.set(path, making);
    return making;
  }

  async #make(path: string, make: (path: string) => Promise<unknown>): Promise<string | null> {
    const now = new Date();
    if (await touched(path, now)) return path;
    if (await touched(path + EMPTY, now)) return null;
    await make(path);
    if (await touched(path, now)) return path;
    // That there is nothing is known too: a folder stands for it.
    mkdirSync(path + EMPTY, { recursive: true });
    return null;
  }

  /** Takes away what is too much; `kept` stays whatever its age. */
  async bound(kept: ReadonlySet<string> = new Set()): Promise<void> {
    const files = await Promise.all(
      (await readdir(this.folder)).map(async (name) => {
        const path = join(this.folder, name);
        const found = await stat(path).catch(() => null);
        return { path, bytes: found?.size ?? 0, at: found?.mtimeMs ?? 0 };
      }),
    );
    let over = files.reduce((sum, { bytes }) => sum + bytes, 0) - this.maxBytes;
    for (const { path, bytes } of files.toSorted((a, b) => a.at - b.at)) {
      if (over <= 0) return;
      if (kept.has(path) || this.#making.has(path)) continue;
      await rm(path, { recursive: true, force: true });
      over -= bytes;
    }
  }
}

const touched = (path: string, now: Date): Promise<boolean> =>
  utimes(path, now, now).then(
    () => true,
    () => false,
  );
