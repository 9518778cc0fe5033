import { z } from 'zod';
import { AppError, failure } from '../../../shared/models/failure';
import { bodyChunks } from './answer-body';
import { expectJson, type Requester } from './json-request';
import { LineSplitter } from '../lib/line-splitter';
import type { LinkAnswer } from './link/link';
import { type Selection, selectionQuery } from './resource';
import { Status, statusError } from './status';

/** An object in etcd is at most 1.5 MB; a line that is longer than this is none of ours. */
export const LINE_MAX = 20 << 20;
/** The API server answers a watch at once. */
const HEAD_WITHIN_MS = 15_000;

const Event = z.object({ type: z.string(), object: z.unknown() });
const Versioned = z.object({ metadata: z.object({ resourceVersion: z.string().min(1) }) });

export type WatchHandlers = {
  /** The server has answered: the watch is open. */
  readonly onOpen: () => void;
  readonly onEvent: (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: unknown, version: string) => void;
  readonly onBookmark: (version: string) => void;
  /** A line that cannot be read was left out: something was lost, and what it was is not known. */
  readonly onLost: (error: AppError) => void;
  /** Bytes came. */
  readonly onBytes: () => void;
};

export type WatchOptions = {
  readonly path: string;
  readonly select?: Selection | undefined;
  readonly version: string;
  readonly seconds: number;
  readonly lineMaxBytes?: number;
};

/** One watch. It is asked for at once, and read when there is time for it: what comes before that waits. */
export class OpenedWatch {
  readonly #answer: Promise<LinkAnswer>;
  readonly #lineMax: number;

  constructor(requester: Requester, { path, select, version, seconds, lineMaxBytes = LINE_MAX }: WatchOptions, signal: AbortSignal) {
    const query = new URLSearchParams({
      ...selectionQuery(select),
      watch: '1',
      allowWatchBookmarks: 'true',
      resourceVersion: version,
      timeoutSeconds: String(seconds),
    });
    this.#lineMax = lineMaxBytes;
    this.#answer = requester.request({ method: 'GET', path: `${path}?${query}`, long: true, headWithinMs: HEAD_WITHIN_MS }, signal);
    this.#answer.catch(() => undefined); // heard by whoever reads
  }

  /**
   * Reads it to its end. Resolves when the server closes it in order; throws AppError for all else: an ERROR event is what
   * its Status says, and its object is never taken for one of ours.
   */
  async read(handlers: WatchHandlers): Promise<void> {
    const answer = await this.#answer;
    expectJson(answer);
    // Lost while nobody read: it was open, and is not any more.
    if (answer.body.destroyed) throw answer.explain(new Error('the watch ended before it was read'));
    handlers.onOpen();
    const splitter = new LineSplitter(this.#lineMax);
    let saidTooLong = false;
    for await (const chunk of bodyChunks(answer)) {
      handlers.onBytes();
      for (const line of splitter.push(chunk)) {
        if ('tooLong' in line) handlers.onLost(tooLong(line.tooLong));
        else readLine(line.text, handlers);
      }
      // Said before its end has come, for it may never come: all that time nothing else could be told.
      if (splitter.pending > this.#lineMax && !saidTooLong) handlers.onLost(tooLong(splitter.pending));
      saidTooLong = splitter.pending > this.#lineMax;
    }
    // A close in the middle of a line is a cut, whatever the transport says.
    if (splitter.rest()) throw new AppError(failure('unreachable', { reason: 'connection-lost' }));
  }

  /** Nobody will read it. */
  letGo(): void {
    this.#answer.then(({ body }) => body.destroy()).catch(() => undefined);
  }
}

function readLine(text: string, { onEvent, onBookmark, onLost }: WatchHandlers): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return onLost(malformed(String(error)));
  }
  const event = Event.safeParse(parsed);
  if (!event.success) return onLost(malformed('an event without type'));
  const { type, object } = event.data;
  if (type === 'ERROR') throw statusError(statusOf(object));
  const versioned = Versioned.safeParse(object);
  const version = versioned.success ? versioned.data.metadata.resourceVersion : null;
  if (version === null) return onLost(malformed(`an event (${type.slice(0, 20)}) without a resource version`));
  if (type === 'BOOKMARK') onBookmark(version);
  else if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') onEvent(type, object, version);
  else onLost(malformed(`an event of unknown type ${type.slice(0, 20)}`));
}

function statusOf(object: unknown): Status {
  const parsed = Status.safeParse(object);
  return parsed.success ? parsed.data : { kind: 'Status', code: 500, message: 'the watch ended with an error that cannot be read' };
}

const malformed = (text: string) => new AppError(failure('unreachable', { reason: 'answer-malformed', text: text.slice(0, 500) }));
const tooLong = (bytes: number) =>
  new AppError(failure('unsupported', { reason: 'answer-too-large', values: { megabytes: String(Math.round(bytes / (1 << 20))) } }));
