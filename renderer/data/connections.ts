import { useMemo } from 'react';
import type { Connection } from '../../shared/models/connection';
import type { Failure } from '../../shared/models/failure';
import { lostFreshness } from './lost-freshness';
import { useConnectionsState } from './watch';

export type Connections = {
  readonly list: readonly Connection[];
  readonly byId: ReadonlyMap<string, Connection>;
  /** The backend has told them at least once. */
  readonly known: boolean;
  readonly failure: Failure | null;
};

/** All connections with their freshness, told truly also while the backend is away. */
export function useConnections(): Connections {
  const { value, lostAt, failure } = useConnectionsState();
  return useMemo(() => {
    const told = value?.connections ?? [];
    const list = lostAt === null ? told : told.map((connection) => ({ ...connection, freshness: lostFreshness(connection.freshness, lostAt) }));
    return { list, byId: new Map(list.map((connection) => [connection.id, connection])), known: value !== undefined, failure };
  }, [value, lostAt, failure]);
}
