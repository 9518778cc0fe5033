import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hello, HELLO_MS, TO_ENGINE_MAX } from '../../../shared/api/engine-socket';
import type { Port } from '../../../shared/api/wire';
import { createLinePort } from '../../backend/lib/line-port';
import type { Log } from '../../backend/lib/log';

/** Backends of one user: the app, command lines, a server. */
const CONNECTIONS_MAX = 64;
/** For what was answered last to be read. */
const LAST_ANSWER_MS = 1_000;

export type Listening = { close(): Promise<void> };
export type ListenOptions = {
  readonly address: string;
  readonly token: string;
  readonly id: string;
  /** Serves one that has shown the token. */
  readonly onPort: (port: Port) => void;
  readonly log: Log;
};

const hash = (text: string) => createHash('sha256').update(text).digest();

/** Listens where only this user can reach; whoever comes shows the token first, or is put out. @throws the system's error */
export async function listen({ address, token, id, onPort, log }: ListenOptions): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    const port = createLinePort(socket, { maxBytes: TO_ENGINE_MAX, onFault: (why) => log.warn('a connection was ended', { why }) });
    const late = setTimeout(() => refuse('late'), HELLO_MS);
    const refuse = (why: string) => {
      clearTimeout(late);
      if (socket.destroyed) return;
      log.warn('a connection was refused', { why });
      socket.destroy();
    };
    socket.once('close', () => clearTimeout(late));
    let known = false;
    let deliver: ((message: unknown) => void) | undefined;
    port.listen((message) => {
      if (known) return deliver?.(message);
      const hello = Hello.safeParse(message);
      if (!hello.success) return refuse('no-hello');
      if (!timingSafeEqual(hash(hello.data.token), hash(token))) return refuse('wrong-token');
      clearTimeout(late);
      known = true;
      port.post({ welcome: id });
      onPort({ ...port, listen: (listener) => (deliver = listener) });
    });
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      server.on('error', (error) => log.error('the socket of the engine', { text: String(error) }));
      resolve();
    });
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          if (process.platform !== 'win32') rmSync(address, { force: true });
          resolve();
        });
        for (const socket of sockets) socket.destroySoon();
        setTimeout(() => sockets.forEach((socket) => socket.destroy()), LAST_ANSWER_MS).unref(); // one that does not read
      }),
  };
}
