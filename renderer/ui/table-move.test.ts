import { describe, expect, test } from 'vitest';
import { HEADER_LINE, moveTo, type TablePlace } from './table-move';

const extent = { lines: 100, columns: 4, page: 10, rtl: false };
const from = (line: number, column: number | null = null): TablePlace => ({ line, column });
const go = (key: string, place: TablePlace, more: Partial<typeof extent> = {}, control = false) => moveTo(key, control, place, { ...extent, ...more });

describe('arrows', () => {
  test('go up and down the lines, up into the headings, and stop at the end', () => {
    expect([go('ArrowDown', from(0)), go('ArrowDown', from(99)), go('ArrowUp', from(0)), go('ArrowUp', from(HEADER_LINE, 2))]).toEqual([
      from(1),
      from(99),
      from(HEADER_LINE, 0),
      from(HEADER_LINE, 2),
    ]);
  });

  test('a cell keeps its column on the way', () => {
    expect([go('ArrowDown', from(4, 2)), go('ArrowUp', from(0, 2)), go('ArrowDown', from(HEADER_LINE, 2))]).toEqual([
      from(5, 2),
      from(HEADER_LINE, 2),
      from(0),
    ]);
  });

  test('right goes from the line into its cells and left back out; right-to-left turns that round', () => {
    expect([go('ArrowRight', from(3)), go('ArrowRight', from(3, 3)), go('ArrowLeft', from(3, 0)), go('ArrowLeft', from(3))]).toEqual([
      from(3, 0),
      from(3, 3),
      from(3),
      from(3),
    ]);
    expect([go('ArrowLeft', from(3), { rtl: true }), go('ArrowRight', from(3, 0), { rtl: true })]).toEqual([from(3, 0), from(3)]);
  });
});

describe('Home, End and the page keys', () => {
  test('on a line they go to the first and the last line; in a cell along the line, and with Control to the corners', () => {
    expect([go('Home', from(50)), go('End', from(50)), go('Home', from(50, 2)), go('End', from(50, 2)), go('End', from(50, 2), {}, true)]).toEqual([
      from(0),
      from(99),
      from(50, 0),
      from(50, 3),
      from(99, 2),
    ]);
  });

  test('a page stops at the ends', () => {
    expect([go('PageDown', from(95)), go('PageUp', from(4)), go('PageDown', from(HEADER_LINE, 1))]).toEqual([from(99), from(0), from(10)]);
  });
});

test('without lines there are the headings alone', () => {
  expect([go('ArrowDown', from(HEADER_LINE, 1), { lines: 0 }), go('End', from(HEADER_LINE, 1), { lines: 0 })]).toEqual([
    from(HEADER_LINE, 1),
    from(HEADER_LINE, 3),
  ]);
});

test('other keys are not ours', () => {
  expect([go('x', from(1)), go('Tab', from(1)), go('Escape', from(1))]).toEqual([null, null, null]);
});
