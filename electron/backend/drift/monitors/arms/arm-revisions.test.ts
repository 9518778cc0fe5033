import { expect, it } from 'vitest';
import { armsOfDelivery, armsSaid, isOfRevision } from './arm-revisions';

it('knows a revision by its key, as a part of a name, and by its number', () => {
  const revision = { key: '7d9f8c', number: 2 };
  const own = ['7d9f8c', 'ranker-7d9f8c', 'ranker-7d9f8c-xk2p9', 'http://ranker-7d9f8c.shop:8080', 'ranker-predictor-00002', '2'];
  const others = ['', '7d9f8', 'x7d9f8c', 'ranker-predictor-00012', 'ranker-2', '20'];
  expect([...own, ...others].filter((said) => isOfRevision(said, revision))).toEqual(own);
  expect(isOfRevision('2', { key: 'abc', number: null })).toBe(false);
});

it('gives to neither arm what would be both', () => {
  const arms = { stable: { key: 'blue', number: null }, candidate: { key: 'green', number: null }, since: null };
  expect(armsSaid(['ranker-blue', 'ranker-green', 'blue-green', 'red'], arms)).toEqual({ stable: ['ranker-blue'], candidate: ['ranker-green'] });
});

it('has no arms where nothing is under way', () => {
  const delivery = { stableKey: 'a', candidateKey: 'b', revision: 7, since: 5 };
  expect(armsOfDelivery(delivery)).toEqual({ stable: { key: 'a', number: null }, candidate: { key: 'b', number: 7 }, since: 5 });
  expect([armsOfDelivery({ ...delivery, candidateKey: null }), armsOfDelivery({ ...delivery, candidateKey: 'a' })]).toEqual([null, null]);
});
