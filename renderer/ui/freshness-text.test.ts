import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { failure } from '../../shared/models/failure';
import type { Freshness } from '../../shared/models/freshness';
import { words } from '../../shared/words/all-words';
import { freshnessText } from './freshness-text';
import { sayWith } from './use-words';

const NOW = Date.UTC(2026, 10, 23, 11, 10);
const lost = failure('unreachable', { reason: 'connection-lost' });
const en = createIntl({ locale: 'en', messages: words.en, timeZone: 'UTC' });
const text = (freshness: Freshness, detail: 'short' | 'full' = 'full') => freshnessText(sayWith(en), en, freshness, NOW, detail);

test('every state says what it is, and in full as of when', () => {
  expect(text({ state: 'live', since: NOW - 126 * 60_000 })).toBe('live since 09:04');
  expect(text({ state: 'connecting', since: NOW, asOf: null })).toBe('connecting, no values yet');
  expect(text({ state: 'idle', asOf: NOW - 60_000 })).toBe('not watched, values as of 11:09');
  expect(text({ state: 'off', asOf: null })).toBe('switched off, no values yet');
});

test('counts down to the next try, and never to zero while it is ahead', () => {
  const reconnecting = (nextTryAt: number | null): Freshness => ({ state: 'reconnecting', asOf: NOW - 60_000, tries: 1, nextTryAt, failure: lost });
  expect(text(reconnecting(NOW + 3_200), 'short')).toBe('reconnecting, next try in 4 sec');
  expect(text(reconnecting(NOW + 1), 'short')).toBe('reconnecting, next try in 1 sec');
  expect(text(reconnecting(NOW), 'short')).toBe('reconnecting, trying now');
  expect(text(reconnecting(null), 'short')).toBe('reconnecting');
});

test('stale says since when, why, and then when the next try is; what was never read says that it cannot be, or why', () => {
  const stale = (asOf: number | null, nextTryAt: number | null = null): Freshness => ({ state: 'stale', asOf, tries: 9, nextTryAt, failure: lost });
  expect(text(stale(NOW - 118 * 60_000), 'short')).toBe('stale since 09:12');
  expect(text(stale(NOW - 118 * 60_000))).toBe('stale since 09:12. The connection broke off.');
  expect(text(stale(NOW - 118 * 60_000, NOW + 3_200))).toBe('stale since 09:12. The connection broke off. Next try in 4 sec.');
  expect(text(stale(null), 'short')).toBe('cannot be read');
  expect(text(stale(null, NOW + 3_200))).toBe('The connection broke off. Next try in 4 sec.');
  expect(text(stale(null, NOW))).toBe('The connection broke off. Trying now.');
});

test('in Arabic, times and spans are isolated from the sentence around them', () => {
  const ar = createIntl({ locale: 'ar', messages: words.ar, timeZone: 'UTC' });
  expect(freshnessText(sayWith(ar), ar, { state: 'live', since: NOW }, NOW, 'full')).toBe('مباشر منذ \u206811:10\u2069');
  const stale: Freshness = { state: 'stale', asOf: NOW, tries: 1, nextTryAt: NOW, failure: lost };
  // A sentence that is nothing but isolated parts has no direction of its own.
  expect(freshnessText(sayWith(ar), ar, stale, NOW, 'full')).toBe('\u2068قديم منذ \u206811:10\u2069\u2069. \u2068انقطع الاتصال.\u2069 تجري المحاولة الآن.');
});
