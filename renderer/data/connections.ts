import type { EventOf } from '../../shared/api/api';
import type { Connection } from '../../shared/models/connection';
import type { Failure } from '../../shared/models/failure';
import { lostFreshness } from './lost-freshness';
import { useConnectionsState, type Watched } from './watch';

export type Connections = {
  readonly list: readonly Connection[];
  readonly byId: ReadonlyMap<string, Connection>;
  /** The backend has told them at least once. */
  readonly known: boolean;
  readonly failure: Failure | null;
};

type State = Watched<EventOf<'connections.watch'>>;
/** Many small parts read it: made once per state. */
const made = new WeakMap<State, Connections>();

function connectionsOf(state: State): Connections {
  const before = made.get(state);
  if (before) return before;
  const { value, lostAt, failure } = state;
  const told = value?.connections ?? [];
  const list = lostAt === null ? told : told.map((connection) => ({ ...connection, freshness: lostFreshness(connection.freshness, lostAt) }));
  const connections = { list, byId: new Map(list.map((connection) => [connection.id, connection])), known: value !== undefined, failure };
  made.set(state, connections);
  return connections;
}

/** All connections with their freshness, told truly also while the backend is away. */
export const useConnections = (): Connections => connectionsOf(useConnectionsState());

const clusters = new WeakMap<Connections, Connections>();

/** Those that deliveries come from: all but the open workspace. */
export function useClusters(): Connections {
  const all = useConnections();
  const before = clusters.get(all);
  if (before) return before;
  const list = all.list.filter(({ system }) => system === 'kubernetes');
  const only = { ...all, list, byId: new Map(list.map((connection) => [connection.id, connection])) };
  clusters.set(all, only);
  return only;
}
