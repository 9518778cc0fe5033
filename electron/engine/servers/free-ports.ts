import { once } from 'node:events';
import { createServer } from 'node:net';

const HOST = '127.0.0.1';

/** Ports of the loopback address that nobody listens at now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  try {
    await Promise.all(servers.map(async (server) => await once(server.listen(0, HOST), 'listening')));
    return servers.map((server) => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a server on TCP has a port');
      return address.port;
    });
  } finally {
    for (const server of servers) server.close();
  }
}
