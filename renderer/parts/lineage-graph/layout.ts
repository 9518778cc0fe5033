import { adjacency, type Adjacency, at, type Graph, neighbours } from './graph';
import { assignLayers, withoutRings } from './layers';
import { spread } from './spread';

export const NODE_WIDTH = 184;
export const NODE_HEIGHT = 60;
/** Between columns: room for edges and their bends. */
const GUTTER = 56;
const NODE_GAP = 24;
/** A bend is where a long edge passes a column. Edges of one source share theirs. */
const BEND_HEIGHT = 10;
/** Sweeps over all columns, there and back; more change nothing that can be seen. */
const ORDER_SWEEPS = 8;
const PLACE_SWEEPS = 10;

export type LayoutInput = Graph & {
  /** Where nodes stood in the last drawing (middle, px); NaN for new ones. They keep their order, and their place where there is room. */
  readonly previousY: Float64Array | null;
};

export type Layout = {
  readonly layer: Int32Array;
  /** Left edge and top of each node, px. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Where each edge passes columns between its ends: the middles of its bends are `bends[bendStart[e]]` to `bends[bendStart[e + 1]]`, one a column. */
  readonly bendStart: Int32Array;
  readonly bends: Float64Array;
  readonly columns: number;
  readonly width: number;
  /** Of the highest node: 0 but where nodes kept their places and one came above them. */
  readonly top: number;
  readonly height: number;
};

/** A layered drawing, left to right: columns by longest path, few crossings, straight where it can be. Not random: the same graph, the same drawing. */
export function layOut(input: LayoutInput): Layout {
  const whole = withoutRings(input);
  const layer = assignLayers(whole);
  const { graph, bendsOf } = withBends(whole, layer);
  const unordered = columnsOf(graph.layer);
  const out = adjacency(graph.count, graph.from, graph.to);
  const into = adjacency(graph.count, graph.to, graph.from);
  const known = (node: number) => node < input.count && input.previousY !== null && !Number.isNaN(input.previousY[node]);
  const columns = input.previousY
    ? orderedBy(unordered, placeOrGuess(graph.count, input.previousY, into, out))
    : withFewCrossings(unordered, graph.count, into, out);
  const middle = placeNodes(columns, { into, out, height: (node) => (node < input.count ? NODE_HEIGHT : BEND_HEIGHT), previousY: input.previousY, known });
  const { bendStart, bends } = routes(bendsOf, middle);
  const tops = middle.subarray(0, input.count).map((y) => y - NODE_HEIGHT / 2);
  const least = tops.reduce((top, y) => Math.min(top, y), Number.POSITIVE_INFINITY);
  const lift = input.previousY || input.count === 0 ? 0 : least; // what stood somewhere is not moved for what came above it
  const top = input.count === 0 ? 0 : least - lift;
  return {
    layer,
    x: Float64Array.from(layer, (own) => own * (NODE_WIDTH + GUTTER)),
    y: tops.map((y) => y - lift),
    bendStart,
    bends: bends.map((y) => y - lift),
    columns: columns.length,
    width: Math.max(0, columns.length * (NODE_WIDTH + GUTTER) - GUTTER),
    top,
    height: tops.reduce((most, y) => Math.max(most, y - lift + NODE_HEIGHT), top) - top,
  };
}

type Bent = Graph & { readonly layer: Int32Array };

/** Puts a bend into each column that an edge passes. Edges from one node share their bends, so that a fan is one line until it parts. */
function withBends({ count, from, to }: Graph, layer: Int32Array): { graph: Bent; bendsOf: readonly (readonly number[])[] } {
  const layers = [...layer];
  const ends: [number, number][] = [];
  const shared = new Map<string, number>();
  const bendsOf = [...from].map((source, edge) => {
    const target = at(to, edge);
    const bends: number[] = [];
    let last = source;
    for (let column = at(layer, source) + 1; column < at(layer, target); column += 1) {
      const key = `${source} ${column}`;
      let bend = shared.get(key);
      if (bend === undefined) {
        bend = layers.push(column) - 1;
        shared.set(key, bend);
        ends.push([last, bend]);
      }
      bends.push(bend);
      last = bend;
    }
    if (source !== target) ends.push([last, target]);
    return bends;
  });
  const graph = {
    count: layers.length,
    layer: Int32Array.from(layers),
    from: Int32Array.from(ends, ([own]) => own),
    to: Int32Array.from(ends, ([, own]) => own),
  };
  return { graph: { ...graph, count: Math.max(count, layers.length) }, bendsOf };
}

function columnsOf(layer: Int32Array): Columns {
  const columns: number[][] = [];
  layer.forEach((column, node) => (columns[column] ??= []).push(node));
  return Array.from(columns, (column) => column ?? []);
}

type Columns = readonly (readonly number[])[];

/** Each column in the order of the mean place of its neighbours, columns one after the other, there and back (barycentre). */
function withFewCrossings(columns: Columns, count: number, into: Adjacency, out: Adjacency): Columns {
  const ordered = [...columns];
  const place = new Float64Array(count);
  const note = (column: readonly number[]) => column.forEach((node, index) => (place[node] = (index + 0.5) / column.length));
  ordered.forEach(note);
  for (let sweep = 0; sweep < ORDER_SWEEPS; sweep += 1) {
    const forward = sweep % 2 === 0;
    const layers = [...ordered.keys()];
    for (const layer of forward ? layers : layers.toReversed()) {
      const column = ordered[layer] ?? [];
      const wanted = new Map(column.map((node) => [node, mean(place, neighbours(forward ? into : out, node)) ?? at(place, node)]));
      const next = column.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0) || at(place, a) - at(place, b));
      note(next);
      ordered[layer] = next;
    }
  }
  return ordered;
}

const orderedBy = (columns: Columns, place: Float64Array): Columns => columns.map((column) => column.toSorted((a, b) => at(place, a) - at(place, b)));

/** Where nodes stood, and for new ones the middle of the neighbours that stood somewhere, passed on until all have a place. */
function placeOrGuess(count: number, previousY: Float64Array, into: Adjacency, out: Adjacency): Float64Array {
  const place = new Float64Array(count).fill(Number.NaN);
  place.set(previousY);
  let open = [...place.keys()].filter((node) => Number.isNaN(place[node]));
  for (let left = open.length + 1; open.length > 0 && open.length < left; ) {
    left = open.length;
    const found = open.map(
      (node) =>
        [
          node,
          mean(
            place,
            [...neighbours(into, node), ...neighbours(out, node)].filter((other) => !Number.isNaN(place[other])),
          ),
        ] as const,
    );
    for (const [node, guess] of found) if (guess !== undefined) place[node] = guess;
    open = open.filter((node) => Number.isNaN(place[node]));
  }
  return place.map((y) => (Number.isNaN(y) ? Number.MAX_SAFE_INTEGER : y)); // tied to nothing that stood anywhere: below all
}

type Placing = {
  readonly into: Adjacency;
  readonly out: Adjacency;
  readonly height: (node: number) => number;
  readonly previousY: Float64Array | null;
  readonly known: (node: number) => boolean;
};

/** The middle of each node: as near to its neighbours as its column lets it. What stood somewhere before wants to stand there. */
function placeNodes(columns: Columns, { into, out, height, previousY, known }: Placing): Float64Array {
  const count = columns.reduce((sum, column) => sum + column.length, 0);
  const middle = new Float64Array(count);
  const distances = columns.map((column) =>
    column.slice(1).map((node, index) => (height(node) + height(column[index] ?? node)) / 2 + gap(height, column[index] ?? node, node)),
  );
  columns.forEach((column, layer) => {
    let y = 0;
    column.forEach((node, index) => {
      middle[node] = known(node) && previousY ? at(previousY, node) : y;
      y += distances[layer]?.[index] ?? 0;
    });
  });
  for (let sweep = 0; sweep < PLACE_SWEEPS; sweep += 1) {
    const forward = sweep % 2 === 0;
    const layers = [...columns.keys()];
    for (const layer of forward ? layers : layers.toReversed()) {
      const column = columns[layer] ?? [];
      const near = (node: number) =>
        mean(middle, neighbours(forward ? into : out, node)) ?? mean(middle, neighbours(forward ? out : into, node)) ?? at(middle, node);
      const wanted = column.map((node) => (known(node) && previousY ? at(previousY, node) : near(node)));
      const placed = spread(wanted, distances[layer] ?? []);
      column.forEach((node, index) => (middle[node] = at(placed, index)));
    }
  }
  return middle;
}

const gap = (height: (node: number) => number, a: number, b: number) => (height(a) === NODE_HEIGHT && height(b) === NODE_HEIGHT ? NODE_GAP : NODE_GAP / 2);

function mean(places: Float64Array, nodes: ArrayLike<number>): number | undefined {
  if (nodes.length === 0) return undefined;
  let sum = 0;
  for (let index = 0; index < nodes.length; index += 1) sum += at(places, at(nodes, index));
  return sum / nodes.length;
}

function routes(bendsOf: readonly (readonly number[])[], middle: Float64Array): { bendStart: Int32Array; bends: Float64Array } {
  const bendStart = new Int32Array(bendsOf.length + 1);
  bendsOf.forEach((bends, edge) => (bendStart[edge + 1] = at(bendStart, edge) + bends.length));
  return { bendStart, bends: Float64Array.from(bendsOf.flat(), (bend) => at(middle, bend)) };
}
