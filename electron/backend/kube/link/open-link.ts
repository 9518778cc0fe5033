import { TLSSocket } from 'node:tls';
import type { ClusterAccess, Credential } from '../cluster-access';
import { withDeadline } from './deadline';
import { dial, hostOf } from './dial';
import { type H1Socket, H1Link } from './h1-link';
import { H2Link } from './h2-link';
import type { Link, LinkEvents, LinkRequest } from './link';
import { secure } from './secure';
import { under } from './under';

/** Each stop on the way may take this long: name and address, TLS, the first answer. */
export const STOP_LIMIT_MS = 10_000;

export type OpenLink = { readonly access: ClusterAccess; readonly credential: Credential; readonly events: LinkEvents };

/** Opens the sockets to a cluster: HTTP/2 where the server speaks it, else HTTP/1.1. Throws AppError. */
export async function openLink(options: OpenLink, signal: AbortSignal): Promise<Link> {
  return linkOver(options, await openSocket(options, signal), signal);
}

/** Speaks over a socket that is open and checked. */
export function linkOver(options: OpenLink, first: H1Socket, signal: AbortSignal): Promise<Link> {
  const { access, events } = options;
  const { socket } = first;
  if (socket instanceof TLSSocket && socket.alpnProtocol === 'h2') {
    return withDeadline(signal, STOP_LIMIT_MS, hostOf(access.server), (limited) => H2Link.start(socket, first, access.server, events, limited));
  }
  const open = () => openSocket(options, new AbortController().signal);
  return Promise.resolve(new H1Link({ server: access.server, first, open, probe: () => probeOf(access), events }));
}

async function openSocket({ access, credential }: OpenLink, signal: AbortSignal): Promise<H1Socket> {
  const host = hostOf(access.server);
  const wire = await withDeadline(signal, STOP_LIMIT_MS, host, (limited) => dial(access.server, access.proxy, limited));
  if (access.server.protocol === 'http:') return wire;
  const socket = await withDeadline(signal, STOP_LIMIT_MS, host, (limited) => secure(wire, access, credential, limited));
  return { socket, bottom: wire.bottom };
}

async function probeOf(access: ClusterAccess): Promise<Omit<LinkRequest, 'long'>> {
  const { headers } = await access.credentials.get();
  return { method: 'GET', path: under(access.server, '/version'), headers, body: null };
}
