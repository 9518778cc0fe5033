/** What is kept of a line; the longest that people read. */
export const LINE_MAX_BYTES = 8 * 1024;
/** Kept beyond it while a line is read, so that a secret across the limit is still seen whole. */
const MARGIN = 512;
const NEW_LINE = 10;
const RETURN = 13;

/** A line without its end. `bytes` is its true length, over the limit or not. */
export type CutLine = { readonly text: string; readonly bytes: number };

/**
 * Cuts the output of a process into lines of bounded length, at any speed. What a carriage return would have overwritten on a terminal is left out:
 * a bar of progress is its last state.
 */
export class LineCutter {
  #kept: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;
  /** The last byte was a carriage return: the end of a line on Windows if a new line follows, else the beginning of the same line again. */
  #returned = false;
  /** Bytes since the end of the last whole line: to be read again by whoever begins anew. */
  pendingBytes = 0;

  push(chunk: Buffer): CutLine[] {
    const lines: CutLine[] = [];
    const plain = !chunk.includes(RETURN);
    let from = 0;
    for (let end = chunk.indexOf(NEW_LINE); end >= 0; end = chunk.indexOf(NEW_LINE, from)) {
      // Most lines lie whole in one piece: they are not copied.
      if (plain && this.#bytes === 0 && !this.#returned && end - from <= LINE_MAX_BYTES)
        lines.push({ text: chunk.toString('utf8', from, end), bytes: end - from });
      else {
        this.#take(chunk.subarray(from, end));
        lines.push(this.#line());
        this.#reset();
      }
      this.pendingBytes = 0;
      from = end + 1;
    }
    this.#take(chunk.subarray(from));
    this.pendingBytes += chunk.length - from;
    return lines;
  }

  /** What stands there without an end yet. */
  get pending(): string {
    return this.#bytes === 0 ? '' : this.#line().text;
  }

  /** The last line of a process that ended without ending it. */
  flush(): CutLine[] {
    const lines = this.#bytes === 0 ? [] : [this.#line()];
    this.#reset();
    this.pendingBytes = 0;
    return lines;
  }

  #take(part: Buffer): void {
    if (part.length === 0) return;
    if (this.#returned) this.#reset();
    this.#returned = part[part.length - 1] === RETURN;
    const body = this.#returned ? part.subarray(0, -1) : part;
    const overwritten = body.lastIndexOf(RETURN);
    if (overwritten >= 0) this.#startOver();
    const rest = body.subarray(overwritten + 1);
    this.#bytes += rest.length;
    const room = LINE_MAX_BYTES + MARGIN - this.#keptBytes;
    if (room <= 0 || rest.length === 0) return;
    const kept = Buffer.from(rest.subarray(0, room)); // a copy: the chunk is used again
    this.#kept.push(kept);
    this.#keptBytes += kept.length;
  }

  #line(): CutLine {
    return { text: Buffer.concat(this.#kept).toString('utf8'), bytes: this.#bytes };
  }

  #startOver(): void {
    this.#kept = [];
    this.#keptBytes = 0;
    this.#bytes = 0;
  }

  #reset(): void {
    this.#startOver();
    this.#returned = false;
  }
}
