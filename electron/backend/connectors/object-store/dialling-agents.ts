import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { callbackify } from 'node:util';
import { withDeadline } from '../../kube/link/deadline';
import { dial, established, hostOf, servername } from '../../kube/link/dial';
import { systemRoots } from '../../kube/link/system-roots';

/** How the sockets to a store are made. */
export type Way = {
  readonly proxy: (server: URL) => URL | null;
  /** PEM; null is the trust of this computer. */
  readonly ca: string | null;
};

type Done = (error: Error | null, socket: Duplex) => void;
type Addressed = ClientRequestArgs & { servername?: string };

const CONNECT_MS = 10_000;
/** Ranges of one object are read side by side, while somebody browses. */
const SOCKETS_MAX = 16;
const KEPT = { keepAlive: true, maxSockets: SOCKETS_MAX } as const;

/** A socket to where the request goes, through the proxy, trusted as the settings say. @throws AppError */
async function open(scheme: 'http' | 'https', options: Addressed, way: Way): Promise<Duplex> {
  const server = new URL(`${scheme}://${bracketed(options.host ?? 'localhost')}:${options.port}`);
  const host = hostOf(server);
  return withDeadline(new AbortController().signal, CONNECT_MS, host, async (signal) => {
    const { socket, bottom } = await dial(server, way.proxy(server), signal);
    if (scheme === 'http') return socket;
    try {
      const secured = connectTls({ socket, host, ...servername(host), ca: way.ca ?? systemRoots(), ALPNProtocols: ['http/1.1'] });
      return await established(secured, 'secureConnect', { host }, signal);
    } catch (error) {
      bottom.destroy();
      throw error;
    }
  });
}

const bracketed = (host: string) => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

/** Takes the place of how Node makes sockets: it asks for one and is called when there is one. */
function dialled(scheme: 'http' | 'https', way: Way) {
  const call = callbackify(open);
  return (options: Addressed, done?: Done) => {
    call(scheme, options, way, (error: Error | null, socket) => done?.(error, socket));
    return undefined;
  };
}

/** Sockets for plain and for secured requests: the proxies and authorities of companies, as for clusters. */
export function diallingAgents(way: Way): { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent } {
  const httpAgent = new HttpAgent(KEPT);
  const httpsAgent = new HttpsAgent(KEPT);
  httpAgent.createConnection = dialled('http', way);
  httpsAgent.createConnection = dialled('https', way);
  return { httpAgent, httpsAgent };
}
