import { bringing, type Camera, centred, fitted, panned, type Point, type Size, topOf, toView, zoomed } from './camera';
import { drawScene, type Look, TITLE_SCALE } from './draw-scene';
import { NODE_WIDTH } from './layout';
import { Painter } from './painter';
import type { Scene } from './scene';

/** Closer than this on first sight a graph is read, further out it is only seen. */
const READABLE_SCALE = 0.75;
const PICTURE_SIDE_MAX = 8_000;
/** More pixels are more than what a file may hold. */
const PICTURE_PIXELS_MAX = 24_000_000;
/** Of a frame, for a picture that is made meanwhile. */
const PICTURE_SLICE_MS = 8;

/** Where one looks at a scene, and the canvas that shows it: draws when something changed, and at most once per frame. */
export class GraphView {
  #camera: Camera = { x: 0, y: 0, scale: 1 };
  #scene: Scene | null = null;
  #look: Look | null = null;
  #wanted = 0;
  #size: Size = { width: 0, height: 0 };
  #mapOf: { scene: Scene; look: Look } | null = null;
  /** Set until somebody moves the view: where it looks by itself, whatever its size becomes. */
  #lookedAt: { readonly focus: string | null } | null = null;
  readonly #painter = new Painter();
  readonly #watch: ResizeObserver;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    /** The small one, of the whole drawing. */
    private readonly map: HTMLCanvasElement,
  ) {
    this.#watch = new ResizeObserver(() => this.#resize());
    this.#watch.observe(canvas);
  }

  close(): void {
    this.#watch.disconnect();
    cancelAnimationFrame(this.#wanted);
  }

  get camera(): Camera {
    return this.#camera;
  }
  get size(): Size {
    return this.#size;
  }

  /** A new drawing. `focus`: what to look at, where it is another than before; null leaves the view where it is. */
  show(scene: Scene, focus: string | null): void {
    const first = this.#scene === null;
    this.#scene = scene;
    if (focus !== null || first) this.#lookAt(focus);
    this.#want();
  }
  look(look: Look): void {
    this.#look = look;
    this.#want();
  }

  panBy(dx: number, dy: number): void {
    this.#move(panned(this.#camera, dx, dy));
  }
  zoomBy(factor: number, at: Point = { x: this.#size.width / 2, y: this.#size.height / 2 }): void {
    this.#move(zoomed(this.#camera, factor, at));
  }
  fit(): void {
    if (this.#scene) this.#move(fitted(this.#scene, this.#size));
  }
  bring(ref: string): void {
    const placed = this.#scene?.byRef.get(ref);
    if (placed) this.#move(bringing(this.#camera, placed, this.#size));
  }
  /** A press on the small map: that place comes into the middle. */
  goToMap({ x, y }: Point): void {
    const scene = this.#scene;
    if (!scene) return;
    const { scale, left, top } = this.#mapFrame(scene);
    this.#move(centred(this.#camera, { x: (x - left) / scale + scene.x, y: (y - top) / scale + scene.y }, this.#size));
  }

  /** All of it as a picture, at its own size or as large as a picture may be. */
  async picture(): Promise<Blob | null> {
    const [scene, look] = [this.#scene, this.#look];
    if (!scene || !look) return null;
    const [width, height] = [scene.width + 48, scene.height + 48];
    const scale = Math.min(2, PICTURE_SIDE_MAX / Math.max(width, height), Math.sqrt(PICTURE_PIXELS_MAX / (width * height)));
    const canvas = new OffscreenCanvas(Math.ceil(width * scale), Math.ceil(height * scale));
    const context = canvas.getContext('2d');
    if (!context) return null;
    context.direction = scene.mirrored ? 'rtl' : 'ltr';
    context.fillStyle = look.palette.bg;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const size = { width: canvas.width, height: canvas.height };
    let until = performance.now() + PICTURE_SLICE_MS;
    for (const _ of drawScene(context, scene, { x: scene.x - 24, y: scene.y - 24, scale }, size, { ...look, pixelRatio: 1 })) {
      if (performance.now() < until) continue;
      await new Promise(requestAnimationFrame); // the page goes on
      until = performance.now() + PICTURE_SLICE_MS;
    }
    return canvas.convertToBlob({ type: 'image/png' });
  }

  #lookAt(focus: string | null): void {
    const scene = this.#scene;
    this.#lookedAt = { focus };
    if (!scene || this.#size.width === 0) return;
    const all = fitted(scene, this.#size);
    const placed = focus === null ? undefined : scene.byRef.get(focus);
    if (all.scale >= READABLE_SCALE) this.#camera = all;
    // What is only too high begins at its top, where it can be read; the small map shows the rest.
    else if (!placed) this.#camera = scene.width * READABLE_SCALE <= this.#size.width ? topOf(scene, this.#size, READABLE_SCALE) : all;
    else this.#camera = centred({ ...all, scale: 0.85 }, { x: placed.x + placed.width / 2, y: placed.y + placed.height / 2 }, this.#size);
  }

  #move(camera: Camera): void {
    this.#lookedAt = null;
    this.#camera = camera;
    this.#want();
  }

  #resize(): void {
    const { canvas } = this;
    const before = this.#size;
    this.#size = { width: canvas.clientWidth, height: canvas.clientHeight };
    canvas.width = Math.round(this.#size.width * devicePixelRatio);
    canvas.height = Math.round(this.#size.height * devicePixelRatio);
    if (this.#lookedAt) this.#lookAt(this.#lookedAt.focus);
    else {
      // What was in the middle stays there, on whichever side room was taken.
      this.#camera = panned(this.#camera, (this.#size.width - before.width) / 2, 0);
      this.#keepChosen();
    }
    this.#draw(); // at once: a canvas of another size is empty
  }

  /** A panel that opens beside it must not hide what it is about. */
  #keepChosen(): void {
    const placed = this.#scene?.byRef.get(this.#look?.selected ?? '');
    if (placed) this.#camera = bringing(this.#camera, placed, this.#size);
  }

  #want(): void {
    if (this.#wanted !== 0) return;
    this.#wanted = requestAnimationFrame(() => {
      this.#wanted = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const [scene, look] = [this.#scene, this.#look];
    const context = this.canvas.getContext('2d');
    if (!scene || !look || !context || this.#size.width === 0) return;
    context.direction = scene.mirrored ? 'rtl' : 'ltr';
    const scale = this.#camera.scale.toFixed(4);
    if (this.canvas.dataset['scale'] !== scale) this.canvas.dataset['scale'] = scale; // for whoever looks from outside
    const more = this.#painter.frame(context, scene, this.#camera, this.#size, look);
    this.#drawTitles(context, scene, look);
    this.#drawMap(scene, look);
    if (more) this.#want();
  }

  /** What a column holds, at the top, whatever is scrolled. */
  #drawTitles(context: CanvasRenderingContext2D, scene: Scene, { palette, pixelRatio, columnTitle }: Look): void {
    if (this.#camera.scale < TITLE_SCALE) return;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = palette.bg;
    context.fillRect(0, 0, this.#size.width, 26);
    context.font = `540 11.5px ${palette.font}`;
    context.fillStyle = palette.ink2;
    context.textBaseline = 'alphabetic';
    const [one, two] = scene.columns;
    const { scale } = this.#camera;
    // Never into the next one.
    const width = Math.min(NODE_WIDTH * scale + 40, one && two ? Math.abs(two.x - one.x) * scale - 10 : Number.POSITIVE_INFINITY);
    for (const column of scene.columns) {
      const { x } = toView(this.#camera, { x: scene.mirrored ? column.x + NODE_WIDTH : column.x, y: 0 });
      context.textAlign = scene.mirrored ? 'right' : 'left';
      context.fillText(columnTitle(column), x, 17, width);
    }
  }

  #mapFrame(scene: Scene): { scale: number; left: number; top: number } {
    const { clientWidth: width, clientHeight: height } = this.map;
    const scale = Math.min((width - 12) / Math.max(1, scene.width), (height - 12) / Math.max(1, scene.height));
    return { scale, left: (width - scene.width * scale) / 2, top: (height - scene.height * scale) / 2 };
  }

  #drawMap(scene: Scene, look: Look): void {
    const { map } = this;
    const context = map.getContext('2d');
    if (!context || map.clientWidth === 0) return;
    const { scale, left, top } = this.#mapFrame(scene);
    const { palette, pixelRatio } = look;
    if (this.#mapOf?.scene !== scene || this.#mapOf.look !== look) this.#drawMapGround(scene, look);
    const [width, height] = [Math.round(map.clientWidth * pixelRatio), Math.round(map.clientHeight * pixelRatio)];
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (map.width === width && map.height === height) context.clearRect(0, 0, width, height);
    else [map.width, map.height] = [width, height];
    if (this.#ground) context.drawImage(this.#ground, 0, 0);
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    const seen = { x: (this.#camera.x - scene.x) * scale + left, y: (this.#camera.y - scene.y) * scale + top };
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.2;
    context.strokeRect(seen.x, seen.y, (this.#size.width / this.#camera.scale) * scale, (this.#size.height / this.#camera.scale) * scale);
  }

  #ground: OffscreenCanvas | null = null;
  /** Every box as a few px, once per drawing. */
  #drawMapGround(scene: Scene, look: Look): void {
    const { map } = this;
    const { scale, left, top } = this.#mapFrame(scene);
    const { palette, pixelRatio, lit, selected } = look;
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(map.clientWidth * pixelRatio)), Math.max(1, Math.round(map.clientHeight * pixelRatio)));
    const context = canvas.getContext('2d');
    this.#ground = canvas;
    this.#mapOf = { scene, look };
    if (!context) return;
    context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0);
    for (const { box, x, y, width, height } of scene.boxes) {
      context.fillStyle = box.ref === selected || lit?.has(box.ref) ? palette.accent : palette.edge;
      context.fillRect((x - scene.x) * scale + left, (y - scene.y) * scale + top, Math.max(1.5, width * scale), Math.max(1, height * scale));
    }
  }
}
