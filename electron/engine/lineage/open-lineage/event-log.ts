import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeBelow } from '../../lib/make-below';

const LINE_END = 0x0a;

/** Events by month, one JSON text a line, for the user alone. */
export class EventLog {
  /** The file whose last line is known to be whole. */
  #sound: string | undefined;

  constructor(private readonly folder: string) {}

  /** Throws the system's error where the disk does not take it: what stands there is then mended with the next line. */
  append(event: object, at: number): void {
    makeBelow(dirname(this.folder), this.folder);
    const path = join(this.folder, `events-${new Date(at).toISOString().slice(0, 7)}.jsonl`);
    const start = this.#sound === path || endsWhole(path) ? '' : '\n';
    this.#sound = undefined;
    appendFileSync(path, `${start}${JSON.stringify(event)}\n`, { mode: 0o600 });
    this.#sound = path;
  }
}

/** Whether the last line has its end: one that was cut off by a crash must not run into the next. */
function endsWhole(path: string): boolean {
  const file = openSync(path, 'a+', 0o600);
  try {
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1);
    return size === 0 || (readSync(file, last, 0, 1, size - 1) === 1 && last[0] === LINE_END);
  } finally {
    closeSync(file);
  }
}
