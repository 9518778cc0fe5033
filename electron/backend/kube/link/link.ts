import type { Readable } from 'node:stream';
import type { AppError } from '../../../../shared/models/failure';

export type LinkRequest = {
  readonly method: string;
  /** Absolute path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | null;
  /** Stays open for minutes: never the reason to keep short requests waiting. */
  readonly long: boolean;
};

export type LinkAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Readable;
  /** Reads an error of the body as what it was: a dead link, a lost connection. */
  readonly explain: (error: unknown) => AppError;
  /** To be asked after the end of the body, which can look orderly when it is not: why it is not whole, or null. */
  readonly cutShort: () => AppError | null;
};

/** Open sockets to one server, with a heartbeat of their own. It dies once; then it is thrown away. */
export interface Link {
  readonly protocol: 'h2' | 'http/1.1';
  /** Requests that are open now. */
  readonly open: number;
  /** Takes no more requests: closed, dead, or told by the server to go away. */
  readonly ended: boolean;
  /** The shortest round trip so far, or null where it is not measured. */
  readonly roundTripMs: number | null;
  /** Whether a request of this length of life still fits. */
  hasRoom(long: boolean): boolean;
  /** Resolves at the head of the answer. Throws AppError. */
  request(request: LinkRequest, signal: AbortSignal): Promise<LinkAnswer>;
  /** Looks for a sign of life at once: after a sleep the sockets may be long dead. */
  check(): void;
  /** No new requests; ends with the last open one. */
  retire(): void;
  /** Ends all at once with this failure. */
  kill(error: AppError): void;
}

/** What a link tells its owner. */
export type LinkEvents = {
  /** A request ended. */
  readonly onIdle: () => void;
  /** It will take no more requests. */
  readonly onEnded: () => void;
};
