import type { Palette } from '../../../ui/canvas-palette';
import { FOUND, type HeatCell, type HeatGrid } from './heat-grid';
import { type HeatLayout, rowsInSight } from './heat-layout';

export type HeatPicture = {
  readonly grid: HeatGrid;
  readonly layout: HeatLayout;
  readonly scrolled: number;
  readonly chosen: HeatCell | null;
  readonly pointed: HeatCell | null;
  readonly palette: Palette;
  /** Lines across, for what cannot be judged. */
  readonly hatch: CanvasPattern | null;
};

/** Narrower cells lie side by side without a gap between them. */
const GAP_FROM_PX = 7;
const SIGN_FROM_PX = 5;
/** How strong a cell is drawn: from nothing to its threshold, and from there to more than three times as much. */
const UNDER = { least: 0.1, rise: 0.36 };
const OVER = { least: 0.45, rise: 0.27 };
const NAME_GAP = 8;

/** What is in sight of the map: names, cells, and where one is. */
export function paintHeatMap(context: CanvasRenderingContext2D, picture: HeatPicture): void {
  const { layout, scrolled } = picture;
  const { width, height, row } = layout;
  context.clearRect(0, 0, width, height);
  const { from, to } = rowsInSight(layout, scrolled);
  for (let feature = from; feature < to; feature += 1) {
    const top = feature * row - scrolled;
    paintName(context, picture, feature, top);
    paintCells(context, picture, feature, top);
  }
  paintFrame(context, picture, picture.pointed, 1);
  paintFrame(context, picture, picture.chosen, 2);
}

function paintName(context: CanvasRenderingContext2D, { grid, layout, chosen, palette }: HeatPicture, feature: number, top: number): void {
  const here = chosen?.feature === feature;
  context.font = `${here ? 600 : 450} 11.5px ${palette.font}`;
  context.fillStyle = here ? palette.ink : palette.ink2;
  context.textAlign = 'end';
  context.textBaseline = 'middle';
  context.direction = 'ltr';
  context.fillText(shortened(grid.features[feature] ?? '', layout.names - NAME_GAP), layout.names - NAME_GAP, top + layout.row / 2 + 0.5);
}

/** The end of a name is what tells it from its neighbours as often as its beginning: the middle goes. */
function shortened(name: string, room: number): string {
  const letters = Math.floor(room / 6.4);
  if (name.length <= letters) return name;
  const half = Math.max(1, Math.floor((letters - 1) / 2));
  return `${name.slice(0, half)}…${name.slice(-half)}`;
}

function paintCells(context: CanvasRenderingContext2D, { grid, layout, palette, hatch }: HeatPicture, feature: number, top: number): void {
  const { names, across, row, windows } = layout;
  const gap = across >= GAP_FROM_PX ? 1 : 0;
  const [width, height] = [across - gap, row - 1];
  const first = feature * windows;
  const each = (found: (is: number) => boolean, paint: (left: number, ratio: number) => void) => {
    for (let window = 0; window < windows; window += 1)
      if (found(grid.found[first + window] ?? FOUND.insufficient)) paint(names + window * across, grid.ratios[first + window] ?? Number.NaN);
  };
  const isUnder = (is: number) => is === FOUND.same || is === FOUND.near;
  const isDrifted = (is: number) => is === FOUND.drifted;
  context.fillStyle = palette.stable;
  each(isUnder, (left, ratio) => {
    context.globalAlpha = UNDER.least + Math.min(1, ratio || 0) * UNDER.rise;
    context.fillRect(left, top, width, height);
  });
  context.fillStyle = palette.bad;
  each(isDrifted, (left, ratio) => {
    context.globalAlpha = Math.min(1, OVER.least + Math.max(0, (ratio || 1) - 1) * OVER.rise);
    context.fillRect(left, top, width, height);
  });
  context.globalAlpha = 1;
  context.fillStyle = palette.panel;
  each(isDrifted, (left) => paintSign(context, left + width / 2, top + height / 2, width));
  if (!hatch) return;
  context.fillStyle = hatch;
  each(
    (is) => is === FOUND.insufficient,
    (left) => context.fillRect(left, top, width, height),
  );
}

/** It drifted: told by a shape too, for whoever sees no red. */
function paintSign(context: CanvasRenderingContext2D, x: number, y: number, room: number): void {
  if (room < SIGN_FROM_PX) {
    context.fillRect(x - 0.5, y - 2.5, 1, 5);
    return;
  }
  const half = Math.min(3, room / 2 - 1);
  context.beginPath();
  context.moveTo(x, y - half);
  context.lineTo(x + half, y);
  context.lineTo(x, y + half);
  context.lineTo(x - half, y);
  context.closePath();
  context.fill();
}

function paintFrame(context: CanvasRenderingContext2D, { layout, scrolled, palette }: HeatPicture, cell: HeatCell | null, line: number): void {
  if (!cell) return;
  const { names, across, row } = layout;
  context.lineWidth = line;
  context.strokeStyle = palette.ink;
  context.strokeRect(names + cell.window * across - 1, cell.feature * row - scrolled - 1, Math.max(3, across + 1), row + 1);
}

const HATCH_PX = 5;

const hatches = new WeakMap<Palette, CanvasPattern | null>();

/** Made once per look: a pattern for every frame would cost more than the cells. */
export function hatchOf(palette: Palette): CanvasPattern | null {
  const made = hatches.has(palette) ? hatches.get(palette) : makeHatch(palette);
  hatches.set(palette, made ?? null);
  return made ?? null;
}

function makeHatch({ ink3, sunk }: Palette): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = HATCH_PX;
  tile.height = HATCH_PX;
  const drawn = tile.getContext('2d');
  if (!drawn) return null;
  drawn.fillStyle = sunk;
  drawn.fillRect(0, 0, HATCH_PX, HATCH_PX);
  drawn.strokeStyle = ink3;
  drawn.globalAlpha = 0.6;
  drawn.lineWidth = 1;
  drawn.beginPath();
  for (const from of [-HATCH_PX, 0, HATCH_PX]) {
    drawn.moveTo(from, HATCH_PX);
    drawn.lineTo(from + HATCH_PX, 0);
  }
  drawn.stroke();
  return drawn.createPattern(tile, 'repeat');
}
