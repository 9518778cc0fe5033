import { createSocket } from 'node:dgram';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A server of the attacker's: counts whatever reaches it, over TCP and UDP on the same port. */
export interface Outside {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** The first bytes of each that came. */
  readonly visits: string[];
  close(): Promise<void>;
}

export async function openOutside(): Promise<Outside> {
  const visits: string[] = [];
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    visits.push('tcp');
    socket.on('data', (data) => visits.push(data.toString('latin1').split('\r\n')[0] ?? ''));
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  const { port } = tcp.address() as AddressInfo; // a listening TCP server has one
  const udp = createSocket('udp4', () => visits.push('udp'));
  await new Promise<void>((resolve) => udp.bind(port, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${port}`,
    visits,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([new Promise((resolve) => tcp.close(resolve)), new Promise<void>((resolve) => udp.close(() => resolve()))]);
    },
  };
}
