import { type Camera, type Size } from './camera';
import { drawScene, inSight, type Look } from './draw-scene';
import type { Scene } from './scene';

/** Up to so many boxes and edges are drawn anew in each frame; more are drawn aside and moved as one picture. */
const DIRECT_MAX = 700;
/** Of a frame of 16 ms, for the picture that is drawn aside. */
const SLICE_MS = 6;
/** A picture drawn aside is larger than the view by this much on each side, so that panning finds it drawn. */
const MARGIN = 0.5;

type Picture = { readonly canvas: OffscreenCanvas; readonly camera: Camera; readonly size: Size; readonly scene: Scene; readonly look: Look };

/**
 * Draws a scene so that no frame is long, whatever its size and without a graphics card: a large one is drawn into a picture aside,
 * a slice per frame, and the newest finished picture is shown moved and stretched until then.
 */
export class Painter {
  #shown: Picture | null = null;
  #making: { readonly picture: Picture; readonly steps: Generator<undefined> } | null = null;

  /** @returns whether something is still on its way, and another frame is wanted */
  frame(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, view: Size, look: Look): boolean {
    const { boxes, edges } = inSight(scene, camera, view);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, view.width * look.pixelRatio, view.height * look.pixelRatio);
    if (boxes.length + edges.length <= DIRECT_MAX) {
      this.#making = null;
      for (const _ of drawScene(context, scene, camera, view, look)); // all at once
      return false;
    }
    this.#paintAside(context, scene, camera, view, look);
    const shown = this.#shown;
    if (shown) show(context, shown, camera, look);
    return !shown || !isOf(shown, scene, look) || !covers(shown, camera, view) || shown.camera.scale !== camera.scale;
  }

  #paintAside(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, view: Size, look: Look): void {
    const good = (picture: Picture | undefined | null) =>
      picture && isOf(picture, scene, look) && picture.camera.scale === camera.scale && covers(picture, camera, view);
    if (good(this.#shown)) {
      this.#making = null;
      return;
    }
    if (!this.#making || !isOf(this.#making.picture, scene, look) || (!good(this.#making.picture) && !this.#isNear(camera, view)))
      this.#making = this.#begin(context, scene, camera, view, look);
    const until = performance.now() + SLICE_MS;
    while (performance.now() < until) {
      if (!this.#making.steps.next().done) continue;
      this.#shown = this.#making.picture;
      this.#making = null;
      return;
    }
  }

  /** While one zooms, each frame has another scale: what is being drawn is finished before a next one is begun. */
  #isNear(camera: Camera, view: Size): boolean {
    return this.#making !== null && covers(this.#making.picture, camera, view);
  }

  #begin(context: CanvasRenderingContext2D, scene: Scene, camera: Camera, view: Size, look: Look) {
    const size = { width: view.width * (1 + 2 * MARGIN), height: view.height * (1 + 2 * MARGIN) };
    const canvas = new OffscreenCanvas(Math.ceil(size.width * look.pixelRatio), Math.ceil(size.height * look.pixelRatio));
    const aside = canvas.getContext('2d');
    if (!aside) throw new Error('no canvas can be drawn on');
    aside.direction = context.direction;
    const own: Camera = { scale: camera.scale, x: camera.x - (view.width * MARGIN) / camera.scale, y: camera.y - (view.height * MARGIN) / camera.scale };
    return { picture: { canvas, camera: own, size, scene, look }, steps: drawScene(aside, scene, own, size, look) };
  }
}

const isOf = (picture: Picture, scene: Scene, look: Look): boolean => picture.scene === scene && picture.look === look;

function covers({ camera: own, size }: Picture, camera: Camera, view: Size): boolean {
  const right = own.x + size.width / own.scale;
  const bottom = own.y + size.height / own.scale;
  return camera.x >= own.x && camera.y >= own.y && camera.x + view.width / camera.scale <= right && camera.y + view.height / camera.scale <= bottom;
}

function show(context: CanvasRenderingContext2D, { canvas, camera: own, size }: Picture, camera: Camera, { pixelRatio }: Look): void {
  const stretch = camera.scale / own.scale;
  const x = (own.x - camera.x) * camera.scale * pixelRatio;
  const y = (own.y - camera.y) * camera.scale * pixelRatio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(canvas, x, y, size.width * stretch * pixelRatio, size.height * stretch * pixelRatio);
}
