import { expect, test } from 'vitest';
import { rangeShown, rangesOf, WINDOWS_SHOWN } from './ranges';

const windows = Array.from({ length: 2 * WINDOWS_SHOWN + 5 }, (_, at) => ({ start: at * 10, end: at * 10 + 10 }));
const [newest, middle, oldest] = rangesOf(windows);
const none = { before: null, from: null };

test('all windows are in stretches of as many as are shown, the newest first, and each says how it is asked for', () => {
  expect([newest, middle, oldest]).toEqual([
    { start: 950, end: 1_850, before: null },
    { start: 50, end: 950, before: 950 },
    { start: 0, end: 50, before: 50 },
  ]);
  expect(rangesOf([])).toEqual([]);
});

test('the newest is shown, or what was asked for, or what holds the window that is looked at', () => {
  const ranges = rangesOf(windows);
  expect(rangeShown(ranges, none)).toEqual(newest);
  expect(rangeShown(ranges, { before: 950, from: null })).toEqual(middle);
  expect(rangeShown(ranges, { before: 950, from: 20 })).toEqual(middle);
  expect(rangeShown(ranges, { before: null, from: 20 })).toEqual(oldest);
  expect(rangeShown(ranges, { before: null, from: 950 })).toEqual(newest);
  expect(rangeShown([], none)).toBeNull();
});

test('an address of before more windows came leads to the stretch that has most of what it showed', () => {
  const later = rangesOf([...windows, { start: 1_850, end: 1_860 }]);
  expect(rangeShown(later, { before: 950, from: null })).toMatchObject({ start: 60 });
  expect(rangeShown(later, { before: -5, from: null })).toBe(later.at(-1));
});
