import { expect, test } from 'vitest';
import type { ComparisonPoint } from '../../../../shared/models/arm-comparison';
import { someQuality } from '../../../../e2e/peers/some-quality';
import { verdictOf } from '../../actions/judge';
import { checksOf } from './comparison-checks';

const LAB = { production: false, name: 'late-arrival' };
const quality = someQuality();
const enough: ComparisonPoint = { id: 'enough', verdict: 'pass', reason: null, requests: { stable: 3_100, candidate: 800 }, needed: 500, moreMs: 0 };

test('a candidate that fails is promoted by nobody who gives no reason, and its numbers are told', () => {
  const checks = checksOf({ points: [enough, quality] });
  expect(checks.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['enough-data', 'pass'],
    ['quality-compared', 'warn'],
  ]);
  expect(checks[1]?.values).toEqual({
    metric: 'auc',
    stable: '0.772 [0.75, 0.79]',
    candidate: '0.614 [0.59, 0.64]',
    difference: '-0.157 [-0.187, -0.128]',
    margin: '0.02',
    labels: '36/100',
  });
  expect(verdictOf(checks, { action: 'promote' }, LAB)).toMatchObject({ allowed: true, needsReason: true });
});

test('what is open is not known, and asks for a reason too; what passes asks for none', () => {
  const open = checksOf({ points: [{ ...quality, verdict: 'inconclusive', reason: 'labels-unset', metric: null }] });
  expect(open).toMatchObject([{ id: 'quality-compared', outcome: 'unknown', values: { open: 'labels-unset' } }]);
  expect(verdictOf(open, { action: 'promote' }, LAB).needsReason).toBe(true);
  expect(verdictOf(checksOf({ points: [enough, { ...quality, verdict: 'pass' }] }), { action: 'promote' }, LAB).needsReason).toBe(false);
});
