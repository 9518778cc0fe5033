import { expect, test } from 'vitest';
import type { ActionRun, Check } from '../../../shared/models/action';
import { failure } from '../../../shared/models/failure';
import { dryRunCheck, type Known, ownChecks, refusalOf, refusing, rightsCheck, verdictOf } from './judge';

const known: Known = {
  appReadOnly: false,
  options: { name: 'the lab', readOnly: false },
  freshness: { state: 'live', since: 1 },
  request: { action: 'promote' },
  under: null,
};
const by = (more: Partial<Known>) => refusing(ownChecks({ ...known, ...more }))?.id ?? null;
const run = (phase: ActionRun['phase']): ActionRun => ({
  intent: 1,
  planDigest: '',
  request: { action: 'promote-full' },
  target: { connection: 'lab', kind: 'delivery', id: 'a/b/c', uid: 'u', engine: 'a', objectKind: 'A', namespace: 'b', name: 'c' },
  phase,
  startedAt: 5,
  endedAt: null,
  awaited: null,
  lastSeen: null,
  failure: null,
  settled: false,
});
const check = (id: Check['id'], outcome: Check['outcome']): Check => ({ id, outcome, values: {}, failure: null });

test('the first check in order names the refusal', () => {
  expect(by({})).toBeNull();
  expect(by({ appReadOnly: true, options: { name: 'x', readOnly: true } })).toBe('app-writable');
  expect(by({ options: { name: 'x', readOnly: true }, freshness: { state: 'off', asOf: null } })).toBe('connection-writable');
});

test('whatever is not live refuses, and says since when and why', () => {
  const cause = failure('unreachable', { reason: 'connection-lost', text: 'reset by peer' });
  const stale = ownChecks({ ...known, freshness: { state: 'stale', asOf: 1_234, tries: 2, nextTryAt: null, failure: cause } });
  expect(refusing(stale)).toMatchObject({
    id: 'fresh',
    values: { state: 'stale', asOf: '1234', cause: 'connection-lost' },
    failure: { code: 'stale', detail: { reason: 'not-live', text: 'reset by peer' } },
  });
  for (const freshness of [{ state: 'idle', asOf: null } as const, { state: 'connecting', since: 1, asOf: null } as const])
    expect(by({ freshness })).toBe('fresh');
});

test('an action of ours under way refuses another, but never one that stops it once it was sent', () => {
  expect(by({ under: run('waiting') })).toBe('no-other-action');
  expect(by({ under: run('sending'), request: { action: 'abort' } })).toBe('no-other-action');
  expect(by({ under: run('waiting'), request: { action: 'abort' } })).toBeNull();
  expect(by({ under: run('uncertain'), request: { action: 'roll-back', revision: 'r' } })).toBeNull();
  expect(by({ beginning: true })).toBe('no-other-action');
});

test('a review that failed is no denial and no permission', () => {
  const right = { verb: 'patch', group: 'g', resource: 'rollouts/status', namespace: 'n', why: null };
  expect(rightsCheck([{ ...right, allowed: 'yes' }]).outcome).toBe('pass');
  expect(
    rightsCheck([
      { ...right, allowed: 'yes' },
      { ...right, allowed: 'unknown' },
    ]).outcome,
  ).toBe('unknown');
  expect(
    rightsCheck([
      { ...right, allowed: 'unknown' },
      { ...right, allowed: 'no', why: 'no rule' },
    ]),
  ).toMatchObject({
    outcome: 'fail',
    values: { verb: 'patch', resource: 'rollouts/status', namespace: 'n' },
    failure: { code: 'forbidden', detail: { reason: 'right-missing', text: 'no rule' } },
  });
});

test('a trial that the server refuses fails with its words; one that it never answered says nothing', () => {
  expect(dryRunCheck(null).outcome).toBe('pass');
  const denied = failure('denied', { reason: 'admission-denied', text: 'admission webhook "w" denied the request: no' });
  expect(dryRunCheck(denied)).toMatchObject({ outcome: 'fail', failure: denied });
  expect(dryRunCheck(failure('invalid', { text: 'spec.x: bad' }))).toMatchObject({
    outcome: 'fail',
    failure: { detail: { reason: 'dry-run-refused', text: 'spec.x: bad' } },
  });
  expect(dryRunCheck(failure('unreachable', { reason: 'server-error', text: 'failed calling webhook "w"' })).outcome).toBe('fail');
  for (const said of [failure('unreachable', { reason: 'timed-out' }), failure('limited'), failure('unsupported')])
    expect(dryRunCheck(said).outcome).toBe('unknown');
});

test('a reason is asked for on production, for what moves live traffic, and against a warning; a name only on production', () => {
  const lab = { production: false, name: 'ranker' };
  expect(verdictOf([], { action: 'promote' }, lab)).toEqual({ allowed: true, by: null, needsReason: false, typedName: null });
  expect(verdictOf([], { action: 'promote' }, { ...lab, production: true })).toMatchObject({ needsReason: true, typedName: 'ranker' });
  expect(verdictOf([], { action: 'promote-full' }, lab).needsReason).toBe(true);
  expect(verdictOf([check('git-owner', 'warn')], { action: 'promote' }, lab).needsReason).toBe(true);
  expect(verdictOf([check('target-proven', 'unknown')], { action: 'restart' }, lab).needsReason).toBe(true);
  expect(verdictOf([check('measured-traffic', 'unknown')], { action: 'promote' }, lab).needsReason).toBe(false);
});

test('a refusal carries its check, its own code, and its connection', () => {
  expect(refusalOf(check('offered', 'fail'), 'lab')).toMatchObject({
    code: 'denied',
    connection: 'lab',
    detail: { reason: 'not-offered', values: { check: 'offered' } },
  });
});
