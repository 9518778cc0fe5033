import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeBelow } from '../../lib/make-below';

const DAY_MS = 86_400_000;
export const DAY = /^\d{4}-\d\d-\d\d$/;
export const FILE = /^\d\d-\d\d-\d\d\.\d{3}(?:-\d+)?\.parquet$/;
/** Of one that is not whole. */
const ASIDE = '.part';

export type KeptFile = { readonly path: string; readonly day: string; bytes: number };

/** Files of one service, by day and time (UTC). Others that lie there are left alone. */
export class KeptFiles {
  /** The oldest first. */
  #files: KeptFile[] = [];
  #bytes = 0;

  constructor(private readonly folder: string) {
    this.look();
  }

  get count(): number {
    return this.#files.length;
  }
  get bytes(): number {
    return this.#bytes;
  }

  /** What is there now: the user may have removed some. What a thread that ended left half written goes. */
  look(): void {
    const files: KeptFile[] = [];
    for (const day of namesIn(this.folder)) {
      if (!DAY.test(day)) continue;
      for (const name of namesIn(join(this.folder, day))) {
        const path = join(this.folder, day, name);
        if (name.endsWith(ASIDE) && FILE.test(name.slice(0, -ASIDE.length))) rmSync(path, { force: true });
        else if (FILE.test(name)) files.push({ path, day, bytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0 });
      }
    }
    this.#take(files);
  }

  /** Where a file of this moment goes, and where it is written before it is whole. @throws where the workspace is not there any more */
  place(now: number): KeptFile & { readonly aside: string } {
    const text = new Date(now).toISOString();
    const day = text.slice(0, 10);
    const time = text.slice(11, 23).replaceAll(':', '-');
    if (!existsSync(this.folder)) makeBelow(dirname(dirname(this.folder)), this.folder);
    mkdirSync(join(this.folder, day), { recursive: true, mode: 0o700 });
    let path = join(this.folder, day, `${time}.parquet`);
    for (let n = 2; existsSync(path); n++) path = join(this.folder, day, `${time}-${n}.parquet`);
    return { path, day, bytes: 0, aside: path + ASIDE };
  }

  /**
   * Puts a file that is written into its place; before, the oldest make room for it. Null: it is larger than all may be.
   * `isGrown`: it holds the rows of the one that is there. Where somebody removed that, they must not come back with it: `gone`.
   */
  async keep(file: KeptFile, aside: string, maxBytes: number, isGrown: boolean): Promise<KeptFile | null | 'gone'> {
    const handle = await open(aside, 'r+');
    let bytes: number;
    try {
      await handle.sync(); // a name that outlives a power cut must not be of an empty file
      bytes = (await handle.stat()).size;
    } finally {
      await handle.close();
    }
    const others = this.#files.filter(({ path }) => path !== file.path);
    await this.#remove(excess(others, maxBytes - bytes));
    if (bytes > maxBytes) {
      await rm(aside, { force: true });
      return null;
    }
    if (isGrown && !existsSync(file.path)) return 'gone';
    await rename(aside, file.path);
    const kept = { ...file, bytes };
    this.#take([...this.#files.filter(({ path }) => path !== file.path), kept]);
    return kept;
  }

  /** Removes what is older than so many days, and the oldest until the rest fits. */
  async bound(maxBytes: number, days: number, now: number): Promise<void> {
    const first = new Date(now - days * DAY_MS).toISOString().slice(0, 10);
    const old = this.#files.filter(({ day }) => day < first);
    await this.#remove([...old, ...excess(this.#files.slice(old.length), maxBytes)]);
  }

  async #remove(files: readonly KeptFile[]): Promise<void> {
    if (files.length === 0) return;
    for (const { path } of files) await rm(path, { force: true });
    const gone = new Set(files);
    this.#take(this.#files.filter((file) => !gone.has(file)));
    const days = new Set(this.#files.map(({ day }) => day));
    for (const day of new Set(files.map((file) => file.day))) if (!days.has(day)) await rmdir(join(this.folder, day)).catch(() => undefined);
  }

  #take(files: readonly KeptFile[]): void {
    this.#files = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    this.#bytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}

/** The oldest, as many as must go so that the rest has `maxBytes` at most. */
function excess(files: readonly KeptFile[], maxBytes: number): KeptFile[] {
  let over = files.reduce((sum, { bytes }) => sum + bytes, 0) - maxBytes;
  return files.filter(({ bytes }) => {
    if (over <= 0) return false;
    over -= bytes;
    return true;
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // not there, or no folder
  }
}
