const NEWLINE = 0x0a;

export type Line = { readonly text: string } | { readonly tooLong: number };

/**
 * Cuts bytes into lines. A line is kept as the chunks that it came in and joined once, so that long lines cost no more than short ones;
 * of one that is longer than the limit only its length is kept.
 */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #size = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  *push(chunk: Buffer): Generator<Line> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end));
      from = end + 1;
      const line = this.#take();
      if (line) yield line;
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from));
  }

  /** Bytes of the line under way, kept or not. */
  get pending(): number {
    return this.#size;
  }

  /** What came after the last newline: a line that was cut off, or null. */
  rest(): Line | null {
    return this.#take();
  }

  #keep(part: Buffer): void {
    this.#size += part.length;
    if (this.#size > this.#maxBytes) this.#parts = [];
    else this.#parts.push(part);
  }

  #take(): Line | null {
    const size = this.#size;
    const parts = this.#parts;
    this.#parts = [];
    this.#size = 0;
    if (size > this.#maxBytes) return { tooLong: size };
    const [only] = parts;
    const text = (parts.length === 1 && only ? only : Buffer.concat(parts, size)).toString('utf8');
    return text.trim() === '' ? null : { text };
  }
}
