import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { spanWords, windowStart } from './window-text';

// Another zone than the windows are cut in: nothing may be told in it.
const intl = createIntl({ locale: 'en', timeZone: 'America/New_York' });
const at = (text: string) => Date.parse(`${text}Z`);
const days = (from: string, to: string) => spanWords(intl, { start: at(`${from}T00:00`), end: at(`${to}T00:00`) });

test('whole days are told by their first and their last', () => {
  expect(days('2001-06-08', '2001-06-15').replaceAll(/[\u2009\u00a0]/g, ' ')).toBe('Jun 8 – 14, 2001');
  expect(days('2001-06-08', '2001-06-09')).toBe('Jun 8, 2001');
});

test('hours are told with their ends', () => {
  expect(spanWords(intl, { start: at('2001-06-08T14:00'), end: at('2001-06-08T15:00') }).replaceAll(/[\u2009\u00a0]/g, ' ')).toBe('Jun 8, 2001, 14:00 – 15:00');
});

test('an axis names a window by when it begins', () => {
  expect([windowStart(intl, at('2001-06-04T00:00'), 'week'), windowStart(intl, at('2001-06-01T00:00'), 'month')]).toEqual(['Jun 4', 'Jun 2001']);
  expect(windowStart(intl, at('2001-06-04T07:00'), 'hour')).toBe('Jun 4, 07:00');
});
