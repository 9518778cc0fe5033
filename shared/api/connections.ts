import { z } from 'zod';
import { Connection, ConnectionCandidate, ConnectionOptions, NamespaceName, Right, TestStep } from '../models/connection';
import { ConnectionId } from '../models/entity';
import { Failure } from '../models/failure';
import { request, watch } from './verb';

const CANDIDATES_MAX = 500;
const nothing = z.object({});
const subject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connection'), id: ConnectionId }),
  z.object({ kind: z.literal('candidate'), id: ConnectionCandidate.shape.id }),
]);

export const connectionsApi = {
  /** All connections with their freshness, whole, each time that one of them changes. */
  'connections.watch': watch(nothing, z.object({ connections: z.array(Connection) })),
  /** The contexts of all kubeconfig files; sent again when one of the files changes. */
  'connections.candidates': watch(
    nothing,
    z.object({
      candidates: z.array(ConnectionCandidate),
      /** The files looked into, and what was wrong with one. */
      sources: z.array(z.object({ name: z.string(), failure: Failure.nullable() })),
    }),
  ),
  /** Makes connections of candidates, named as their contexts. */
  'connections.add': request(
    z.object({ candidates: z.array(ConnectionCandidate.shape.id).min(1).max(CANDIDATES_MAX) }),
    z.object({ ids: z.array(ConnectionId) }),
  ),
  'connections.update': request(z.object({ id: ConnectionId, options: ConnectionOptions.partial() }), z.object({ connection: Connection })),
  /** Forgets a connection and what was kept of it. The kubeconfig stays as it is. */
  'connections.remove': request(z.object({ id: ConnectionId }), nothing),
  /** Tries now, instead of at the end of the back-off. */
  'connections.retry': request(z.object({ id: ConnectionId }), nothing),
  /** One step after the other; a step is sent when it starts and again when it ends. */
  'connections.test': watch(z.object({ subject }), TestStep),
  /** What the credentials may do, read from the cluster now. */
  'connections.rights': request(z.object({ id: ConnectionId, namespace: NamespaceName.nullable() }), z.object({ rights: z.array(Right) })),
};
