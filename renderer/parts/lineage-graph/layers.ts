import { adjacency, at, type Graph, neighbours } from './graph';

/** Turns round the edges that close rings, so that the rest has an order. Depth first, in the order of the nodes, without recursion. */
export function withoutRings({ count, from, to }: Graph): Graph {
  const out = adjacency(count, from, to);
  const edgeOf = adjacency(
    count,
    from,
    Int32Array.from(from, (_, edge) => edge),
  );
  const state = new Uint8Array(count); // 1: on the way, 2: done
  const next = out.start.slice(0, count);
  const turned = new Set<number>();
  for (let root = 0; root < count; root += 1) {
    if (state[root] !== 0) continue;
    const path = [root];
    state[root] = 1;
    for (let node = root; path.length > 0; node = at(path, path.length - 1)) {
      const place = at(next, node);
      if (place >= at(out.start, node + 1)) {
        state[node] = 2;
        path.pop();
        continue;
      }
      next[node] = place + 1;
      const target = at(out.list, place);
      if (state[target] === 1) turned.add(at(edgeOf.list, place));
      else if (state[target] === 0) {
        state[target] = 1;
        path.push(target);
      }
    }
  }
  if (turned.size === 0) return { count, from, to };
  const flip = (own: Int32Array, other: Int32Array) => own.map((node, edge) => (turned.has(edge) ? at(other, edge) : node));
  return { count, from: flip(from, to), to: flip(to, from) };
}

/**
 * The column of each node: one beyond the furthest of what it comes from (longest path). What comes from nothing stands right
 * before what it leads to. The graph has no rings but edges of a node to itself.
 */
export function assignLayers({ count, from, to }: Graph): Int32Array {
  const out = adjacency(count, from, to);
  const into = adjacency(count, to, from);
  const waiting = Int32Array.from({ length: count }, (_, node) => neighbours(into, node).filter((other) => other !== node).length);
  const layer = new Int32Array(count);
  const order: number[] = [];
  for (let node = 0; node < count; node += 1) if (waiting[node] === 0) order.push(node);
  for (const node of order) {
    for (const target of neighbours(out, node)) {
      if (target === node) continue;
      layer[target] = Math.max(at(layer, target), at(layer, node) + 1);
      waiting[target] = at(waiting, target) - 1;
      if (waiting[target] === 0) order.push(target);
    }
  }
  for (const node of order) {
    const targets = neighbours(out, node).filter((target) => target !== node);
    if (targets.length === 0 || neighbours(into, node).some((source) => source !== node)) continue;
    layer[node] = targets.reduce((least, target) => Math.min(least, at(layer, target)), Number.POSITIVE_INFINITY) - 1;
  }
  return layer;
}
