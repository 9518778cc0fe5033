import { expect, test } from 'vitest';
import { globBase, matchesGlob } from '../../backend/tables/glob';
import { touches } from './scopes';

test.each([
  ['data/*.csv', 'data/a.csv', true],
  ['data/*.csv', 'data/deep/a.csv', false],
  ['data/**/*.csv', 'data/a.csv', true],
  ['data/**/*.csv', 'data/deep/er/a.csv', true],
  ['**', 'a/b/c', true],
  ['data/2001-0?.parquet', 'data/2001-01.parquet', true],
  ['data/2001-0?.parquet', 'data/2001-011.parquet', false],
  ['data/[ab]*.csv', 'data/bee.csv', true],
  ['data/[!ab]*.csv', 'data/bee.csv', false],
  ['data/[a-c]1.csv', 'data/b1.csv', true],
  ['data/[a-c]1.csv', 'data/-1.csv', false],
  ['a[.csv', 'a[.csv', true],
  ['*é*.csv', 'caféteria.csv', true],
])('%s and %s: %s', (glob, path, isMatch) => {
  expect(matchesGlob(glob, path)).toBe(isMatch);
});

test('a glob made to take long does not', () => {
  const begun = performance.now();
  expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(5_000))).toBe(false);
  expect(matchesGlob('**/'.repeat(12) + 'x', 'a/'.repeat(20) + 'y')).toBe(false);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('the folder below which all matches lie', () => {
  expect(globBase('data/2001/*.csv')).toBe('data/2001');
  expect(globBase('*.csv')).toBe('');
});

test.each([
  ['data/flights', 'data/flights/2001-01.parquet', true],
  ['data/flights', 'data', true],
  ['data/flights', 'data/flights2', false],
  ['data/flights/', './data/flights', true],
  ['data/*.csv', 'data/a.csv', true],
  ['data/*.csv', 'data', true],
  ['data/*.csv', 'data/a.parquet', false],
  ['data/a.csv', 'data/b.csv', false],
])('a source %s is touched by %s: %s', (source, path, isTouched) => {
  expect(touches({ path: source }, [], path)).toBe(isTouched);
});
