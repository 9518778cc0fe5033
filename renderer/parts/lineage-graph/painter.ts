import { type Camera, fitted, type Rect, seenRect, type Size, touches } from './camera';
import { drawScene, type Look } from './draw-scene';
import type { Scene } from './scene';

/** Up to so many boxes and edges are drawn anew in each frame; more are drawn aside and moved as one picture. */
const DIRECT_MAX = 160;
/** Of a frame of 16 ms, for the picture that is drawn aside; more where what is on the screen is no longer true. */
const SLICE_MS = 5;
const STALE_SLICE_MS = 14;
/** A picture drawn aside is larger than the view by this share on each side; from here on its next one is begun, so that panning finds it drawn. */
const MARGIN = 0.5;
const AHEAD = 0.2;
/** While one zooms, nothing is drawn that the next frame needs at another scale: pictures are stretched until then. */
const SETTLED_MS = 90;
/** The whole drawing, coarse: what is seen where nothing finer is there yet. */
const OVERVIEW: Size = { width: 1_600, height: 1_000 };

type Picture = { readonly canvas: OffscreenCanvas; readonly camera: Camera; readonly size: Size; readonly scene: Scene; readonly look: Look };
type Making = { readonly picture: Picture; readonly context: OffscreenCanvasRenderingContext2D; readonly steps: Generator<undefined> };

/**
 * Draws a scene so that no frame is long, whatever its size and without a graphics card: a large one is drawn into a picture aside,
 * a slice per frame, and the newest finished picture is shown moved and stretched until then.
 */
export class Painter {
  #overview: Picture | null = null;
  #shown: Picture | null = null;
  #making: Making | null = null;
  #scale = 0;
  #scaledAt = 0;

  /** @returns whether something is still on its way, and another frame is wanted */
  frame(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, view: Size, look: Look): boolean {
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, view.width * look.pixelRatio, view.height * look.pixelRatio);
    if (isFew(scene, seenRect(camera, view))) {
      this.#making = null;
      for (const _ of drawScene(context, scene, camera, view, look)); // all at once
      return false;
    }
    const now = performance.now();
    if (camera.scale !== this.#scale) [this.#scale, this.#scaledAt] = [camera.scale, now];
    const settled = now - this.#scaledAt > SETTLED_MS;
    const missing = this.#missing(context, scene, camera, view, look, settled);
    if (missing) this.#paintAside(missing, this.#shown?.scene === scene ? SLICE_MS : STALE_SLICE_MS);
    this.#show(context, camera, view, look);
    if (this.#shown?.look !== look) drawChosen(context, scene, camera, view, look);
    return missing !== null || !settled;
  }

  /** What is to be drawn aside now; null where nothing is. */
  #missing(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, view: Size, look: Look, settled: boolean): Making | null {
    const own = (picture: Picture | null | undefined) => picture?.scene === scene && picture.look === look;
    const sharp = (picture: Picture | null | undefined, ahead: number) =>
      own(picture) && picture?.camera.scale === camera.scale && covers(picture, grown(seenRect(camera, view), ahead));
    // What is nearly drawn and still right is finished; what is coarse comes before what is fine.
    if (this.#making && own(this.#making.picture) && (this.#making.picture.size === OVERVIEW || sharp(this.#making.picture, 0))) return this.#making;
    if (!own(this.#overview)) this.#making = begin(context, scene, fitted(scene, OVERVIEW), OVERVIEW, look);
    else if (settled && !sharp(this.#shown, AHEAD)) this.#making = begin(context, scene, ...larger(camera, view), look);
    else this.#making = null;
    return this.#making;
  }

  #paintAside(making: Making, sliceMs: number): void {
    const until = performance.now() + sliceMs;
    do {
      const { done } = making.steps.next();
      // Drawing is only noted down until somebody looks: a look is what it costs.
      making.context.getImageData(0, 0, 1, 1);
      if (!done) continue;
      this.#making = null;
      if (making.picture.size !== OVERVIEW) this.#shown = making.picture;
      else this.#overview = making.picture;
      return;
    } while (performance.now() < until);
  }

  #show(context: CanvasRenderingContext2D, camera: Camera, view: Size, look: Look): void {
    const [overview, shown] = [this.#overview, this.#shown];
    const fine = shown && (!overview || shown.scene === overview.scene) ? shown : null;
    if (overview && !(fine && covers(fine, seenRect(camera, view)))) stretch(context, overview, camera, view, look, fine);
    if (fine) stretch(context, fine, camera, view, look, null);
  }
}

/** A press is seen at once, though all around it still looks as before. */
function drawChosen(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, view: Size, look: Look): void {
  const placed = look.selected === null ? undefined : scene.byRef.get(look.selected);
  if (placed) for (const _ of drawScene(context, { ...scene, boxes: [placed], edges: [] }, camera, view, look)); // all at once
}

const grown = ({ x, y, width, height }: Rect, share: number): Rect => ({
  x: x - width * share,
  y: y - height * share,
  width: width * (1 + 2 * share),
  height: height * (1 + 2 * share),
});

function larger(camera: Camera, view: Size): [Camera, Size] {
  const { x, y } = grown(seenRect(camera, view), MARGIN);
  return [
    { scale: camera.scale, x, y },
    { width: view.width * (1 + 2 * MARGIN), height: view.height * (1 + 2 * MARGIN) },
  ];
}

function begin(of: CanvasRenderingContext2D, scene: Scene, camera: Camera, size: Size, look: Look): Making {
  const canvas = new OffscreenCanvas(Math.ceil(size.width * look.pixelRatio), Math.ceil(size.height * look.pixelRatio));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas can be drawn on');
  context.direction = of.direction;
  return { picture: { canvas, camera, size, scene, look }, context, steps: drawScene(context, scene, camera, size, look) };
}

function covers({ camera, size }: Picture, seen: Rect): boolean {
  const own = seenRect(camera, size);
  return seen.x >= own.x && seen.y >= own.y && seen.x + seen.width <= own.x + own.width && seen.y + seen.height <= own.y + own.height;
}

/** Whether so little is in sight that it is drawn anew in each frame. Stops counting where it is not. */
function isFew(scene: Scene, seen: Rect): boolean {
  let count = 0;
  for (const box of scene.boxes) if (touches(box, seen) && (count += 1) > DIRECT_MAX) return false;
  for (const { bounds } of scene.edges) if (touches(bounds, seen) && (count += 1) > DIRECT_MAX) return false;
  return true;
}

/** Draws a picture where it belongs now, but for where a finer one will lie. */
function stretch(context: CanvasRenderingContext2D, picture: Picture, camera: Camera, view: Size, { pixelRatio }: Look, finer: Picture | null): void {
  const { canvas, camera: own } = picture;
  const place = (of: Picture): Rect => {
    const by = (camera.scale / of.camera.scale) * pixelRatio;
    const [x, y] = [(of.camera.x - camera.x) * camera.scale * pixelRatio, (of.camera.y - camera.y) * camera.scale * pixelRatio];
    return { x, y, width: of.size.width * by, height: of.size.height * by };
  };
  const { x, y, width, height } = place(picture);
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (own.scale === camera.scale) {
    // On whole pixels: sharp, and nothing has to be mixed.
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, Math.round(x), Math.round(y));
    return;
  }
  context.imageSmoothingEnabled = true;
  if (!finer) {
    context.drawImage(canvas, x, y, width, height);
    return;
  }
  context.save();
  const over = place(finer);
  context.beginPath();
  context.rect(0, 0, view.width * pixelRatio, view.height * pixelRatio);
  context.rect(over.x, over.y, over.width, over.height);
  context.clip('evenodd');
  context.drawImage(canvas, x, y, width, height);
  context.restore();
}
