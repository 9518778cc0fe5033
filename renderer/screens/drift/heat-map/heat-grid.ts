import type { HeatMap } from '../../../../shared/models/drift-monitor';

/** Each feature in each window: what it was found to be, and its measure divided by its threshold. */
export type HeatGrid = {
  readonly features: readonly string[];
  /** When each window begins, in order of time. */
  readonly windows: readonly number[];
  /** Feature after feature; NaN where it cannot be said. */
  readonly ratios: Float32Array;
  /** `FOUND`, in the same places. */
  readonly found: Uint8Array;
};
export type HeatCell = { readonly feature: number; readonly window: number };

export const FOUND = { insufficient: 0, same: 1, near: 2, drifted: 3 } as const;
export type Found = keyof typeof FOUND;
/** From here on, short of its threshold, something is said to be near it. */
export const NEAR = 0.75;

/** By its verdict: a measure beyond its threshold that chance may have made is near, and has not drifted. */
export function foundOf(ratio: number | null, verdict: 'drifted' | 'not-drifted' | 'insufficient' | null): Found {
  if (verdict === null || verdict === 'insufficient') return 'insufficient';
  if (verdict === 'drifted') return 'drifted';
  return ratio !== null && ratio >= NEAR ? 'near' : 'same';
}

/** How much a column calls for a look: what drifted comes before what is only large, and what nobody can judge last. */
const careOf = ({ ratios, verdicts }: Pick<HeatMap['columns'][number], 'ratios' | 'verdicts'>): number =>
  ratios.reduce<number>((most, ratio, window) => {
    const verdict = verdicts[window] ?? null;
    if (ratio === null || verdict === null || verdict === 'insufficient') return most;
    return Math.max(most, verdict === 'drifted' ? ratio + DRIFTED_FIRST : ratio);
  }, -1);

/** The furthest from its reference first. */
export function heatGrid({ windows, columns }: Pick<HeatMap, 'windows' | 'columns'>): HeatGrid {
  const ordered = columns.toSorted((one, other) => careOf(other) - careOf(one));
  const across = windows.length;
  const ratios = new Float32Array(ordered.length * across).fill(Number.NaN);
  const found = new Uint8Array(ratios.length);
  for (const [feature, column] of ordered.entries())
    for (let window = 0; window < across; window += 1) {
      const [ratio, verdict] = [column.ratios[window] ?? null, column.verdicts[window] ?? null];
      if (ratio !== null) ratios[feature * across + window] = ratio;
      found[feature * across + window] = FOUND[foundOf(ratio, verdict)];
    }
  return { features: ordered.map(({ name }) => name), windows: windows.map(({ start }) => start), ratios, found };
}

const at = ({ windows }: HeatGrid, { feature, window }: HeatCell): number => feature * windows.length + window;
/** Where there is no such cell, as where it cannot be said. */
export const ratioAt = (grid: HeatGrid, cell: HeatCell): number => grid.ratios[at(grid, cell)] ?? Number.NaN;
const NAMES: readonly Found[] = ['insufficient', 'same', 'near', 'drifted'];
export const foundAt = (grid: HeatGrid, cell: HeatCell): Found => NAMES[grid.found[at(grid, cell)] ?? 0] ?? 'insufficient';

/** The cell that is furthest from its reference, of those that drifted where any did; the newest of those alike. Null where nothing can be judged. */
export function worstCell(grid: HeatGrid): HeatCell | null {
  const across = grid.windows.length;
  let worst: HeatCell | null = null;
  let most = Number.NEGATIVE_INFINITY;
  for (const [index, ratio] of grid.ratios.entries()) {
    const found = grid.found[index];
    if (Number.isNaN(ratio) || found === FOUND.insufficient) continue;
    const window = index % across;
    // What drifted comes before what is only large.
    const care = found === FOUND.drifted ? ratio + DRIFTED_FIRST : ratio;
    if (!(care > most || (care === most && worst !== null && window > worst.window))) continue;
    most = care;
    worst = { feature: (index - window) / across, window };
  }
  return worst;
}
const DRIFTED_FIRST = 1e6;

/** What is said of a feature where the map cannot be seen. Windows by their place. */
export type FeatureSum = {
  readonly name: string;
  readonly worst: number | null;
  readonly worstWindow: number | null;
  /** The first window that drifted. */
  readonly since: number | null;
  readonly drifted: number;
  readonly insufficient: number;
};

/** Every feature in one line. */
export const featureSums = (grid: HeatGrid): readonly FeatureSum[] =>
  grid.features.map((name, feature) => {
    const [from, to] = [feature * grid.windows.length, (feature + 1) * grid.windows.length];
    const ratios = grid.ratios.subarray(from, to);
    const found = grid.found.subarray(from, to);
    const worst = worstCell({ features: [name], windows: grid.windows, ratios, found })?.window ?? null;
    const since = found.indexOf(FOUND.drifted);
    return {
      name,
      worst: worst === null ? null : (ratios[worst] ?? null),
      worstWindow: worst,
      since: since < 0 ? null : since,
      drifted: found.reduce((sum, each) => sum + (each === FOUND.drifted ? 1 : 0), 0),
      insufficient: found.reduce((sum, each) => sum + (each === FOUND.insufficient ? 1 : 0), 0),
    };
  });

/** Where a key leads; null for other keys. `page` is how many features are in sight. */
export function movedCell(grid: HeatGrid, { feature, window }: HeatCell, key: string, page: number): HeatCell | null {
  const to = (nextFeature: number, nextWindow: number): HeatCell => ({
    feature: Math.min(grid.features.length - 1, Math.max(0, nextFeature)),
    window: Math.min(grid.windows.length - 1, Math.max(0, nextWindow)),
  });
  switch (key) {
    case 'ArrowUp':
      return to(feature - 1, window);
    case 'ArrowDown':
      return to(feature + 1, window);
    case 'ArrowLeft':
      return to(feature, window - 1);
    case 'ArrowRight':
      return to(feature, window + 1);
    case 'Home':
      return to(feature, 0);
    case 'End':
      return to(feature, grid.windows.length - 1);
    case 'PageUp':
      return to(feature - page, window);
    case 'PageDown':
      return to(feature + page, window);
    case 'w':
    case 'W':
      return worstCell(grid);
    default:
      return null;
  }
}
