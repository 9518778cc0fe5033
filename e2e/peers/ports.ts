import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which the system itself takes ports for outgoing connections. */
const RANGE = { from: 18_000, to: 32_000 } as const;
const TRIES = 100;

const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });

/** The first of `count` free ports in a row on 127.0.0.1. Random, so that runs side by side do not meet. */
export async function pickPorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const first = randomInt(RANGE.from, RANGE.to - count);
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
}
