import { expect, test } from 'vitest';
import { failure } from '../../../shared/models/failure';
import { endingOf, type Evidence, takenOf } from './settlement';

const waiting = { state: 'waiting', awaited: 'next-step' } as const;
const base: Evidence = { taken: 'all', progress: waiting, unchanged: null, sinceGivenUpMs: 0, waitedMs: 0, withinMs: 1_000, landingMs: 500 };
const phaseOf = (seen: Partial<Evidence>) => endingOf({ ...base, ...seen })?.phase ?? null;
const failed = { state: 'failed', failure: failure('conflict') } as const;

test('the goal decides, whatever the server said', () => {
  for (const taken of ['all', 'part', 'unknown'] as const) expect(phaseOf({ taken, progress: { state: 'done' } })).toBe('done');
});

test('what the server took is awaited for its time, and ends early only where it cannot come true any more', () => {
  expect(phaseOf({ waitedMs: 999 })).toBeNull();
  expect(phaseOf({ waitedMs: 1_000 })).toBe('timed-out');
  expect(phaseOf({ progress: failed })).toBe('failed');
  expect(endingOf({ ...base, taken: 'part', waitedMs: 1_000 })).toMatchObject({ phase: 'timed-out', failure: { detail: { reason: 'partly-written' } } });
});

test('without an answer an unchanged object proves that nothing happened, but only once nothing can arrive any more', () => {
  const unanswered = { taken: 'unknown', unchanged: true } as const;
  expect(phaseOf({ ...unanswered, sinceGivenUpMs: 499 })).toBeNull();
  expect(phaseOf({ ...unanswered, sinceGivenUpMs: 500 })).toBe('not-done');
  expect(phaseOf({ ...unanswered, sinceGivenUpMs: 499, progress: failed })).toBeNull();
});

test('without an answer a changed object proves nothing: it is awaited, and then nobody knows', () => {
  const changed = { taken: 'unknown', unchanged: false, sinceGivenUpMs: 900 } as const;
  expect(phaseOf({ ...changed, waitedMs: 900 })).toBeNull();
  expect(endingOf({ ...base, ...changed, waitedMs: 1_000 })).toMatchObject({ phase: 'uncertain', failure: { detail: { reason: 'no-answer-kept' } } });
  expect(phaseOf({ ...changed, progress: failed })).toBe('uncertain');
});

test('what a watch tells may be older than the write, so that it never proves that nothing happened', () => {
  expect(phaseOf({ taken: 'unknown', sinceGivenUpMs: 9_000, waitedMs: 9_000 })).toBeNull();
  expect(phaseOf({ taken: 'unknown', progress: failed, sinceGivenUpMs: 9_000 })).toBeNull();
});

test('only a refusal, or a way that was never there, says that nothing was written', () => {
  expect(takenOf(failure('conflict', { values: { written: '0' } }))).toBe('none');
  expect(takenOf(failure('denied', { values: { written: '1' } }))).toBe('part');
  expect(takenOf(failure('unreachable', { reason: 'connection-refused' }))).toBe('none');
  expect(takenOf(failure('unreachable', { reason: 'connection-lost' }))).toBe('unknown');
  expect(takenOf(failure('unreachable', { reason: 'server-error' }))).toBe('unknown');
  expect(takenOf(failure('cancelled'))).toBe('unknown');
  expect(takenOf(failure('bug'))).toBe('unknown');
});
