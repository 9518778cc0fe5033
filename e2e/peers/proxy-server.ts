import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

export type ProxyCredentials = { user: string; password: string };

/** What all proxies on the way to a cluster have in common. */
export interface ProxyServer {
  readonly port: number;
  /** With the credentials in it, when it asks for some. */
  readonly url: string;
  /** Who was asked for, in order, whatever the answer was. */
  targets(): readonly string[];
  stop(): Promise<void>;
}

/** Lets a proxy listen on 127.0.0.1; stopped, it drops what is open. */
export async function listenAsProxy(
  server: Server,
  scheme: 'http' | 'socks5',
  targets: readonly string[],
  credentials?: ProxyCredentials,
): Promise<ProxyServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const login = credentials ? `${encodeURIComponent(credentials.user)}:${encodeURIComponent(credentials.password)}@` : '';
  return {
    port,
    url: `${scheme}://${login}127.0.0.1:${port}`,
    targets: () => targets,
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
      await Promise.resolve();
    },
  };
}
