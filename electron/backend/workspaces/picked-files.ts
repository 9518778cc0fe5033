import { randomUUID } from 'node:crypto';

/** A window holds one open at a time; of more, the oldest is forgotten. */
const HELD_MAX = 16;

/** Files that the user picked in the system's own dialog, by the id that stands for each of them on the way through a page. */
export class PickedFiles {
  readonly #paths = new Map<string, string>();

  /** @returns its id */
  hold(path: string): string {
    const id = randomUUID();
    this.#paths.set(id, path);
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > HELD_MAX && oldest !== undefined) this.#paths.delete(oldest);
    return id;
  }

  /** Its path, once: who wants it again picks it again. */
  take(id: string): string | null {
    const path = this.#paths.get(id) ?? null;
    this.#paths.delete(id);
    return path;
  }
}
