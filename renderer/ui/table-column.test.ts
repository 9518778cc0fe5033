import { describe, expect, test } from 'vitest';
import { clampWidth, fittingColumns, moveColumn, nextSort, tableTracks } from './table-column';

const columns = [
  { id: 'name', width: 160, grow: true },
  { id: 'state', width: 100 },
];

describe('the tracks of a table', () => {
  test('what grows takes the rest, until the user sets its width; then the rest stays empty', () => {
    expect(tableTracks(columns, {})).toEqual({ template: 'minmax(160px, 160fr) 100px', minWidth: 260 });
    expect(tableTracks(columns, { name: 300 })).toEqual({ template: '300px 100px minmax(0, 1fr)', minWidth: 400 });
  });

  test('what grows gives way down to its least', () => {
    expect(tableTracks([{ id: 'image', width: 200, minWidth: 120, grow: true }], {})).toEqual({ template: 'minmax(120px, 200fr)', minWidth: 120 });
  });

  test('a width stays within what can be read', () => {
    const column = { id: 'state', width: 100, minWidth: 60 };
    expect([-5, 59.6, 80.4, 99_999].map((width) => clampWidth(column, width))).toEqual([60, 60, 80, 1_200]);
  });
});

describe('the columns that fit', () => {
  const five = [
    { id: 'name', width: 160, minWidth: 120, grow: true },
    { id: 'namespace', width: 100, yields: 1 },
    { id: 'state', width: 100 },
    { id: 'revision', width: 80, yields: 3 },
    { id: 'since', width: 100, yields: 2 },
  ];
  const shown = (place: number, widths = {}) => fittingColumns(five, widths, place).map(({ id }) => id);

  test('the least important goes first, and no more than must', () => {
    expect(fittingColumns(five, {}, 500)).toBe(five);
    expect(shown(499)).toEqual(['name', 'namespace', 'state', 'since']);
    expect(shown(400)).toEqual(['name', 'namespace', 'state']);
  });

  test('what has to stay stays, however narrow the place is', () => {
    expect(shown(50)).toEqual(['name', 'state']);
  });

  test('a column whose width the user set stays', () => {
    expect(shown(460, { revision: 60 })).toEqual(['name', 'namespace', 'state', 'revision']);
  });
});

describe('the order of columns', () => {
  const order = ['a', 'b', 'c', 'd'];
  test('a column takes the place of the one that it is dropped on, whichever way it came', () => {
    expect(moveColumn(order, 'a', 'c')).toEqual(['b', 'c', 'a', 'd']);
    expect(moveColumn(order, 'd', 'b')).toEqual(['a', 'd', 'b', 'c']);
  });

  test('what is not there moves nothing', () => {
    expect(moveColumn(order, 'x', 'a')).toBe(order);
    expect(moveColumn(order, 'a', 'a')).toBe(order);
  });
});

test('a second press turns the order round, and another column begins anew', () => {
  const once = nextSort('name', null);
  const twice = nextSort('name', once);
  expect([once, twice, nextSort('name', twice), nextSort('age', twice)]).toEqual([
    { column: 'name', descending: false },
    { column: 'name', descending: true },
    { column: 'name', descending: false },
    { column: 'age', descending: false },
  ]);
});
