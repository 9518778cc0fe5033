import { insertText, type WatchInsert } from './faults';
import { deploymentOf, type WorldEvent } from './world';

/** What the answers of HTTP/1.1 and of HTTP/2 have in common. */
export interface Answer {
  readonly writableLength: number;
  readonly writableEnded: boolean;
  writeHead(code: number, headers: Record<string, string>): unknown;
  write(text: string): boolean;
  end(): unknown;
  end(body: string | Buffer): unknown;
  on(event: 'close' | 'drain', listener: () => void): unknown;
  destroy(): unknown;
}

/** How many events a watch may be behind and still be resumed. */
const HISTORY_MAX = 200_000;
/** A reader that is this far behind loses its watch, as at an API server. */
const BEHIND_MAX_BYTES = 256 * 2 ** 20;
const BOOKMARK_MS = 5_000;

const eventText = ({ type, row }: WorldEvent) => `{"type":"${type}","object":${JSON.stringify(deploymentOf(row))}}\n`;
const versionOf = ({ row }: WorldEvent) => row.version;

/** The open watches of a replay, and the history that they resume from. */
export class Watchers {
  readonly #open = new Set<{ answer: Answer; namespace: string | null; bookmarks: boolean }>();
  #history: WorldEvent[] = [];
  /** Versions up to this are gone. */
  #goneBefore: number;
  #bytes = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(
    version: () => number,
    readonly bookmarkMs = BOOKMARK_MS,
  ) {
    this.#goneBefore = version();
    this.#timer = setInterval(() => this.#bookmark(version()), bookmarkMs);
    this.#timer.unref();
  }

  get count() {
    return this.#open.size;
  }
  get bytes() {
    return this.#bytes;
  }

  /** False when that version is gone (410). */
  add(answer: Answer, namespace: string | null, since: number, bookmarks: boolean, seconds: number): boolean {
    if (since < this.#goneBefore) return false;
    const watcher = { answer, namespace, bookmarks };
    answer.writeHead(200, { 'content-type': 'application/json' });
    answer.write(''); // sends the head
    const missed = this.#history.filter((event) => versionOf(event) > since && (namespace === null || event.row.namespace === namespace));
    this.#write(answer, missed.map(eventText).join(''));
    this.#open.add(watcher);
    const end = setTimeout(() => answer.end(), seconds * 1000);
    answer.on('close', () => {
      clearTimeout(end);
      this.#open.delete(watcher);
    });
    return true;
  }

  /** All at once, in one write for each watch. */
  send(events: readonly WorldEvent[]): void {
    this.#history.push(...events);
    if (this.#history.length > 2 * HISTORY_MAX) this.forget(HISTORY_MAX);
    if (this.#open.size === 0) return;
    const lines = events.map((event) => ({ namespace: event.row.namespace, text: eventText(event) }));
    const all = lines.map(({ text }) => text).join('');
    for (const { answer, namespace } of this.#open) {
      this.#write(answer, namespace === null ? all : lines.flatMap((line) => (line.namespace === namespace ? line.text : [])).join(''));
      if (answer.writableLength > BEHIND_MAX_BYTES) answer.destroy();
    }
  }

  insert(insert: WatchInsert): void {
    const text = insertText(insert);
    for (const { answer } of this.#open) {
      if (insert === 'endless-line') pour(answer, text);
      else this.#write(answer, text);
    }
  }

  /** Keeps only the last so many events to resume from. */
  forget(keep: number): void {
    const gone = this.#history.slice(0, Math.max(0, this.#history.length - keep)).at(-1);
    if (gone) this.#goneBefore = versionOf(gone);
    this.#history = keep === 0 ? [] : this.#history.slice(-keep);
  }

  endAll(): void {
    for (const { answer } of this.#open) answer.end();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const { answer } of this.#open) answer.destroy();
  }

  #bookmark(version: number) {
    const object = { kind: 'Deployment', apiVersion: 'apps/v1', metadata: { resourceVersion: String(version) }, spec: {}, status: {} };
    for (const { answer, bookmarks } of this.#open) if (bookmarks) this.#write(answer, `${JSON.stringify({ type: 'BOOKMARK', object })}\n`);
  }

  #write(answer: Answer, text: string) {
    if (text === '' || answer.writableEnded) return;
    this.#bytes += text.length;
    answer.write(text);
  }
}

function pour(answer: Answer, text: string) {
  const line = { open: true };
  const more = () => {
    while (line.open && answer.write(text));
  };
  answer.on('close', () => (line.open = false));
  answer.on('drain', more);
  answer.write('{"type":"MODIFIED","object":"');
  more();
}
