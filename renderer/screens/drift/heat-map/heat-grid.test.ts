import { expect, test } from 'vitest';
import type { HeatMap } from '../../../../shared/models/drift-monitor';
import { featureSums, foundAt, foundOf, heatGrid, movedCell, ratioAt, worstCell } from './heat-grid';

/** Rows of ratios: what is beyond its threshold drifted, what is null cannot be judged. */
const mapOf = (...rows: readonly (readonly (number | null)[])[]): HeatMap => ({
  windows: (rows[0] ?? []).map((_, index) => ({ start: index * 10, end: index * 10 + 10, verdict: 'not-drifted' as const })),
  columns: rows.map((ratios, index) => ({
    name: `f${index}`,
    role: 'input' as const,
    worst: ratios.reduce<number | null>((most, ratio) => (ratio === null ? most : Math.max(most ?? 0, ratio)), null),
    ratios: [...ratios],
    verdicts: ratios.map((ratio) => (ratio === null ? ('insufficient' as const) : ratio >= 1 ? ('drifted' as const) : ('not-drifted' as const))),
  })),
  focus: null,
});
const grid = heatGrid(mapOf([0.5, 1.5, 0.25], [null, 0.875, 2], [null, null, null]));

test('the feature that is furthest from its reference comes first, and one of which nothing is known last', () => {
  expect(grid.features).toEqual(['f1', 'f0', 'f2']);
  expect([ratioAt(grid, { feature: 0, window: 2 }), foundAt(grid, { feature: 0, window: 2 })]).toEqual([2, 'drifted']);
});

test('it opens on the worst cell, and on the newest of those alike', () => {
  expect(worstCell(grid)).toEqual({ feature: 0, window: 2 });
  expect(worstCell(heatGrid(mapOf([2, 1, 2])))).toEqual({ feature: 0, window: 2 });
});

test('what chance may have made is less than what drifted, however large it is', () => {
  const map = mapOf([9, 1.5]);
  const first = map.columns[0];
  const chance = heatGrid({ ...map, columns: first ? [{ ...first, verdicts: ['not-drifted', 'drifted'] }] : [] });
  expect(worstCell(chance)).toEqual({ feature: 0, window: 1 });
  expect(foundAt(chance, { feature: 0, window: 0 })).toBe('near');
});

test('where nothing can be judged there is no worst cell', () => {
  expect(worstCell(heatGrid(mapOf([null, null])))).toBeNull();
  expect(worstCell(heatGrid(mapOf()))).toBeNull();
});

test('too few rows are never fine', () => {
  expect([foundOf(null, null), foundOf(0.1, 'insufficient'), foundOf(null, 'not-drifted'), foundOf(0.8, 'not-drifted')]).toEqual([
    'insufficient',
    'insufficient',
    'same',
    'near',
  ]);
  expect(ratioAt(grid, { feature: 9, window: 0 })).toBeNaN();
  expect(foundAt(grid, { feature: 9, window: 0 })).toBe('insufficient');
});

test('a feature is told in one line: its worst, since when, how often, and how often nobody can tell', () => {
  expect(featureSums(grid)).toEqual([
    { name: 'f1', worst: 2, worstWindow: 2, since: 2, drifted: 1, insufficient: 1 },
    { name: 'f0', worst: 1.5, worstWindow: 1, since: 1, drifted: 1, insufficient: 0 },
    { name: 'f2', worst: null, worstWindow: null, since: null, drifted: 0, insufficient: 3 },
  ]);
});

test('keys walk the map and stop at its edges', () => {
  const to = (key: string, page = 10) => movedCell(grid, { feature: 1, window: 1 }, key, page);
  expect(to('ArrowUp')).toEqual({ feature: 0, window: 1 });
  expect(to('ArrowRight')).toEqual({ feature: 1, window: 2 });
  expect(to('PageDown')).toEqual({ feature: 2, window: 1 });
  expect(to('Home')).toEqual({ feature: 1, window: 0 });
  expect(to('w')).toEqual({ feature: 0, window: 2 });
  expect(to('x')).toBeNull();
});
