import { expect, it } from 'vitest';
import { readSort, sortText } from './sort-text';

const isColumn = (column: string): column is 'name' | 'age' => column === 'name' || column === 'age';
const NEWEST = { column: 'age', descending: true } as const;

it.each([
  [{ column: 'name', descending: false }, 'name'],
  [{ column: 'name', descending: true }, '-name'],
  [{ column: 'age', descending: false }, 'age'],
  [NEWEST, ''],
])('%j is read as it was written', (sort, text) => {
  expect(sortText(sort, NEWEST)).toBe(text);
  expect(readSort(text, isColumn, NEWEST)).toEqual(sort);
});

it.each([undefined, '', '-', '--name', 'colour', 'constructor'])('%s is no column: sorted as it is anyway', (text) => {
  expect(readSort(text, isColumn, NEWEST)).toEqual(NEWEST);
});
