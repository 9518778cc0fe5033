import type { SeenRequest } from '../../../../shared/models/service';

export const SEEN_MAX = 200;
const SHOWN_MAX = 2_000;
const ERROR_MAX = 500;

/** The last requests of a service. Bodies are cut when they are kept, so that a large one is not held by what is shown of it. */
export class SeenRequests {
  /** One whose bodies are seen only when it is asked for is a function. */
  readonly #ring: (SeenRequest | (() => SeenRequest))[] = [];
  #next = 0;

  add(request: SeenRequest | (() => SeenRequest)): void {
    this.#ring[this.#next] = request;
    this.#next = (this.#next + 1) % SEEN_MAX;
  }
  /** The newest first. */
  list(): SeenRequest[] {
    const all = [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)].toReversed();
    return all.map((request) => (typeof request === 'function' ? request() : request));
  }
}

/** As much of a body as is shown. */
export function shown(content: string | Uint8Array, head: number | null): string {
  if (typeof content !== 'string') {
    // `head` is the caller's word, and may be more than there is.
    return Buffer.from(content.subarray(0, Math.min(head ?? content.byteLength, SHOWN_MAX)))
      .toString()
      .slice(0, SHOWN_MAX);
  }
  // A part of a text holds all of it: this one is of its own.
  return content.length <= SHOWN_MAX ? content : Buffer.from(content.slice(0, SHOWN_MAX)).toString().slice(0, SHOWN_MAX);
}

/** What went wrong, out of a body in the protocol's shape. */
export function errorOf(status: number, body: string | Uint8Array): string | null {
  if (status < 400 || typeof body !== 'string') return null;
  const told: unknown = JSON.parse(body);
  return typeof told === 'object' && told !== null && 'error' in told ? String(told.error).slice(0, ERROR_MAX) : null;
}
