import { expect, test } from 'vitest';
import type { AttentionNotice } from '../../shared/models/attention-notice';
import { noticesOf } from './notice-text';
import { shellWords } from './shell-words';

const item = (name: string, change: Partial<AttentionNotice> = {}): AttentionNotice => ({
  cause: 'delivery-paused',
  entity: { connection: 'c', kind: 'delivery', id: `argo-rollouts/shop/${name}` },
  namespace: 'shop',
  name,
  ...change,
});
const en = shellWords('en');

test('a few are told one by one, each leading to what waits', () => {
  expect(noticesOf([item('ranker'), item('far', { cause: 'connection-stale', entity: null, namespace: null })], en)).toEqual([
    { title: 'A delivery waits for you', body: 'shop / ranker', key: { connection: 'c', kind: 'delivery', id: 'argo-rollouts/shop/ranker' } },
    { title: 'A connection is out of sight', body: 'far', key: null },
  ]);
});

test('many are one notice that leads to the list', () => {
  expect(
    noticesOf(
      ['a', 'b', 'c', 'd', 'e'].map((name) => item(name)),
      en,
    ),
  ).toEqual([{ title: 'Several things wait for you', body: 'a, b, c …', key: null }]);
});

test('a hostile name is one plain line', () => {
  expect(noticesOf([item(`a\u202eb\nc${'x'.repeat(500)}`)], en)[0]?.body).toBe(`shop / abc${'x'.repeat(77)}`);
});
