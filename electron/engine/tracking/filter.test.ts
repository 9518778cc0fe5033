import { expect, test } from 'vitest';
import { fits, likePattern, parseFilter, parseOrder } from './filter';

test('clauses are read with every way in which names and values are written', () => {
  expect(parseFilter(`metrics.loss < 0.5 and params."learning rate" = '1e-3' AND tags.\`mlflow.user\` ILIKE "ada%" and attributes.status != 'FAILED'`)).toEqual(
    [
      { kind: 'metric', key: 'loss', is: '<', value: 0.5 },
      { kind: 'param', key: 'learning rate', is: '=', value: '1e-3' },
      { kind: 'tag', key: 'mlflow.user', is: 'ILIKE', value: 'ada%' },
      { kind: 'attribute', key: 'status', is: '!=', value: 'FAILED' },
    ],
  );
  expect(parseFilter(`run_id IN ('a', "b") AND tags.x IS NOT NULL AND start_time>=-1.5e3 AND name = 'it says and = so'`)).toEqual([
    { kind: 'attribute', key: 'run_id', is: 'IN', value: ['a', 'b'] },
    { kind: 'tag', key: 'x', is: 'IS NOT NULL', value: '' },
    { kind: 'attribute', key: 'start_time', is: '>=', value: -1_500 },
    { kind: 'attribute', key: 'name', is: '=', value: 'it says and = so' },
  ]);
  expect([parseFilter(null), parseFilter('  ')]).toEqual([[], []]);
});

test.each(['metrics.loss <', "a = 'x' OR b = 'y'", "a = 'x' b = 'y'", 'a = x', "a ~ 'x'", "a = 'x", "a IN 'x'", '= 1', "a = 'x' AND"])(
  '%s is refused with the place',
  (filter) => {
    expect(() => parseFilter(filter)).toThrow(/Invalid filter/);
  },
);

test('orders are read', () => {
  expect(parseOrder('metrics.`a b` DESC')).toEqual({ kind: 'metric', key: 'a b', descending: true });
  expect(parseOrder('start_time')).toEqual({ kind: 'attribute', key: 'start_time', descending: false });
  expect(() => parseOrder('a b c')).toThrow('Invalid order_by');
});

test('LIKE knows its two letters alone, and ILIKE no case', () => {
  expect([
    likePattern('a.%', false).test('a.b\nc'),
    likePattern('a.%', false).test('axb'),
    likePattern('A_', true).test('ab'),
    likePattern('A_', false).test('ab'),
  ]).toEqual([true, false, true, false]);
  const [clause] = parseFilter("name NOT IN ('a')");
  expect(clause && [fits(clause, 'b'), fits(clause, 'a'), fits(clause, null)]).toEqual([true, false, false]);
});
