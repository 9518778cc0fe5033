import { type LineageEdge, type LineageGraph, type LineageNode, lineageRef } from '../../shared/models/lineage';

/** Several answers about one graph as one: a thing once, with the number of neighbours that none of them holds. The first says how many there are in all. */
export function mergeGraphs(graphs: readonly LineageGraph[]): LineageGraph {
  const [first] = graphs;
  if (!first) return { nodes: [], edges: [], total: 0, asOf: null };
  const nodes = new Map<string, LineageNode>();
  const edges = new Map<string, LineageEdge>();
  const all = { up: new Map<string, number>(), down: new Map<string, number>() };
  for (const graph of graphs) {
    const drawn = degrees(graph.edges);
    for (const node of graph.nodes) {
      const ref = lineageRef(node);
      if (!nodes.has(ref)) nodes.set(ref, node);
      for (const way of ['up', 'down'] as const) all[way].set(ref, Math.max(all[way].get(ref) ?? 0, node.more[way] + (drawn[way].get(ref) ?? 0)));
    }
    for (const edge of graph.edges) edges.set(`${edge.from} ${edge.to} ${edge.relation}`, edge);
  }
  const inside = [...edges.values()].filter(({ from, to }) => nodes.has(from) && nodes.has(to));
  const drawn = degrees(inside);
  const left = (way: 'up' | 'down', ref: string) => Math.max(0, (all[way].get(ref) ?? 0) - (drawn[way].get(ref) ?? 0));
  return {
    nodes: [...nodes].map(([ref, node]) => ({ ...node, more: { up: left('up', ref), down: left('down', ref) } })),
    edges: inside,
    total: first.total,
    asOf: first.asOf,
  };
}

/** How many different neighbours each thing is drawn with, each way. */
function degrees(edges: readonly LineageEdge[]): { up: Map<string, number>; down: Map<string, number> } {
  const seen = new Set<string>();
  const up = new Map<string, number>();
  const down = new Map<string, number>();
  for (const { from, to } of edges) {
    const pair = `${from} ${to}`;
    if (seen.has(pair)) continue;
    seen.add(pair);
    down.set(from, (down.get(from) ?? 0) + 1);
    up.set(to, (up.get(to) ?? 0) + 1);
  }
  return { up, down };
}
