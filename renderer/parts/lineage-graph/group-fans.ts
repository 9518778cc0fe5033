import { type LineageEdge, type LineageGraph, type LineageKind, type LineageNode, lineageRef } from '../../../shared/models/lineage';

/** One box of the drawing: a thing, or many of one kind that are tied to exactly the same others. */
export type Box = {
  readonly ref: string;
  readonly kind: LineageKind;
  /** The thing; null for a group. */
  readonly node: LineageNode | null;
  /** What a group stands for. */
  readonly members: readonly LineageNode[];
  /** The group that it was taken out of when that was opened. */
  readonly group: string | null;
};
export type BoxGraph = { readonly boxes: readonly Box[]; readonly edges: readonly LineageEdge[] };

/** Above about twenty, a fan hides the rest of the drawing (docs of the lineage tools people use say 20). */
export const FAN_MIN = 20;

/**
 * Puts things of one kind whose every tie is to the same others into one box, where there are more than `fanMin` of them.
 * `open`: groups that the user opened, by ref; `keep`: a thing that always stands for itself.
 */
export function groupFans({ nodes, edges }: Pick<LineageGraph, 'nodes' | 'edges'>, open: ReadonlySet<string>, keep: string | null, fanMin = FAN_MIN): BoxGraph {
  const ties = new Map<string, string[]>();
  const tie = (ref: string, other: string) => {
    const own = ties.get(ref);
    if (own) own.push(other);
    else ties.set(ref, [other]);
  };
  for (const { from, to, relation } of edges) {
    tie(from, `>${to} ${relation}`);
    tie(to, `<${from} ${relation}`);
  }
  const fans = new Map<string, LineageNode[]>();
  for (const node of nodes) {
    const ref = lineageRef(node);
    const key = ref === keep || !ties.has(ref) ? ref : `${node.kind} ${(ties.get(ref) ?? []).toSorted().join(' ')}`;
    const fan = fans.get(key);
    if (fan) fan.push(node);
    else fans.set(key, [node]);
  }
  const standsFor = new Map<string, string>();
  const boxes: Box[] = [];
  for (const fan of fans.values()) {
    const [first] = fan;
    if (!first) continue;
    const group = `group|${lineageRef(first)}`;
    if (fan.length <= fanMin || open.has(group)) {
      const from = fan.length > fanMin ? group : null;
      for (const node of fan) boxes.push({ ref: lineageRef(node), kind: node.kind, node, members: [], group: from });
      continue;
    }
    boxes.push({ ref: group, kind: first.kind, node: null, members: fan, group: null });
    for (const node of fan) standsFor.set(lineageRef(node), group);
  }
  const drawn = new Map<string, LineageEdge>();
  for (const { from, to, relation } of edges) {
    const edge = { from: standsFor.get(from) ?? from, to: standsFor.get(to) ?? to, relation };
    drawn.set(`${edge.from} ${edge.to} ${relation}`, edge);
  }
  return { boxes, edges: [...drawn.values()] };
}
