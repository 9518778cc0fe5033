import { expect, it } from 'vitest';
import { type Comparison, compareRows } from './rows';

const comparison: Comparison = {
  runs: [],
  params: [
    { key: 'lr', values: ['0.1', '0.2', null], differ: true },
    { key: 'seed', values: ['1', '1', '1'], differ: false },
  ],
  metrics: [
    { key: 'loss', values: [0.3, 'NaN', 0.1], differ: true },
    { key: 'lr', values: [0.1, null, null], differ: true },
  ],
  inputs: [{ name: 'flights', digests: ['a', 'b', 'b'], differ: true }],
};

it('parameters that differ come first, those that agree last', () => {
  const { differs, metrics, data, same } = compareRows(comparison, '');
  expect([differs, metrics, data, same].map((rows) => rows.map(({ key }) => key))).toEqual([['lr'], ['loss', 'lr'], ['flights'], ['seed']]);
});

it('the greatest and least of a metric are among its numbers, and one number is neither', () => {
  const [loss, lr] = compareRows(comparison, '').metrics;
  expect([loss?.most, loss?.least, lr?.most, lr?.least]).toEqual([0, 2, null, null]);
});

it('a metric and a parameter of one name are two rows', () => {
  const { differs, metrics } = compareRows(comparison, 'LR');
  expect([...differs, ...metrics].map(({ id }) => id)).toEqual(['param lr', 'metric lr']);
});
