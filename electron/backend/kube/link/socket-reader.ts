import type { Socket } from 'node:net';

/** Waits until `take` finds what it needs in the bytes that have come so far, and hands back the rest to the socket. */
export function readFrom<T>(socket: Socket, take: (bytes: Buffer) => { value: T; used: number } | null): Promise<T> {
  return new Promise((resolve, reject) => {
    let bytes: Buffer = Buffer.alloc(0);
    const done = () => socket.off('readable', read).off('error', fail).off('close', fail).off('end', fail);
    const fail = (error?: unknown) => {
      done();
      reject(error instanceof Error ? error : new Error('the proxy closed the connection'));
    };
    const read = () => {
      for (let chunk: unknown = socket.read(); Buffer.isBuffer(chunk); chunk = socket.read()) bytes = Buffer.concat([bytes, chunk]);
      try {
        const found = take(bytes);
        if (!found) return;
        done();
        if (found.used < bytes.length) socket.unshift(bytes.subarray(found.used));
        resolve(found.value);
      } catch (error) {
        fail(error);
      }
    };
    socket.on('readable', read).on('error', fail).on('close', fail).on('end', fail);
    read();
  });
}
