import { type LineageGraph, type LineageNode, lineageRef } from '../../../shared/models/lineage';

/** A thing as a line of the table: what it was made from and what stands on it, in names. */
export type LineageRow = { readonly ref: string; readonly node: LineageNode; readonly from: readonly string[]; readonly to: readonly string[] };

/** Newest first; what has no time comes last. */
export function lineageRows({ nodes, edges }: Pick<LineageGraph, 'nodes' | 'edges'>): readonly LineageRow[] {
  const names = new Map(nodes.map((node) => [lineageRef(node), nameOf(node)]));
  const from = new Map<string, string[]>();
  const to = new Map<string, string[]>();
  for (const edge of edges) {
    note(from, edge.to, names.get(edge.from));
    note(to, edge.from, names.get(edge.to));
  }
  return nodes
    .map((node) => ({ ref: lineageRef(node), node, from: from.get(lineageRef(node)) ?? [], to: to.get(lineageRef(node)) ?? [] }))
    .toSorted((a, b) => (b.node.at ?? 0) - (a.node.at ?? 0) || (a.ref < b.ref ? -1 : 1));
}

export const nameOf = ({ title, detail, kind }: Pick<LineageNode, 'title' | 'detail' | 'kind'>): string =>
  kind === 'run' || detail === '' || detail === title ? title : `${title} ${detail}`;

function note(map: Map<string, string[]>, key: string, name: string | undefined): void {
  if (name === undefined) return;
  const own = map.get(key);
  if (own) own.push(name);
  else map.set(key, [name]);
}
