import { IntlMessageFormat } from 'intl-messageformat';
import { expect, test } from 'vitest';
import { DRIFT_REASONS } from '../models/drift-reasons';
import type { Locale } from '../models/preferences';
import { words } from './all-words';
import { createDriftWords } from './drift-words';
import type { WordId } from './words';

const drift = (locale: Locale = 'en') =>
  createDriftWords(locale, (id: WordId, values = {}) => String(new IntlMessageFormat(words[locale][id], locale).format(values)));

test.each([
  [0, '0'],
  [-0.25, '-0.25'],
  [0.123_456, '0.1235'],
  [1_234_567, '1,234,567'],
  [1_234_567.8, '1.235e+6'],
  [1e308, '1e+308'],
  [5e-324, '4.941e-324'],
  [2 ** 53 - 1, '9,007,199,254,740,991'],
])('%s is told as %s', (value, text) => {
  expect(drift().number(value)).toBe(text);
});

test('what lies next to a threshold is never told as the threshold', () => {
  const { number, share, p } = drift();
  expect(number(0.099_999_9, 0.1)).toBe('0.0999999');
  expect(number(0.1 + 2 ** -56, 0.1)).not.toBe('0.1');
  expect(number(0.1, 0.1)).toBe('0.1');
  expect(share(0.010_000_1, 0.01)).toBe('1.00001%');
  expect(p(0.049_999_99, 0.05)).toBe('0.04999999');
});

test('a p-value of which a number holds nothing is less than the least, never 0', () => {
  expect(drift().p(0)).toBe('< 1e-300');
  expect(drift().p(1.234_5e-30)).toBe('1.23e-30');
});

test('a share too small for two decimals is not told as none', () => {
  expect(drift().share(0)).toBe('0%');
  expect(drift().share(0.012_34)).toBe('1.23%');
  expect(drift().share(1e-7)).toBe('1e-5%');
});

test('every reason has words in every language, and they name all its values', () => {
  for (const locale of ['en', 'ar'] as const)
    for (const [id, kinds] of Object.entries(DRIFT_REASONS)) {
      const values = Object.fromEntries(Object.keys(kinds).map((name, at) => [name, at + 0.25]));
      const shown = drift(locale).reason({ id, values });
      expect(shown).not.toContain('{');
      for (const name of Object.keys(kinds).filter((key) => kinds[key as keyof typeof kinds] === 'text')) expect(shown).toContain(String(values[name]));
    }
});

test('names in a reason are words of the language; a column of a report cannot give any of its own', () => {
  const reason = { id: 'rows-too-few', values: { side: 'current', rows: 214, needed: 500 } };
  expect(drift().reason(reason)).toBe('Too few rows in the current data: 214 of the 500 that are needed.');
  expect(drift('ar').reason(reason)).toContain('البيانات الحالية');
  expect(drift().reason({ id: 'column-unread', values: { text: '{side} <b>' } })).toBe('The column cannot be read: {side} <b>');
});

test('a reason that is not known is told as it is', () => {
  expect(drift().reason({ id: 'of-tomorrow', values: { a: 1 } })).toBe('of-tomorrow: {"a":1}');
  expect(drift().reason({ id: 'rows-too-few', values: {} })).toBe('rows-too-few: {}');
});
