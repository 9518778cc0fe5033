import { StringDecoder } from 'node:string_decoder';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
/** Of a longer line only the start is shown: nobody reads more, and one line must not fill the memory. */
export const LINE_MAX = 16 << 10;
const STAMP = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}) ?/;

/** `stamp` is the runtime's own time, to the nanosecond; null where the line has none. */
export type LogLine = { readonly stamp: string | null; readonly at: number | null; readonly text: string };

/** Cuts the bytes of a log into lines, blank ones too. Characters that are split between chunks stay whole. */
export class LogLines {
  #parts: Buffer[] = [];
  #kept = 0;
  #left = 0;

  *push(chunk: Buffer): Generator<LogLine> {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, end));
      from = end + 1;
      yield this.#take();
    }
    this.#keep(chunk.subarray(from));
  }

  /** What came after the last newline; null where nothing did. */
  rest(): LogLine | null {
    return this.#kept === 0 ? null : this.#take();
  }

  #keep(part: Buffer): void {
    const room = LINE_MAX - this.#kept;
    const kept = part.subarray(0, room);
    if (kept.length > 0) this.#parts.push(kept);
    this.#kept += kept.length;
    this.#left += part.length - kept.length;
  }

  #take(): LogLine {
    let bytes = Buffer.concat(this.#parts, this.#kept);
    const left = this.#left;
    this.#parts = [];
    this.#kept = 0;
    this.#left = 0;
    if (bytes.at(-1) === RETURN) bytes = bytes.subarray(0, -1);
    // A character that was cut in two is left out.
    const whole = left > 0 ? new StringDecoder('utf8').write(bytes) : bytes.toString('utf8');
    const [stamped] = STAMP.exec(whole) ?? [];
    const text = stamped === undefined ? whole : whole.slice(stamped.length);
    const stamp = stamped?.trimEnd() ?? null;
    const at = stamp === null ? Number.NaN : Date.parse(stamp);
    return { stamp, at: Number.isSafeInteger(at) ? at : null, text: left > 0 ? `${text} … +${left} bytes` : text };
  }
}
