import { type FSWatcher, watch } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf, signOf } from './file-store';

/** One save of an editor is many events. */
const SETTLE_MS = 150;
/** Network mounts tell nothing of what others do to them. */
const POLL_MS = 5_000;

type Options = { readonly settleMs?: number; readonly pollMs?: number };

/**
 * Tells when any of some files may have changed, appeared or gone. It watches folders, not files, so that editors which
 * put a new file in place and mounts which swap a link are seen too; however busy a folder is, it costs one look at our own
 * files each `settleMs`.
 */
export class FileWatch {
  readonly #signs = new Map<string, string>();
  readonly #folders = new Map<string, FSWatcher>();
  readonly #settleMs: number;
  readonly #poll: NodeJS.Timeout;
  #timer: NodeJS.Timeout | null = null;
  #checking = false;
  #again = false;
  #closed = false;

  constructor(
    private readonly onChange: () => void,
    { settleMs = SETTLE_MS, pollMs = POLL_MS }: Options = {},
  ) {
    this.#settleMs = settleMs;
    this.#poll = setInterval(() => void this.#check(), pollMs);
    this.#poll.unref();
  }

  /** Replaces the set of watched files. `lastSign` is the state in which the caller read one: a change since then is told. */
  set(paths: ReadonlySet<string>, lastSign: (path: string) => string | null): void {
    for (const path of this.#signs.keys()) if (!paths.has(path)) this.#signs.delete(path);
    for (const path of paths) if (!this.#signs.has(path)) this.#signs.set(path, lastSign(path) ?? '');
    void this.#check();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#poll);
    if (this.#timer) clearTimeout(this.#timer);
    for (const watcher of this.#folders.values()) watcher.close();
    this.#folders.clear();
  }

  readonly #stir = (): void => {
    if (this.#closed || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#check();
    }, this.#settleMs);
  };

  async #check(): Promise<void> {
    this.#again = true;
    if (this.#checking) return;
    this.#checking = true;
    while (this.#again && !this.#closed) {
      this.#again = false;
      if (await this.#look()) this.onChange();
    }
    this.#checking = false;
  }

  async #look(): Promise<boolean> {
    const folders = new Set<string>();
    let changed = false;
    // Those that are added meanwhile are looked at too; those that are dropped are not.
    for (const path of this.#signs.keys()) {
      folders.add(dirname(path));
      const real = await realpath(path).catch(() => null);
      if (real !== null) folders.add(dirname(real));
      const sign = await stat(path).then(signOf, codeOf);
      if (this.#closed || !this.#signs.has(path) || this.#signs.get(path) === sign) continue;
      this.#signs.set(path, sign);
      changed = true;
    }
    this.#watchFolders(folders);
    return changed && !this.#closed;
  }

  #watchFolders(folders: ReadonlySet<string>): void {
    if (this.#closed) return;
    for (const [folder, watcher] of this.#folders) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#folders.delete(folder);
    }
    for (const folder of folders) if (!this.#folders.has(folder)) this.#watchFolder(folder);
  }

  /** A folder that is not there, or of a kind that cannot be watched, is left to the poll. */
  #watchFolder(folder: string): void {
    const drop = (watcher: FSWatcher) => {
      watcher.close();
      if (this.#folders.get(folder) === watcher) this.#folders.delete(folder);
    };
    try {
      const watcher = watch(folder, { persistent: false });
      watcher.on('change', this.#stir);
      watcher.on('error', () => drop(watcher));
      this.#folders.set(folder, watcher);
    } catch {
      // Left to the poll.
    }
  }
}
