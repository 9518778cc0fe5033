import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { words } from '../../shared/words/all-words';
import { sayWith } from './use-words';

test('in Arabic names are isolated from the sentence, and what chooses among texts still chooses', () => {
  const say = sayWith(createIntl({ locale: 'ar', messages: words.ar }));
  const worse = (point: string) => say('failure.reason.candidate-worse', { revision: '2', point });
  expect(worse('latency')).toContain('\u20682\u2069');
  expect(worse('latency')).toContain('أبطأ');
  expect(worse('latency')).not.toBe(worse('errors'));
  expect(worse('latency')).not.toContain('latency');
});
