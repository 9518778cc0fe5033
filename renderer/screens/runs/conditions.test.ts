import { expect, it } from 'vitest';
import { conditionsText, type KeyCondition, parseConditions } from './conditions';

const all: readonly KeyCondition[] = [
  { on: 'metric', key: 'valid/loss', is: '<', value: 0.3 },
  { on: 'param', key: 'learning rate `a`', is: '=', value: 'say "0.1" \\ and more' },
  { on: 'tag', key: 'فريق', is: 'like', value: 'آ%' },
];

it('what was written is read back, whatever the names and values hold', () => {
  expect(parseConditions(conditionsText(all))).toEqual(all);
  expect(parseConditions('')).toEqual([]);
});

it('what people type for MLflow is understood', () => {
  expect(parseConditions("metrics.auc >= .9 AND params.lr = '0.01'")).toEqual([
    { on: 'metric', key: 'auc', is: '>=', value: 0.9 },
    { on: 'param', key: 'lr', is: '=', value: '0.01' },
  ]);
});

it('what is no condition is none', () => {
  expect(
    ['loss < 3', 'metrics.loss < many', 'metrics.loss like 3', 'params.lr < 3', 'metrics.a < 1 or metrics.b < 1', 'metrics.a <'].map(parseConditions),
  ).toEqual(Array(6).fill(null));
});
