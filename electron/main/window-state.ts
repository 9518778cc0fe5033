import { z } from 'zod';

const ROUTE_MAX = 8_000;
const pixels = z.number().int().min(-100_000).max(100_000);

/** How and where the window was, and what it showed. */
export const WindowState = z.object({
  bounds: z.object({ x: pixels, y: pixels, width: pixels.positive(), height: pixels.positive() }).nullable(),
  maximised: z.boolean(),
  fullScreen: z.boolean(),
  /** Chromium's zoom level: 0 is 100 %, each step is a factor of 1.2. */
  zoomLevel: z.number().min(-8).max(9),
  /** The hash of the page's address: route, filters, selection. */
  route: z
    .string()
    .max(ROUTE_MAX)
    .regex(/^(#.*)?$/),
});
export type WindowState = z.infer<typeof WindowState>;
export const FIRST_WINDOW_STATE: WindowState = { bounds: null, maximised: false, fullScreen: false, zoomLevel: 0, route: '' };

export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
/** Without x and y the window is put in the middle of the main display. */
export type Placement = { readonly x?: number; readonly y?: number; readonly width: number; readonly height: number };

export const WINDOW_MIN = { width: 720, height: 480 } as const;
const FIRST_SIZE = { width: 1_320, height: 860 } as const;
/** So much of the title bar must be on a display for a window to be found and dragged. */
const GRIP = { width: 120, height: 32 } as const;

/** Where to open the window, given the displays' work areas (the main one first): where it was, unless that display is gone. */
export function placeWindow(was: Rectangle | null, workAreas: readonly Rectangle[]): Placement {
  const main = workAreas[0];
  const wanted = was ?? FIRST_SIZE;
  const home = was && workAreas.find((area) => overlap(was, area));
  const area = home ?? main;
  const width = Math.max(WINDOW_MIN.width, Math.min(wanted.width, area?.width ?? wanted.width));
  const height = Math.max(WINDOW_MIN.height, Math.min(wanted.height, area?.height ?? wanted.height));
  if (!was || !home) return { width, height };
  // Never above the work area: a title bar under a panel cannot be grasped.
  return { x: was.x, y: Math.max(was.y, home.y), width, height };
}

function overlap(window: Rectangle, area: Rectangle): boolean {
  const wide = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const top = Math.min(window.y + GRIP.height, area.y + area.height) - Math.max(window.y, area.y);
  return wide >= GRIP.width && top >= GRIP.height / 2;
}

/** A window beside another: a little lower and to the side, so that both are seen. */
export function cascade({ bounds, zoomLevel }: WindowState, route: string): WindowState {
  return { ...FIRST_WINDOW_STATE, zoomLevel, route, bounds: bounds && { ...bounds, x: bounds.x + CASCADE, y: bounds.y + CASCADE } };
}
const CASCADE = 32;

/** One step of the zoom menu: a factor of about 1.1, from 58 % to 250 %. */
const ZOOM = { step: 0.5, min: -3, max: 5 } as const;

export function nextZoom(level: number, step: 'zoom-in' | 'zoom-out' | 'zoom-reset'): number {
  if (step === 'zoom-reset') return 0;
  return Math.min(ZOOM.max, Math.max(ZOOM.min, level + (step === 'zoom-in' ? ZOOM.step : -ZOOM.step)));
}
