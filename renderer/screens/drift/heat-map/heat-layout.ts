import type { HeatCell } from './heat-grid';

/** Where cells lie, px. Names stand before them, times below; the map scrolls up and down below them. */
export type HeatLayout = {
  readonly width: number;
  readonly height: number;
  readonly names: number;
  /** Of one window, and of one feature. */
  readonly across: number;
  readonly row: number;
  readonly features: number;
  readonly windows: number;
};

/** Of one feature; higher where there are few of them. */
const ROW_PX = { many: 16, few: 24 };
const FEW = 8;
export const AXIS_PX = 20;
const NAMES = { least: 64, most: 190, share: 0.28 };
const LETTER_PX = 6.2;
/** A window is no wider than this, so that few of them do not look like bars. */
const ACROSS_MAX = 26;
/** About as high as so many features at once. */
const ROWS_SHOWN = 16;

type LayoutOf = {
  readonly width: number;
  readonly features: number;
  readonly windows: number /** Letters of the longest name, of all maps that stand below each other. */;
  readonly longest: number;
};

export function heatLayout({ width, features, windows, longest }: LayoutOf): HeatLayout {
  const names = Math.round(Math.min(NAMES.most, Math.max(NAMES.least, Math.min(longest * LETTER_PX + 14, width * NAMES.share))));
  const across = windows === 0 ? 0 : Math.min(ACROSS_MAX, Math.max(1, (width - names) / windows));
  const row = features <= FEW ? ROW_PX.few : ROW_PX.many;
  return { width, height: Math.min(ROWS_SHOWN, Math.max(1, features)) * row, names, across, row, features, windows };
}

/** The cell at a point of what is in sight. */
export function cellAt({ names, across, row, features, windows }: HeatLayout, scrolled: number, x: number, y: number): HeatCell | null {
  const feature = Math.floor((y + scrolled) / row);
  if (feature < 0 || feature >= features || across === 0) return null;
  if (x < names) return null;
  const window = Math.floor((x - names) / across);
  return window < windows ? { feature, window } : null;
}

/** The features in sight, the last one not included. */
export function rowsInSight({ height, row, features }: HeatLayout, scrolled: number): { readonly from: number; readonly to: number } {
  return { from: Math.max(0, Math.floor(scrolled / row)), to: Math.min(features, Math.ceil((scrolled + height) / row)) };
}

/** How far to scroll so that a feature is in sight; as it is where it is already. */
export function scrolledTo({ height, row, features }: HeatLayout, scrolled: number, feature: number): number {
  const top = feature * row;
  const most = Math.max(0, features * row - height);
  if (top < scrolled) return Math.min(most, top);
  if (top + row > scrolled + height) return Math.min(most, top + row - height);
  return scrolled;
}
