import { closeSync, constants, fstatSync, ftruncateSync, openSync, read } from 'node:fs';
import { promisify } from 'node:util';
import type { RunLogLine } from '../../../../shared/models/run';
import { LINE_MAX_BYTES, LineCutter } from './line-cutter';
import { type NewLine, plainText } from './log-record';
import type { LogWriter } from './log-writer';

const readAt = promisify(read);
const CHUNK_BYTES = 1024 * 1024;
/** One look takes no longer than this, so that a flood leaves time for all else. */
const LOOK_MS = 60;
/** A source that was read to its end and is larger is cut to nothing. */
const SOURCE_MAX_BYTES = 16 * 1024 * 1024;
/** More than can be caught up with: all but the newest is left out, with a note. */
const BEHIND_MAX_BYTES = 256 * 1024 * 1024;
const KEPT_OF_FLOOD_BYTES = 1024 * 1024;
/** What progress is looked for in. */
const RECENT_LINES = 40;

type Source = { readonly stream: 'out' | 'err'; readonly fd: number; readonly cutter: LineCutter; offset: number };

/**
 * Takes what a process writes into its two files over into the kept log: in lines, with their time, within bounds and without the secret.
 * The process needs nobody for writing; whoever follows next begins where the log says it ends.
 */
export class LogFollower {
  readonly #sources: readonly Source[];
  readonly #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #recent: string[] = [];
  /** Read, and not kept yet: the disk refused. Nothing more is read before they are. */
  #unkept: NewLine[] = [];
  #busy: Promise<unknown> = Promise.resolve();

  /** @param secret never kept, whatever line it is in */
  constructor(
    files: { readonly stdout: string; readonly stderr: string },
    private readonly writer: LogWriter,
    private readonly secret: string | null,
    private readonly now: () => number,
    private readonly onLines: (lines: readonly RunLogLine[]) => void,
  ) {
    const open = (stream: Source['stream'], path: string): Source => ({
      stream,
      fd: openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600),
      cutter: new LineCutter(),
      offset: writer.mark[stream],
    });
    this.#sources = [open('out', files.stdout), open('err', files.stderr)];
  }

  /** The newest lines, what has no end yet among them; newest last. */
  get recent(): readonly string[] {
    return [...this.#recent, ...this.#sources.map(({ cutter }) => this.#clean(cutter.pending)).filter((text) => text !== '')];
  }

  /** Takes in what is new. @returns whether all of it was. @throws what the disk says; nothing is lost by it */
  async look(): Promise<boolean> {
    return await this.#inTurn(async () => await this.#takeIn(performance.now() + LOOK_MS));
  }

  /** Takes in all that is left, whole lines or not, and lets go of the files. */
  async finish(): Promise<void> {
    await this.#inTurn(async () => {
      try {
        while (!(await this.#takeIn(performance.now() + LOOK_MS)));
        const rest = this.#sources.flatMap(({ cutter, stream }) => cutter.flush().map((line) => this.#newLine(stream, line)));
        if (rest.length > 0) this.#keep(rest);
      } finally {
        this.close();
      }
    });
  }

  /** When a line came last. */
  heardAt: number | null = null;

  #closed = false;
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { fd } of this.#sources) closeSync(fd);
  }

  /** One at a time: looks are asked for by a clock and by the end of a run. */
  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#busy.then(work);
    this.#busy = mine.catch(() => undefined);
    return await mine;
  }

  async #takeIn(until: number): Promise<boolean> {
    if (this.#closed) return true;
    if (this.#unkept.length > 0) this.#keep([]);
    let all = true;
    for (const source of this.#sources) all = (await this.#takeFrom(source, until)) && all;
    return all;
  }

  async #takeFrom(source: Source, until: number): Promise<boolean> {
    this.#skipFlood(source);
    do {
      const { bytesRead } = await readAt(source.fd, this.#chunk, 0, CHUNK_BYTES, source.offset);
      if (bytesRead === 0) {
        this.#cutSource(source);
        return true;
      }
      const lines = source.cutter.push(this.#chunk.subarray(0, bytesRead));
      source.offset += bytesRead;
      if (lines.length > 0) {
        const at = this.now();
        this.#keep(lines.map((line) => this.#newLine(source.stream, line, at)));
      }
    } while (performance.now() < until);
    return false;
  }

  #skipFlood(source: Source): void {
    const { size } = fstatSync(source.fd);
    if (size < source.offset) source.offset = 0; // it was cut, by us before we ended or by the process itself
    const behind = size - source.offset;
    if (behind <= BEHIND_MAX_BYTES) return;
    const rest = source.cutter.flush().map((line) => this.#newLine(source.stream, line));
    source.offset = size - KEPT_OF_FLOOD_BYTES;
    this.#keep([...rest, this.#note(source.stream, `${behind - KEPT_OF_FLOOD_BYTES} bytes came faster than they could be read and are left out`)]);
  }

  /** What is written between the look at its size and the cut is lost; without it a flood fills the disk. */
  #cutSource(source: Source): void {
    const { size } = fstatSync(source.fd);
    if (size !== source.offset || size <= SOURCE_MAX_BYTES) return;
    ftruncateSync(source.fd, 0);
    source.offset = 0;
    this.#keep([]);
  }

  #keep(lines: readonly NewLine[]): void {
    this.#unkept.push(...lines);
    const [out, err] = this.#sources.map(({ offset, cutter }) => Math.max(0, offset - cutter.pendingBytes));
    const first = this.writer.mark.next;
    this.writer.append(this.#unkept, { out: out ?? 0, err: err ?? 0 });
    const kept = this.#unkept.splice(0);
    if (kept.length === 0) return;
    this.heardAt = this.now();
    this.#recent = [...this.#recent, ...kept.slice(-RECENT_LINES).map(({ text }) => text)].slice(-RECENT_LINES);
    this.onLines(kept.map((line, i) => ({ n: first + i, ...line })));
  }

  #newLine(stream: NewLine['stream'], { text, bytes }: { readonly text: string; readonly bytes: number }, at = this.now()): NewLine {
    const clean = this.#clean(text);
    return { at, stream, text: clean, cut: bytes > LINE_MAX_BYTES ? bytes : null };
  }

  #note(stream: NewLine['stream'], text: string): NewLine {
    return { at: this.now(), stream, text: `[pilothouse] ${text}`, cut: null };
  }

  #clean(text: string): string {
    const told = this.secret === null || !text.includes(this.secret) ? text : text.replaceAll(this.secret, '[redacted]');
    return plainText(told.length > LINE_MAX_BYTES ? told.slice(0, LINE_MAX_BYTES) : told);
  }
}
