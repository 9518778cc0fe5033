import { type LineageEdge } from '../../../shared/models/lineage';
import { at } from './graph';
import type { Box, BoxGraph } from './group-fans';
import { type Layout, layOut, type LayoutInput, NODE_HEIGHT, NODE_WIDTH } from './layout';
import type { Rect } from './camera';

export type PlacedBox = Rect & { readonly box: Box; readonly column: number };
/** From the right side of one box to the left of another (mirrored: the other way round), by way of bends. */
export type PlacedEdge = { readonly edge: LineageEdge; readonly points: readonly number[]; readonly bounds: Rect };
export type Column = { readonly x: number; readonly count: number /** How many of each kind. */; readonly kinds: ReadonlyMap<Box['kind'], number> };
export type Scene = Rect & {
  readonly boxes: readonly PlacedBox[];
  readonly edges: readonly PlacedEdge[];
  readonly columns: readonly Column[];
  readonly byRef: ReadonlyMap<string, PlacedBox>;
  readonly mirrored: boolean;
};

/** The drawing as numbers, for the layout. `previous`: where boxes stood. */
export function layoutInput({ boxes, edges }: BoxGraph, previous: Scene | null): LayoutInput {
  const index = new Map(boxes.map(({ ref }, own) => [ref, own]));
  const inside = edges.filter(({ from, to }) => index.has(from) && index.has(to));
  const stood = (ref: string) => {
    const placed = previous?.byRef.get(ref);
    return placed ? placed.y + NODE_HEIGHT / 2 : Number.NaN;
  };
  return {
    count: boxes.length,
    from: Int32Array.from(inside, ({ from }) => index.get(from) ?? 0),
    to: Int32Array.from(inside, ({ to }) => index.get(to) ?? 0),
    previousY: previous ? Float64Array.from(boxes, ({ ref }) => stood(ref)) : null,
  };
}

/** A drawing with every box and edge at its place. `mirrored`: read from right to left. */
export function sceneOf(graph: BoxGraph, layout: Layout, mirrored: boolean): Scene {
  const left = (x: number) => (mirrored ? layout.width - x - NODE_WIDTH : x);
  const boxes = graph.boxes.map(
    (box, index): PlacedBox => ({
      box,
      column: at(layout.layer, index),
      x: left(at(layout.x, index)),
      y: at(layout.y, index),
      width: NODE_WIDTH,
      height: NODE_HEIGHT,
    }),
  );
  const byRef = new Map(boxes.map((placed) => [placed.box.ref, placed]));
  const inside = graph.edges.filter(({ from, to }) => byRef.has(from) && byRef.has(to));
  const edges = inside.map((edge, index) => placeEdge(edge, index, { layout, byRef, mirrored, left }));
  const columns = Array.from({ length: layout.columns }, (_, column): Column => {
    const own = boxes.filter((placed) => placed.column === column);
    const kinds = new Map<Box['kind'], number>();
    for (const { box } of own) kinds.set(box.kind, (kinds.get(box.kind) ?? 0) + Math.max(1, box.members.length));
    return { x: own[0]?.x ?? 0, count: [...kinds.values()].reduce((sum, some) => sum + some, 0), kinds };
  });
  return { boxes, edges, columns, byRef, mirrored, x: 0, y: layout.top, width: layout.width, height: layout.height };
}

type Placing = { readonly layout: Layout; readonly byRef: ReadonlyMap<string, PlacedBox>; readonly mirrored: boolean; readonly left: (x: number) => number };

function placeEdge(edge: LineageEdge, index: number, { layout, byRef, mirrored, left }: Placing): PlacedEdge {
  const from = byRef.get(edge.from);
  const to = byRef.get(edge.to);
  const [start, end] = [sideOf(from, !mirrored), sideOf(to, mirrored)];
  const points = [start.x, start.y];
  const columnWidth = layout.columns > 1 ? (layout.width - NODE_WIDTH) / (layout.columns - 1) : 0;
  for (let bend = at(layout.bendStart, index), step = 1; bend < at(layout.bendStart, index + 1); bend += 1, step += 1) {
    const x = left(((from?.column ?? 0) + step) * columnWidth);
    // Straight through the column, from its one side to its other.
    const y = at(layout.bends, bend);
    points.push(...(mirrored ? [x + NODE_WIDTH, y, x, y] : [x, y, x + NODE_WIDTH, y]));
  }
  points.push(end.x, end.y);
  return { edge, points, bounds: boundsOf(points) };
}

const sideOf = (placed: PlacedBox | undefined, right: boolean) => ({ x: (placed?.x ?? 0) + (right ? NODE_WIDTH : 0), y: (placed?.y ?? 0) + NODE_HEIGHT / 2 });

function boundsOf(points: readonly number[]): Rect {
  const xs = points.filter((_, index) => index % 2 === 0);
  const ys = points.filter((_, index) => index % 2 === 1);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
}

/** Lays out and places in one go: what the worker does, without the worker. */
export const drawScene = (graph: BoxGraph, mirrored: boolean, previous: Scene | null = null): Scene =>
  sceneOf(graph, layOut(layoutInput(graph, previous)), mirrored);
