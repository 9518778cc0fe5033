import type { Point, Rect } from './camera';
import { DETAIL_SCALE, moreMarks } from './draw-scene';
import type { PlacedBox, Scene } from './scene';

/** What is under a point of the drawing. */
export type Hit = { readonly placed: PlacedBox; readonly more: 'up' | 'down' | null };

const holds = ({ x, y, width, height }: Rect, point: Point) => point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;

/** As far as a mark reaches out of its box. */
const MARK_REACH = 12;
const around = ({ x, y, width, height }: Rect, by: number): Rect => ({ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by });

export function hitAt(scene: Scene, point: Point, scale: number): Hit | null {
  if (scale >= DETAIL_SCALE) {
    for (const placed of scene.boxes) {
      if (!holds(around(placed, MARK_REACH), point)) continue;
      const mark = moreMarks(placed, scene.mirrored).find(({ rect }) => holds(rect, point));
      if (mark) return { placed, more: mark.way };
    }
  }
  // Far out a box is less than a finger: a few px around it count.
  const slack = Math.min(12, 3 / scale);
  const near = scene.boxes.find((placed) => holds(around(placed, slack), point));
  return near ? { placed: near, more: null } : null;
}

export type Move = 'up' | 'down' | 'left' | 'right';

/**
 * Where an arrow key leads from a box: up and down to the next of its column, left and right along an edge to the nearest in height,
 * or, where no edge leads there, to the nearest box of the next column. Null: nowhere.
 */
export function neighbourOf(scene: Scene, ref: string, move: Move): PlacedBox | null {
  const own = scene.byRef.get(ref);
  if (!own) return null;
  const nearest = (boxes: readonly PlacedBox[]) => boxes.toSorted((a, b) => Math.abs(a.y - own.y) - Math.abs(b.y - own.y) || a.y - b.y)[0] ?? null;
  if (move === 'up' || move === 'down') {
    const beyond = scene.boxes.filter(({ column, y }) => column === own.column && (move === 'up' ? y < own.y : y > own.y));
    return nearest(beyond);
  }
  const onward = (move === 'right') !== scene.mirrored;
  const tied = scene.edges.flatMap(({ edge }) => (onward ? (edge.from === ref ? [edge.to] : []) : edge.to === ref ? [edge.from] : []));
  const boxes = tied.flatMap((other) => scene.byRef.get(other) ?? []);
  const beyond = scene.boxes.filter(({ column }) => column === own.column + (onward ? 1 : -1));
  return nearest(boxes) ?? nearest(beyond);
}

/** A thing with all that it came from and all that came of it, as far as they are drawn. */
export function litBy(scene: Scene, ref: string): ReadonlySet<string> {
  const out = new Map<string, string[]>();
  const into = new Map<string, string[]>();
  const note = (map: Map<string, string[]>, key: string, value: string) => {
    const own = map.get(key);
    if (own) own.push(value);
    else map.set(key, [value]);
  };
  for (const { edge } of scene.edges) {
    note(out, edge.from, edge.to);
    note(into, edge.to, edge.from);
  }
  const lit = new Set([ref]);
  for (const map of [out, into]) {
    const reached = new Set([ref]);
    for (const each of reached) {
      lit.add(each);
      for (const next of map.get(each) ?? []) reached.add(next);
    }
  }
  return lit;
}
