import { connect, type TLSSocket } from 'node:tls';
import { AppError } from '../../../../shared/models/failure';
import type { ClusterAccess, Credential } from '../cluster-access';
import { established, hostOf, servername, type Wire } from './dial';
import { systemRoots } from './system-roots';
import { wireError } from './wire-failure';

/** Puts TLS over a wire, as the kubeconfig and the credential say. Throws AppError with what is wrong with the certificate. */
export async function secure(wire: Wire, access: ClusterAccess, credential: Credential | null, signal: AbortSignal): Promise<TLSSocket> {
  const { tls } = access;
  const name = tls.serverName ?? hostOf(access.server);
  const cert = credential?.cert ?? tls.cert;
  const key = credential?.key ?? tls.key;
  const values = { host: name };
  try {
    const socket = connect({
      socket: wire.socket,
      host: name,
      ...servername(name),
      ca: tls.ca ?? systemRoots(),
      ...(cert !== null && key !== null && { cert, key }),
      rejectUnauthorized: !tls.insecure,
      ALPNProtocols: ['h2', 'http/1.1'],
    });
    return await established(socket, 'secureConnect', values, signal);
  } catch (error) {
    wire.bottom.destroy();
    // A key that does not fit its certificate throws before anything is sent.
    throw error instanceof AppError ? error : wireError(error, values);
  }
}
