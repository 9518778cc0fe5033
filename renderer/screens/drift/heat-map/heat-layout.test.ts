import { expect, test } from 'vitest';
import { cellAt, heatLayout, rowsInSight, scrolledTo } from './heat-layout';

const ROW_PX = 16;
const layout = heatLayout({ width: 600, features: 1_000, windows: 90, longest: 11 });

test('all windows have room beside the names, and few of them do not become bars', () => {
  expect(layout.names + layout.across * 90).toBeLessThanOrEqual(600);
  expect(heatLayout({ width: 600, features: 1, windows: 3, longest: 1 }).across).toBe(26);
  expect(heatLayout({ width: 600, features: 1, windows: 0, longest: 1 }).across).toBe(0);
});

test('few features have higher rows', () => {
  expect(heatLayout({ width: 600, features: 4, windows: 10, longest: 5 })).toMatchObject({ row: 24, height: 96 });
  expect(layout.row).toBe(ROW_PX);
});

test('a long name takes no more than its share', () => {
  const { names } = heatLayout({ width: 600, features: 1, windows: 10, longest: 400 });
  expect(names).toBeLessThan(200);
});

test('a point is the cell under it, also where the map is scrolled; beside the cells there is none', () => {
  const { names, across } = layout;
  expect(cellAt(layout, 0, names + 0.5, 0.5)).toEqual({ feature: 0, window: 0 });
  expect(cellAt(layout, 10 * ROW_PX, names + across * 89.5, ROW_PX * 1.5)).toEqual({ feature: 11, window: 89 });
  expect(cellAt(layout, 0, names - 1, 1)).toBeNull();
  expect(cellAt(layout, 0, names + across * 90 + 1, 1)).toBeNull();
  expect(cellAt(layout, 1_000 * ROW_PX, names + 1, 1)).toBeNull();
});

test('only what is in sight is drawn, whatever is below', () => {
  const { from, to } = rowsInSight(layout, 500 * ROW_PX + 3);
  expect(from).toBe(500);
  expect(to - from).toBeLessThanOrEqual(17);
});

test('a feature comes into sight with as little scrolling as can be', () => {
  expect(scrolledTo(layout, 0, 3)).toBe(0);
  expect(scrolledTo(layout, 100 * ROW_PX, 3)).toBe(3 * ROW_PX);
  expect(scrolledTo(layout, 0, 999)).toBe(1_000 * ROW_PX - layout.height);
});
