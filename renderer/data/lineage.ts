import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Input } from '../../shared/api/api';
import type { LineageGraph, LineageKey } from '../../shared/models/lineage';
import { backend } from './connect';
import { mergeGraphs } from './merge-graphs';
import { useRequest } from './request';
import type { Here } from './workspace';

/** Neighbours that were asked for beyond what is looked at. */
export type Expansion = { readonly of: LineageKey; readonly way: 'up' | 'down' };
export type LineageAsk = Omit<Input<'lineage.graph'>, 'connection' | 'limit'>;

/** What one picture is asked to hold at most; a larger graph is looked at from one of its things. */
export const GRAPH_MAX = 20_000;
const EXPANSION_MAX = 2_000;

/** What is looked at, and what was expanded around it, as one graph. */
export function useLineage(here: Here, ask: LineageAsk, expansions: readonly Expansion[]) {
  const base = useRequest('lineage.graph', { connection: here.connection, ...ask, limit: GRAPH_MAX });
  const more = useQueries({
    queries: expansions.map(({ of, way }) => {
      const input = {
        connection: here.connection,
        focus: of,
        up: way === 'up' ? 1 : 0,
        down: way === 'down' ? 1 : 0,
        kinds: ask.kinds,
        asOf: ask.asOf,
        limit: EXPANSION_MAX,
      };
      return { queryKey: ['lineage.graph', input], queryFn: ({ signal }: { signal: AbortSignal }) => backend.request('lineage.graph', input, signal) };
    }),
    combine: (answers) => answers.flatMap(({ data }) => (data ? [data] : [])),
  });
  const graph = useMemo((): LineageGraph | undefined => (base.data && more.length > 0 ? mergeGraphs([base.data, ...more]) : base.data), [base.data, more]);
  return { ...base, graph };
}

export const useImpact = (here: Here, of: LineageKey, asOf: number | null) => useRequest('lineage.impact', { connection: here.connection, of, asOf });
export const useLineagePath = (here: Here, from: LineageKey | null, to: LineageKey | null, asOf: number | null) =>
  useRequest('lineage.path', { connection: here.connection, from: from ?? NOTHING, to: to ?? NOTHING, asOf }, { enabled: from !== null && to !== null });
export const useLineageSearch = (here: Here, match: string) => useRequest('lineage.search', { connection: here.connection, match, limit: 40 });

/** Never asked for: the request is off. */
const NOTHING: LineageKey = { kind: 'run', id: '-' };
