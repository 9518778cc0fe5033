/** A directed graph by numbers: edge `e` leads from node `from[e]` to node `to[e]`, both below `count`. */
export type Graph = { readonly count: number; readonly from: Int32Array; readonly to: Int32Array };

/** Neighbours in one array: those of node `n` are `list[start[n]]` up to `list[start[n + 1]]`. */
export type Adjacency = { readonly start: Int32Array; readonly list: Int32Array };

/** For each key, the values of the pairs with that key, in the order of the pairs. */
export function adjacency(count: number, keys: Int32Array, values: Int32Array): Adjacency {
  const start = new Int32Array(count + 1);
  for (const key of keys) start[key + 1] = at(start, key + 1) + 1;
  for (let node = 0; node < count; node += 1) start[node + 1] = at(start, node + 1) + at(start, node);
  const list = new Int32Array(keys.length);
  const next = start.slice();
  for (let pair = 0; pair < keys.length; pair += 1) {
    const key = at(keys, pair);
    list[at(next, key)] = at(values, pair);
    next[key] = at(next, key) + 1;
  }
  return { start, list };
}

export const neighbours = ({ start, list }: Adjacency, node: number): Int32Array => list.subarray(at(start, node), at(start, node + 1));

type Numbers = { readonly [index: number]: number | undefined };
/** A number that is there: indexes come from the graph itself. */
export const at = (numbers: Numbers, index: number): number => numbers[index] ?? 0;
