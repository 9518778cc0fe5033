import { randomUUID } from 'node:crypto';

/** A window holds one open at a time; of more, the oldest is forgotten. */
const HELD_MAX = 16;

/** What the user was asked for: a file that is read is never written to, whatever a page says. */
export type PickedUse = 'read' | 'write';

/** Files that the user picked in the system's own dialog, by the id that stands for each of them on the way through a page. */
export class PickedFiles {
  readonly #paths = new Map<string, { readonly path: string; readonly use: PickedUse }>();

  /** @returns its id */
  hold(path: string, use: PickedUse): string {
    const id = randomUUID();
    this.#paths.set(id, { path, use });
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > HELD_MAX && oldest !== undefined) this.#paths.delete(oldest);
    return id;
  }

  /** Its path, once: who wants it again picks it again. */
  take(id: string, use: PickedUse): string | null {
    const held = this.#paths.get(id);
    this.#paths.delete(id);
    return held?.use === use ? held.path : null;
  }
}
