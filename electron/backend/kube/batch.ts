/** Few enough that people see no delay, many enough that a storm costs little. */
const FLUSH_EVERY_MS = 50;
const FLUSH_AT = 500;

export type BatchOut<T> = { readonly put: (items: readonly T[]) => void; readonly drop: (ids: readonly string[]) => void };

/** Tells what comes after a pause in this turn of the loop, and gathers what follows on its heels. Of many changes to one thing only the last is told. */
export class Batch<T> {
  readonly #out: BatchOut<T>;
  readonly #pending = new Map<string, { item: T } | null>();
  #timer: NodeJS.Timeout | null = null;
  #flushedAt = Number.NEGATIVE_INFINITY;

  constructor(out: BatchOut<T>) {
    this.#out = out;
  }

  put(id: string, item: T): void {
    this.#set(id, { item });
  }

  drop(id: string): void {
    this.#set(id, null);
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flushedAt = performance.now();
    if (this.#pending.size === 0) return;
    const gone: string[] = [];
    const items: T[] = [];
    for (const [id, change] of this.#pending) {
      if (change) items.push(change.item);
      else gone.push(id);
    }
    this.#pending.clear();
    if (gone.length > 0) this.#out.drop(gone);
    if (items.length > 0) this.#out.put(items);
  }

  /** Forgets what was not told yet. */
  clear(): void {
    this.#pending.clear();
    this.flush();
  }

  #set(id: string, change: { item: T } | null): void {
    this.#pending.set(id, change);
    if (this.#pending.size >= FLUSH_AT) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), Math.max(0, this.#flushedAt + FLUSH_EVERY_MS - performance.now()));
  }
}
