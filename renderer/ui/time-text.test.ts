import { createIntl } from 'react-intl';
import { describe, expect, test } from 'vitest';
import { words } from '../../shared/words/all-words';
import { agoText, spanText, whenText } from './time-text';

const en = createIntl({ locale: 'en', messages: words.en, timeZone: 'UTC' });
const ar = createIntl({ locale: 'ar', messages: words.ar, timeZone: 'UTC' });
const NOW = Date.UTC(2026, 10, 23, 11, 10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('how long', () => {
  test('takes two units at most, and no unit of zero', () => {
    expect([0, 8_900, 12 * MINUTE, HOUR, 118 * MINUTE, 11 * HOUR + MINUTE, 50 * HOUR].map((length) => spanText(en, length))).toEqual([
      '0 sec',
      '8 sec',
      '12 min',
      '1 hr',
      '1 hr 58 min',
      '11 hr',
      '2 days 2 hr',
    ]);
  });

  test('a length below zero is none: clocks differ', () => {
    expect(spanText(en, -5_000)).toBe('0 sec');
  });

  test('speaks Arabic', () => {
    expect(spanText(ar, 118 * MINUTE)).not.toMatch(/[a-z]/i);
  });
});

describe('how long ago', () => {
  test('rounds down, and says now for what is now or ahead', () => {
    expect([0, -90_000].map((age) => agoText(en, NOW - age, NOW))).toEqual(['now', 'now']);
    expect(agoText(en, NOW - 59 * MINUTE, NOW)).toBe('59 min. ago');
    expect(agoText(en, NOW - 25 * HOUR, NOW)).toBe('yesterday');
  });
});

describe('when', () => {
  test('is the hour alone today, with the day before, and with the year before this one', () => {
    expect(whenText(en, NOW - 6 * MINUTE, NOW)).toBe('11:04');
    expect(whenText(en, NOW - 24 * HOUR, NOW)).toBe('Nov 22, 11:10');
    expect(whenText(en, Date.UTC(2025, 11, 31, 23, 59), NOW)).toBe('Dec 31, 2025, 23:59');
  });

  test('midnight is 00, never 24', () => {
    expect(whenText(en, Date.UTC(2026, 10, 23, 0, 5), NOW)).toBe('00:05');
  });

  test('the day is that of the time zone in use, not of UTC', () => {
    const dubai = createIntl({ locale: 'en', messages: words.en, timeZone: 'Asia/Dubai' });
    expect(whenText(dubai, Date.UTC(2026, 10, 22, 21, 0), NOW)).toBe('01:00');
  });
});
