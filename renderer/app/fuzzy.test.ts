import { expect, test } from 'vitest';
import { fuzzyMatch, splitByRanges } from './fuzzy';

const best = (query: string, texts: readonly string[]) =>
  texts
    .flatMap((text) => {
      const match = fuzzyMatch(query, text);
      return match ? [{ text, score: match.score }] : [];
    })
    .toSorted((left, right) => right.score - left.score)
    .map(({ text }) => text);

test('a word at the start counts more than one inside, and whole words more than scattered letters', () => {
  expect(best('set', ['Reset window', 'Settings', 'Show everything today'])).toEqual(['Settings', 'Reset window', 'Show everything today']);
});

test('the start of a later word is preferred to the middle of an earlier one', () => {
  expect(fuzzyMatch('co', 'Recover connection')?.ranges).toEqual([[8, 10]]);
});

test('all words have to occur, in any order', () => {
  expect(fuzzyMatch('prod fraud', 'fraud-scorer ae-prod')?.ranges).toEqual([
    [0, 5],
    [16, 20],
  ]);
  expect(fuzzyMatch('prod lab', 'fraud-scorer ae-prod')).toBeNull();
});

test('scattered letters begin words or follow each other', () => {
  expect(fuzzyMatch('fs', 'fraud-scorer')?.ranges).toEqual([
    [0, 1],
    [6, 7],
  ]);
  expect(fuzzyMatch('rd', 'fraud-scorer')).toBeNull();
});

test('an empty query answers to everything and marks nothing; Arabic is found too', () => {
  expect(fuzzyMatch('', 'anything')?.ranges).toEqual([]);
  expect(fuzzyMatch('الإعد', 'الإعدادات')?.ranges).toEqual([[0, 5]]);
});

test('a text falls into what matches and what is between', () => {
  expect(
    splitByRanges('fraud-scorer', [
      [0, 1],
      [6, 8],
    ])
      .map(({ piece, matched }) => (matched ? `[${piece}]` : piece))
      .join(''),
  ).toBe('[f]raud-[sc]orer');
  expect(splitByRanges('ab', [])).toEqual([{ at: 0, piece: 'ab', matched: false }]);
});
