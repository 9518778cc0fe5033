import { expect, test } from 'vitest';
import type { Check, Plan } from '../../../shared/models/action';
import { samplePlan } from './plan-samples';
import { type Became, becameOf, confirmBlock, orderChecks, verdictOf } from './judgement';

const check = (id: Check['id'], outcome: Check['outcome']): Check => ({ id, outcome, values: {}, failure: null });
const NOW = samplePlan.madeAt + 1_000;
const input = { reason: 'looks well', ticket: '', typedName: 'fraud-scorer' };
const block = (patch: Partial<Plan['verdict']>, given = input, now = NOW, became: Became = null) =>
  confirmBlock({ plan: { ...samplePlan, verdict: { ...samplePlan.verdict, ...patch } }, now, became, input: given })?.word ?? null;

test('what refuses is read first, then warnings, then what nobody knows; those alike stay in the order of judgement', () => {
  const checks = [check('app-writable', 'pass'), check('git-owner', 'unknown'), check('rights', 'fail'), check('dry-run', 'warn'), check('fresh', 'pass')];
  expect(orderChecks(checks).map(({ id }) => id)).toEqual(['rights', 'dry-run', 'git-owner', 'app-writable', 'fresh']);
});

test('a check without an answer never makes a verdict good', () => {
  const verdict = { allowed: true, by: null, needsReason: false, typedName: null };
  expect(verdictOf({ verdict, checks: [check('rights', 'pass')] })).toEqual({ tone: 'ok', word: 'actions.verdict.allowed', values: { count: 1 } });
  expect(verdictOf({ verdict, checks: [check('rights', 'pass'), check('dry-run', 'unknown')] })).toEqual({
    tone: 'warn',
    word: 'actions.verdict.unknown',
    values: { unknown: 1 },
  });
  expect(verdictOf({ verdict: { ...verdict, allowed: false, by: 'rights' }, checks: [] }).tone).toBe('bad');
});

test('a plan is confirmed with all that it asks for', () => {
  expect(block({ needsReason: true, typedName: 'fraud-scorer' })).toBeNull();
  expect(block({ needsReason: true }, { ...input, reason: '  ' })).toBe('actions.confirm.reason-first');
  expect(block({ typedName: 'fraud-scorer' }, { ...input, typedName: 'Fraud-scorer' })).toBe('ui.type-name.first');
});

test('a refusal is named by its check, before anything that could be typed', () => {
  expect(block({ allowed: false, by: 'connection-writable', needsReason: true }, { ...input, reason: '' })).toBe('actions.refused.connection-writable');
});

test('a plan that expired, or whose object changed, is planned again', () => {
  expect(block({}, input, samplePlan.expiresAt)).toBe('actions.confirm.expired');
  expect(block({}, input, NOW, 'changed')).toBe('actions.confirm.changed');
});

test('what was deleted is said to be deleted, not changed; what was never known is neither', () => {
  expect([becameOf('a', null), becameOf('a', 'b'), becameOf('a', 'a'), becameOf(null, 'a'), becameOf(null, null)]).toEqual([
    'gone',
    'changed',
    null,
    null,
    null,
  ]);
  expect(block({}, input, NOW, 'gone')).toBe('actions.confirm.gone');
});
