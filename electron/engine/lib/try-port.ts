import { createServer } from 'node:net';
import { type Failure, failure } from '../../../shared/models/failure';

/** Why nothing can listen there now; null where it can. Nothing is answered meanwhile: whoever calls in that moment is put out. */
export function portFault(host: string, port: number): Promise<Failure | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error) => resolve(listenFailure(error, host, port)));
    server.listen({ host, port, exclusive: true, ipv6Only: host.includes(':') }, () => server.close(() => resolve(null)));
  });
}

/** What the system's refusal to listen means. */
export function listenFailure(error: unknown, host: string, port: number): Failure {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const values = { host, port: String(port) };
  if (code === 'EACCES') return failure('local', { reason: 'port-denied', values });
  if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return failure('invalid', { reason: 'address-foreign', values });
  return failure('local', { reason: 'port-taken', text: String(error), values });
}
