/** Which part of the drawing is seen: `x`, `y` is the drawing's point at the view's left top; `scale` is view px per drawing px. */
export type Camera = { readonly x: number; readonly y: number; readonly scale: number };
export type Size = { readonly width: number; readonly height: number };
export type Rect = Size & { readonly x: number; readonly y: number };
export type Point = { readonly x: number; readonly y: number };

const SCALE_MAX = 2;
/** Further out there is nothing to tell apart. */
const SCALE_MIN = 0.002;
/** Around the whole drawing, and around a thing that is brought into sight. View px. */
const MARGIN = 32;

export const clampScale = (scale: number): number => Math.min(SCALE_MAX, Math.max(SCALE_MIN, scale));
export const toView = (camera: Camera, { x, y }: Point): Point => ({ x: (x - camera.x) * camera.scale, y: (y - camera.y) * camera.scale });
export const toDrawing = (camera: Camera, { x, y }: Point): Point => ({ x: x / camera.scale + camera.x, y: y / camera.scale + camera.y });
export const seenRect = ({ x, y, scale }: Camera, { width, height }: Size): Rect => ({ x, y, width: width / scale, height: height / scale });
export const touches = (a: Rect, b: Rect): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const panned = (camera: Camera, dx: number, dy: number): Camera => ({ ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale });

/** The point of the drawing under `at` (view px) stays where it is. */
export function zoomed(camera: Camera, factor: number, at: Point): Camera {
  const scale = clampScale(camera.scale * factor);
  const under = toDrawing(camera, at);
  return { scale, x: under.x - at.x / scale, y: under.y - at.y / scale };
}

/** All of a drawing, in the middle, never larger than it is. */
export function fitted(drawing: Rect, view: Size): Camera {
  const room = { width: Math.max(1, view.width - 2 * MARGIN), height: Math.max(1, view.height - 2 * MARGIN) };
  const scale = clampScale(Math.min(1, room.width / Math.max(1, drawing.width), room.height / Math.max(1, drawing.height)));
  return { ...topOf(drawing, view, scale), y: drawing.y + (drawing.height - view.height / scale) / 2 };
}

/** The upper part of a drawing, in the middle from side to side. */
export const topOf = (drawing: Rect, view: Size, scale: number): Camera => ({
  scale,
  x: drawing.x + (drawing.width - view.width / scale) / 2,
  y: drawing.y - MARGIN / scale,
});

/** Moved as little as it takes to see a rectangle with some room around it. */
export function bringing(camera: Camera, rect: Rect, view: Size): Camera {
  const seen = seenRect(camera, view);
  const room = MARGIN / camera.scale;
  const moved = (from: number, size: number, start: number, length: number) => {
    if (start >= from + room && start + length <= from + size - room) return from;
    if (start < from + room || length + 2 * room > size) return start - room;
    return start + length + room - size;
  };
  return { ...camera, x: moved(seen.x, seen.width, rect.x, rect.width), y: moved(seen.y, seen.height, rect.y, rect.height) };
}

/** With a point of the drawing in the middle. */
export const centred = ({ scale }: Camera, { x, y }: Point, view: Size): Camera => ({ scale, x: x - view.width / scale / 2, y: y - view.height / scale / 2 });
