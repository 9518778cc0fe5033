import { useMemo, useState } from 'react';
import type { Freshness } from '../../../shared/models/freshness';
import { type Connections, useClusters } from '../../data/connections';
import { useLive } from '../../data/live';
import { lostFreshness } from '../../data/lost-freshness';
import type { LiveState } from '../../data/mirror';
import { useInterface } from '../../ui/ui-provider';
import { DELIVERY_FIELDS, type DeliveryRow } from '../../data/delivery-row';
import { parseFilter } from './filter';
import { DeliveryRows, type Query, type Rows } from './rows';
import type { ViewState } from './view-state';

export type Deliveries = {
  readonly rows: Rows;
  readonly live: LiveState<DeliveryRow>;
  readonly connections: Connections;
  /** How far the rows of a connection can be believed. */
  readonly freshnessOf: (connection: string) => Freshness | undefined;
};

/** The staler, the earlier. */
const RANK: Readonly<Record<Freshness['state'], number>> = { off: 0, stale: 1, reconnecting: 2, connecting: 3, idle: 4, live: 5 };

/** The rows that the address asks for, kept up with what changes. */
export function useDeliveries({ text, states, connections: chosen, sort, group }: ViewState): Deliveries {
  const { locale } = useInterface();
  const connections = useClusters();
  const live = useLive('delivery', DELIVERY_FIELDS);
  const names = useNames(connections);

  const { freshness, lostAt } = live;
  const freshnessOf = useMemo(
    () => (connection: string) => {
      const told = freshness[connection];
      return told && (lostAt === null ? told : lostFreshness(told, lostAt));
    },
    [freshness, lostAt],
  );
  // Only where rows are in the order of freshness does a change of it move them.
  const ranked = sort.column === 'freshness' ? freshness : null;

  const query = useMemo<Query>(
    () => ({
      filter: parseFilter(text),
      states,
      connections: chosen,
      names,
      sort,
      group,
      locale,
      rank: (connection) => RANK[ranked?.[connection]?.state ?? 'off'],
    }),
    [text, states, chosen, names, sort, group, locale, ranked],
  );
  const [index] = useState(() => new DeliveryRows());
  const rows = useMemo(() => index.update(live, query), [index, live, query]);
  return { rows, live, connections, freshnessOf };
}

/** The same Map as long as the names are the same: connections change with every freshness, their names hardly ever. */
function useNames({ list }: Connections): ReadonlyMap<string, string> {
  const text = JSON.stringify(list.map(({ id, name }) => [id, name]));
  return useMemo(() => new Map(JSON.parse(text) as [string, string][]), [text]);
}
