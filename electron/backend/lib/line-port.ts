import type { Socket } from 'node:net';
import type { Port } from '../../../shared/api/wire';
import { LineSplitter } from './line-splitter';

/** A reader that lets so much pile up does not read any more; calls and watches in their windows stay far below. */
const UNREAD_MAX = 64 * 2 ** 20;

export type LinePortOptions = {
  /** A longer line from the other side ends the connection. */
  readonly maxBytes: number;
  /** Why it was ended from here. */
  readonly onFault: (why: 'too-long' | 'no-json' | 'unread') => void;
};

/**
 * A port over a socket: one JSON text a line. A line that was torn by the end of the connection is dropped; one that is no JSON or
 * too long ends it, since whoever sent it waits for an answer that cannot be given.
 */
export function createLinePort(socket: Socket, { maxBytes, onFault }: LinePortOptions): Port {
  const splitter = new LineSplitter(maxBytes);
  const waiting: unknown[] = [];
  let listener: ((message: unknown) => void) | undefined;
  const fault = (why: Parameters<LinePortOptions['onFault']>[0]) => {
    onFault(why);
    socket.destroy();
  };
  const take = (message: unknown) => {
    if (listener) listener(message);
    else waiting.push(message);
  };
  socket.on('data', (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) {
      if (socket.destroyed) return;
      if ('tooLong' in line) return fault('too-long');
      try {
        take(JSON.parse(line.text));
      } catch (error) {
        if (error instanceof SyntaxError) return fault('no-json');
        throw error;
      }
    }
    if (splitter.pending > maxBytes) fault('too-long'); // and does not wait for its end
  });
  socket.on('error', () => socket.destroy()); // `close` follows
  return {
    post(message) {
      if (socket.destroyed || socket.writableEnded) return;
      socket.write(`${JSON.stringify(message)}\n`);
      if (socket.writableLength > UNREAD_MAX) fault('unread');
    },
    listen(next) {
      listener = next;
      for (const message of waiting.splice(0)) next(message);
    },
    onClose(closed) {
      if (socket.destroyed) queueMicrotask(closed);
      else socket.once('close', closed);
    },
    close: () => socket.destroySoon(),
  };
}
