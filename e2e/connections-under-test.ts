import { Connections } from '../electron/backend/connections/connections';
import type { Connector, Session, Sink, System, WatchRequest } from '../electron/backend/connectors/contract';
import { Inventory } from '../electron/backend/inventory/inventory';
import { SILENT } from '../electron/backend/lib/log';
import { openDatabase } from '../electron/backend/storage/database';
import { Documents } from '../electron/backend/storage/documents';
import { LastKnown } from '../electron/backend/storage/last-known';
import type { ConnectionTarget } from '../shared/models/connection';
import { AppError, type Failure } from '../shared/models/failure';
import { someDelivery } from './peers/some-delivery';
import { somePlace } from './peers/some-place';

const target: ConnectionTarget = { context: 'prod-eu', server: 'https://one.example:6443', user: 'me', source: '~/.kube/config', insecure: false };
export const placeOf = (context: string) => somePlace(target, context);

/** A system outside, played by the test: it hands over the sink of every watch, and says what was asked of its sessions. */
export function startConnections(folder: string, opensAt = 0) {
  const watches: { request: WatchRequest; sink: Sink; signal: AbortSignal }[] = [];
  const sessions: { opened: number; closed: number; retried: number; probed: number; refusal: Failure | null } = {
    opened: 0,
    closed: 0,
    retried: 0,
    probed: 0,
    refusal: null,
  };
  const session: Session = {
    target: () => target,
    async *test() {},
    rights: async () => [],
    review: async () => [],
    identity: async () => null,
    probe: async () => {
      sessions.probed++;
      if (sessions.refusal) throw new AppError(sessions.refusal);
    },
    retry: () => void sessions.retried++,
    close: () => void sessions.closed++,
  };
  const system: System = {
    id: 'kubernetes',
    discover: (listener) => {
      listener({ found: [placeOf('prod-eu'), placeOf('lab')], sources: [] });
      return () => {};
    },
    open: () => {
      sessions.opened++;
      return session;
    },
  };
  const connector: Connector = {
    id: 'played',
    system: 'kubernetes',
    kinds: ['delivery'],
    watch: (_, request, sink, signal) => void watches.push({ request, sink, signal }),
  };
  const opened = openDatabase(folder, SILENT);
  const documents = new Documents(opened.database, SILENT);
  const lastKnown = new LastKnown(opened.database, SILENT, () => true);
  const inventory = new Inventory();
  for (const entity of lastKnown.load('delivery')) inventory.put(entity);
  inventory.listen('any', { onChange: ({ entity, fields }) => lastKnown.note(entity, fields === 'gone') });
  const connections = new Connections({ inventory, documents, lastKnown, log: SILENT, now: () => Date.now(), opensAt }).reachBy({
    system,
    connectors: [connector],
  });
  const close = () => {
    connections.close();
    lastKnown.writeAll();
    opened.database.close();
  };
  const held = () => [...inventory.ofKind('delivery')].map(({ id }) => id).toSorted();
  return { connections, inventory, watches, sessions, held, close };
}

/** What a system tells that is there, whole. */
export function tellLive(sink: Sink, connection: string, ids: readonly string[], scope = '') {
  sink.begin(scope);
  sink.put(
    scope,
    ids.map((id) => someDelivery(connection, id)),
  );
  sink.live(scope);
}
