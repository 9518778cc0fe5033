import type { AccessSource } from './access-source';
import type { ClusterAccess } from './cluster-access';

/** Keeps the way to a cluster between its changes on disk, so that a request reads no file. Its owner closes it. */
export class HeldAccess implements AccessSource {
  readonly #read: () => ClusterAccess;
  readonly #listeners = new Set<() => void>();
  readonly #forget: () => void;
  #held: ClusterAccess | null = null;

  constructor(read: () => ClusterAccess, onChange: (listener: () => void) => () => void) {
    this.#read = read;
    this.#forget = onChange(() => this.#changed());
  }

  access(): ClusterAccess {
    this.#held ??= this.#read();
    return this.#held;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#forget();
    this.#listeners.clear();
    this.#drop();
  }

  #changed(): void {
    const before = this.#held;
    this.#held = null;
    try {
      const { version, credentials } = this.access();
      // Only a token was rotated: its source knows, and a sign-in that is under way goes on.
      if (before?.version === version) {
        credentials.close();
        this.#held = before;
      } else before?.credentials.close();
    } catch {
      before?.credentials.close(); // broken now: the next request says how
    }
    for (const listener of this.#listeners) listener();
  }

  #drop(): void {
    this.#held?.credentials.close();
    this.#held = null;
  }
}
