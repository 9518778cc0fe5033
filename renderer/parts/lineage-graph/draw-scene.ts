import type { LineageNode } from '../../../shared/models/lineage';
import { isolated } from '../../ui/use-words';
import { type Camera, type Rect, seenRect, type Size, touches } from './camera';
import { kindShape } from './kind-shapes';
import type { Palette } from '../../ui/canvas-palette';
import type { Column, PlacedBox, PlacedEdge, Scene } from './scene';

/** Everything that a picture of a scene depends on, but where one looks. */
export type Look = {
  readonly palette: Palette;
  /** What is chosen; null: nothing. */
  readonly selected: string | null;
  /** What the chosen thing came from and what came of it: the rest steps back. Null: nothing does. */
  readonly lit: ReadonlySet<string> | null;
  /** Text of a box that stands for many. */
  readonly groupTitle: (box: PlacedBox['box']) => string;
  readonly columnTitle: (column: Column) => string;
  readonly pixelRatio: number;
};

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Below the first no text can be read, below the second only titles: what cannot be read is not drawn. */
export const TITLE_SCALE = 0.3;
export const DETAIL_SCALE = 0.55;
/** Things drawn between two looks at the clock: lines, boxes as blocks, boxes with their words. About a millisecond each. */
const SLICES = { edges: 60, blocks: 400, boxes: 24 };
const DIM = 0.35;
const STATE_ROLE = { good: 'ok', busy: 'accent', bad: 'bad', unknown: 'unk', none: null } as const satisfies Record<LineageNode['state'], keyof Palette | null>;

/** The parts of a scene in sight. */
export function inSight(scene: Scene, camera: Camera, view: Size): { boxes: readonly PlacedBox[]; edges: readonly PlacedEdge[] } {
  const seen = seenRect(camera, view);
  const near: Rect = { x: seen.x - 8, y: seen.y - 8, width: seen.width + 16, height: seen.height + 16 };
  return { boxes: scene.boxes.filter((box) => touches(box, near)), edges: scene.edges.filter(({ bounds }) => touches(bounds, near)) };
}

/** Draws what is in sight, and lets go of the thread every few hundred things. Nothing is on the canvas before. */
export function* drawScene(context: Context, scene: Scene, camera: Camera, view: Size, look: Look): Generator<undefined> {
  const { boxes, edges } = inSight(scene, camera, view);
  const { pixelRatio } = look;
  const { scale } = camera;
  const onto = () => context.setTransform(scale * pixelRatio, 0, 0, scale * pixelRatio, -camera.x * scale * pixelRatio, -camera.y * scale * pixelRatio);
  onto();
  context.lineJoin = 'round';
  const chosen = boxes.find(({ box }) => box.ref === look.selected);
  if (chosen && scale >= TITLE_SCALE) drawHalo(context, chosen, look);
  const isLit = ({ edge }: PlacedEdge) => look.lit !== null && look.lit.has(edge.from) && look.lit.has(edge.to);
  for (const lit of [false, true]) {
    const own = edges.filter((edge) => isLit(edge) === lit);
    for (let start = 0; start < own.length; start += SLICES.edges) {
      onto();
      drawEdges(context, own.slice(start, start + SLICES.edges), lit, camera, look);
      yield;
    }
  }
  const blocks = scale < TITLE_SCALE;
  const slice = blocks ? SLICES.blocks : SLICES.boxes;
  for (let start = 0; start < boxes.length; start += slice) {
    onto();
    const some = boxes.slice(start, start + slice);
    if (blocks) drawBlocks(context, some, look);
    else for (const box of some) drawBox(context, box, scale, look);
    yield;
  }
  context.globalAlpha = 1;
}

function drawEdges(context: Context, edges: readonly PlacedEdge[], lit: boolean, { scale }: Camera, { palette, lit: any }: Look): void {
  context.globalAlpha = !lit && any ? DIM : 1;
  context.strokeStyle = lit ? palette.accent : palette.edge;
  // Never thinner than the screen can show; what is lit stands out at every distance.
  context.lineWidth = Math.max(lit ? 1.6 : 1.1, (lit ? 1.2 : 0.6) / scale);
  context.beginPath();
  for (const { points } of edges) traceEdge(context, points, scale >= TITLE_SCALE);
  context.stroke();
  if (scale < DETAIL_SCALE) return;
  context.fillStyle = context.strokeStyle;
  context.beginPath();
  for (const { points } of edges) traceHead(context, points);
  context.fill();
}

/** Bends are passed straight; between columns the line swings over. Far out a straight line looks the same and costs a third. */
function traceEdge(context: Context, points: readonly number[], curved: boolean): void {
  let [x, y] = [points[0] ?? 0, points[1] ?? 0];
  context.moveTo(x, y);
  for (let index = 2; index < points.length; index += 2) {
    const [nextX, nextY] = [points[index] ?? 0, points[index + 1] ?? 0];
    const middle = (x + nextX) / 2;
    if (curved && y !== nextY) context.bezierCurveTo(middle, y, middle, nextY, nextX, nextY);
    else context.lineTo(nextX, nextY);
    [x, y] = [nextX, nextY];
  }
}

function traceHead(context: Context, points: readonly number[]): void {
  const [before = 0, , x = 0, y = 0] = points.slice(-4);
  const back = before <= x ? -6 : 6;
  context.moveTo(x, y);
  context.lineTo(x + back, y - 3.5);
  context.lineTo(x + back, y + 3.5);
  context.closePath();
}

function drawBlocks(context: Context, boxes: readonly PlacedBox[], { palette, selected, lit }: Look): void {
  for (const { box, x, y, width, height } of boxes) {
    context.fillStyle = box.ref === selected ? palette.accent : box.node?.state === 'bad' ? palette.bad : palette.ink3;
    context.globalAlpha = lit && !lit.has(box.ref) ? DIM : 1;
    context.fillRect(x, y, width, height);
  }
}

/** Around the chosen one; below the lines, so that their heads are seen whole. */
function drawHalo(context: Context, { x, y, width, height }: Rect, { palette }: Look): void {
  context.globalAlpha = 1;
  context.fillStyle = palette['accent-soft'];
  roundRect(context, x - 4, y - 4, width + 8, height + 8, 10);
  context.fill();
}

function drawBox(context: Context, placed: PlacedBox, scale: number, look: Look): void {
  const { palette, selected, lit } = look;
  const { box, x, y, width, height } = placed;
  const chosen = box.ref === selected;
  const inLight = lit?.has(box.ref) ?? false;
  context.globalAlpha = lit && !inLight ? DIM : 1;
  if (box.members.length > 0) drawStack(context, placed, palette);
  context.fillStyle = palette.panel;
  context.strokeStyle = chosen || inLight ? palette.accent : palette.line;
  context.lineWidth = chosen ? 2 : 1;
  roundRect(context, x, y, width, height, 7);
  context.fill();
  context.stroke();
  drawText(context, placed, scale, look);
  if (scale >= DETAIL_SCALE) drawMore(context, placed, look);
}

/** Two edges behind it: there are more of them. */
function drawStack(context: Context, { x, y, width, height }: Rect, palette: Palette): void {
  context.strokeStyle = palette.line;
  context.fillStyle = palette.panel;
  context.lineWidth = 1;
  for (const back of [6, 3]) {
    roundRect(context, x + back, y + back, width - 2 * back, height, 7);
    context.fill();
    context.stroke();
  }
}

/** Text keeps to the start of the reading direction, the state's dot to its end. */
function drawText(context: Context, placed: PlacedBox, scale: number, { palette, groupTitle }: Look): void {
  const { box, x, y, width, height } = placed;
  const mirrored = context.direction === 'rtl';
  const start = mirrored ? x + width - 12 : x + 12;
  const along = (by: number) => (mirrored ? start - by : start + by);
  const detailed = scale >= DETAIL_SCALE;
  context.textAlign = mirrored ? 'right' : 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = palette.ink;
  context.font = `620 12.5px ${palette.font}`;
  const title = box.node?.title ?? groupTitle(box);
  context.fillText(shortened(context, title, width - (detailed ? 58 : 24)), along(detailed ? 22 : 0), y + (detailed ? 24 : height / 2 + 4));
  if (!detailed) return;
  context.font = `11.5px ${palette.font}`;
  context.fillStyle = palette.ink3;
  context.fillText(shortened(context, box.node?.detail ?? '', width - 24), start, y + 44);
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.2;
  context.save();
  context.translate(mirrored ? start - 14 : start, y + 12);
  context.stroke(kindShape(box.kind));
  context.restore();
  const role = box.node ? STATE_ROLE[box.node.state] : null;
  if (!role) return;
  context.beginPath();
  context.arc(mirrored ? x + 14 : x + width - 14, y + 20, 3.5, 0, 2 * Math.PI);
  // Unknown is a ring, never a full dot: shape and not colour alone tells it from good.
  if (box.node?.state === 'unknown') {
    context.strokeStyle = palette[role];
    context.stroke();
  } else {
    context.fillStyle = palette[role];
    context.fill();
    if (box.node?.state === 'bad') drawCross(context, mirrored ? x + 14 : x + width - 14, y + 20, palette);
  }
}

function drawCross(context: Context, x: number, y: number, palette: Palette): void {
  context.strokeStyle = palette.panel;
  context.lineWidth = 1.2;
  context.beginPath();
  context.moveTo(x - 1.6, y - 1.6);
  context.lineTo(x + 1.6, y + 1.6);
  context.moveTo(x + 1.6, y - 1.6);
  context.lineTo(x - 1.6, y + 1.6);
  context.stroke();
}

/** Where neighbours are left out: how many, on the side where they would be. */
export function moreMarks(
  { box, x, y, width, height }: PlacedBox,
  mirrored: boolean,
): readonly { readonly way: 'up' | 'down'; readonly count: number; readonly rect: Rect }[] {
  if (!box.node) return [];
  const { up, down } = box.node.more;
  const mark = (way: 'up' | 'down', count: number) => {
    const size = 22 + 7 * String(count).length;
    const left = (way === 'up') !== mirrored;
    return { way, count, rect: { x: left ? x - 6 : x + width - size + 6, y: y + height - 9, width: size, height: 18 } };
  };
  return [...(up > 0 ? [mark('up', up)] : []), ...(down > 0 ? [mark('down', down)] : [])];
}

function drawMore(context: Context, placed: PlacedBox, { palette }: Look): void {
  for (const { count, rect } of moreMarks(placed, context.direction === 'rtl')) {
    context.fillStyle = palette.panel;
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    roundRect(context, rect.x, rect.y, rect.width, rect.height, 9);
    context.fill();
    context.stroke();
    context.fillStyle = palette.ink2;
    context.font = `540 11px ${palette.font}`;
    context.textAlign = 'center';
    context.fillText(`\u200e+${count}`, rect.x + rect.width / 2, rect.y + 13);
  }
}

function roundRect(context: Context, x: number, y: number, width: number, height: number, radius: number): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
}

const shortTexts = new Map<string, string>();
const SHORT_TEXTS_MAX = 60_000;
/** As much of a text as fits, with an ellipsis; measured once for each text and face. */
function shortened(context: Context, text: string, width: number): string {
  const key = `${context.font}|${context.direction}|${width}|${text}`;
  const known = shortTexts.get(key);
  if (known !== undefined) return known;
  if (shortTexts.size > SHORT_TEXTS_MAX) shortTexts.clear();
  let short = text;
  if (context.measureText(text).width > width) {
    let [fits, over] = [0, text.length];
    while (over - fits > 1) {
      const middle = (fits + over) >> 1;
      if (context.measureText(`${text.slice(0, middle)}…`).width <= width) fits = middle;
      else over = middle;
    }
    short = `${text.slice(0, fits)}…`;
  }
  if (context.direction === 'rtl') short = isolated(short); // its dots stand at its own end
  shortTexts.set(key, short);
  return short;
}
