import { appendFileSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeBelow } from '../make-below';
import { type Mark, type NewLine, writeMark, writeRecord } from './log-record';
import { bytesOf, readWhole, type Segment, segmentName, segmentsOf } from './log-segments';

const SEGMENT_BYTES = 4 * 1024 * 1024;
/** What is kept of a run's log: its beginning and its newest lines. */
export const LOG_MAX_BYTES = 64 * 1024 * 1024;

/** Appends to the kept log of a run. What a killed engine left half written is taken back, and its bytes are read from the source again. */
export class LogWriter {
  #segments: { readonly path: string; readonly first: number; bytes: number }[];
  #mark: Mark = { next: 1, out: 0, err: 0 };

  constructor(
    private readonly folder: string,
    private readonly maxBytes = LOG_MAX_BYTES,
  ) {
    makeBelow(dirname(dirname(folder)), folder);
    const found = segmentsOf(folder);
    while (found.length > 0 && !this.#recover(found.at(-1))) found.pop();
    this.#segments = found.map((segment) => ({ ...segment, bytes: bytesOf(segment) }));
  }

  /** Of the last line that was kept, and how far its sources were read. */
  get mark(): Mark {
    return this.#mark;
  }

  #recover(segment: Segment | undefined): boolean {
    if (!segment) return false;
    const whole = readWhole(segment);
    if (!whole) {
      rmSync(segment.path, { force: true });
      return false;
    }
    if (whole.bytes.length < bytesOf(segment)) truncateSync(segment.path, whole.bytes.length);
    this.#mark = whole.mark;
    return true;
  }

  /** All of the lines or, where the disk refuses, none. @throws what the disk says */
  append(lines: readonly NewLine[], taken: Omit<Mark, 'next'>): void {
    const mark = { next: this.#mark.next + lines.length, ...taken };
    const text = Buffer.from(lines.map(writeRecord).join('') + writeMark(mark));
    const segment = this.#current();
    try {
      this.#write(segment.path, text);
    } catch (error) {
      this.#takeBack(segment);
      throw error;
    }
    segment.bytes += text.length;
    this.#mark = mark;
    this.#bound();
  }

  #current() {
    const last = this.#segments.at(-1);
    if (last && last.bytes < SEGMENT_BYTES) return last;
    const next = { path: join(this.folder, segmentName(this.#mark.next)), first: this.#mark.next, bytes: 0 };
    this.#segments.push(next);
    return next;
  }

  #write(path: string, text: Buffer): void {
    try {
      appendFileSync(path, text, { mode: 0o600 });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      makeBelow(dirname(dirname(this.folder)), this.folder); // the run has deleted it
      this.#segments = this.#segments.slice(-1);
      appendFileSync(path, text, { mode: 0o600 });
    }
  }

  #takeBack({ path, bytes }: { readonly path: string; readonly bytes: number }): void {
    try {
      truncateSync(path, bytes);
    } catch {
      // Not even that: what stands behind the last mark is taken back when the log is opened again.
    }
  }

  /** The first segment stays: how a run began is asked as often as how it ended. */
  #bound(): void {
    let total = this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
    while (total > this.maxBytes && this.#segments.length > 2) {
      const [dropped] = this.#segments.splice(1, 1);
      if (!dropped) return;
      rmSync(dropped.path, { force: true });
      total -= dropped.bytes;
    }
  }
}
